"""What decides care: triage, proposal, progression, what got worse. Sees no web, no database and no translation."""
