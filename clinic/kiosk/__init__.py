"""The tablet in the patient's hand: who it is, one question after another, sending. Never shows a staff page."""
