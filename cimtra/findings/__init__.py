"""Observations and recommendations: acts that change them, lists that tell of them, notices that remind of them."""
