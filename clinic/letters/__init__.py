"""What goes to another clinician: the referral and its paper. Never sent by itself."""
