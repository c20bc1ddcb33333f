"""What the patient tells us: the questions as screens, kept one by one. Passes no clinical judgement."""
