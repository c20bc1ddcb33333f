"""Signed content as pages, phone file, calendar and letters, as text. Never draws, stores or asks the database."""
