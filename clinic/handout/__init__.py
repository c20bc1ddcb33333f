"""The paper the patient takes home: signed content in, PDF out. It never decides care and never changes a plan."""
