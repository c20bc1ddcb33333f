"""What a typed thing means: numbers with their units, days, dates and names. Pure; knows no room."""
