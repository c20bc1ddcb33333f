"""The drawing kit: shapes, curves, a posable person, feet and hands."""
