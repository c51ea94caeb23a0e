"""What the answers say about a quiz, its questions and the subjects that are mastered least. Nobody is named."""
