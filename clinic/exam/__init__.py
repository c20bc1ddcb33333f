"""What the clinician finds: measures and tests per foot, and the answer to each flag. Never the patient's words."""
