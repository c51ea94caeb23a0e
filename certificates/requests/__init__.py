"""Constancias that no completion stands behind: one person asks, another approves, and only then they are issued."""
