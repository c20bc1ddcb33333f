"""Who did or saw what. Append-only, chained by HMAC. Knows no other slice; never holds answers, names or free text."""
