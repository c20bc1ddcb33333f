"""The clinic itself: name, address, phone, paper, languages, time zone, and who approved which content."""
