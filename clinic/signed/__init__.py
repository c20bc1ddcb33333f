"""What was signed, word for word. A row never changes."""
