"""Today's list, and the visit on one page. Reads every slice, owns nothing."""
