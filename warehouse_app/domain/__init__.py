"""Plain values and pure rules of the trade. No SQL; time and randomness are arguments."""
