"""Sessions of the pleno, the commissions and the councils: called, held, who came and how each point was voted."""
