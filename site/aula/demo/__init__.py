"""The demonstration municipality: invented people with a training history, so that each screen shows something."""
