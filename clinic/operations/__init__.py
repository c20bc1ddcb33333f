"""What keeps a practice running: health, clean-up, the start. Never opens a patient's page."""
