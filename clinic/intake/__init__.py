"""What the patient tells us: the questions as steps, the tablet, the desk's side. Passes no clinical judgement."""
