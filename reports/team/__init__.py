"""My team: what a head, or the deputy of one, may know and do about the training of the own people."""
