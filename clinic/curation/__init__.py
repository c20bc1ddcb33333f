"""The library for staff: browse, check, approve. Never decides about a patient."""
