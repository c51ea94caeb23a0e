"""The library: documents that departments upload and the transparency unit publishes, returns or withdraws."""
