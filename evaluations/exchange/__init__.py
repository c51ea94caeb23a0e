"""Questions on their way between files and the bank."""
