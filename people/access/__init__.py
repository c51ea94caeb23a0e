"""How people come to an account and to a password without e-mail, and what keeps others from guessing it."""
