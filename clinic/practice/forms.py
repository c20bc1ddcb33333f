"""The practice's own form."""
