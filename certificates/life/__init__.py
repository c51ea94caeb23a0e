"""What may happen to a constancia after its issue."""
