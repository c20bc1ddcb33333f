"""The paper the patient takes home: from signed content to stored bytes. Decides nothing clinical."""
