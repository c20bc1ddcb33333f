"""Whole practices of earlier versions, and the tests that every later version goes on reading them."""
