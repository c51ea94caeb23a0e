"""The monitor: it visits published addresses, says what it saw there and never more than it saw."""
