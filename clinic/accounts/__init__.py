"""Staff and signing in: one account per person, one-time links, server-side sessions. Never patients."""
