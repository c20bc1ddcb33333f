"""The front desk's day: who is here, the next action, answers typed for a patient. Sees status words, no chart."""
