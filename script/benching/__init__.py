"""What `script/bench` measures: one module for each of its words, and what they share."""
