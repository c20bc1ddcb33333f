"""The pages for those who look after Footing, followed to the letter."""
