"""HTML in, tagged PDF out, in a closed process of its own. Never knows what a plan is."""
