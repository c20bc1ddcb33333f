"""One visit gathered and judged once: flags with their rulings, the answers in short. Writes nothing."""
