"""A large invented municipality with years of history, for measuring; written in bulk, the same for the same seed."""
