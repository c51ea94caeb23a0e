"""What anybody may ask about a constancia: is it real, does it still hold, is this file the one that was issued."""
