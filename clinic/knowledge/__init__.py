"""Clinical knowledge as reviewable data, and the facts and flags read from answers. Never sees the web or the database."""
