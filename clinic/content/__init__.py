"""What a plan says, as values: its lines, its words, what changed. Never asks where they are kept or printed."""
