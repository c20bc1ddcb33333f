"""The person and the visit that everything hangs from. Never answers, findings or plans."""
