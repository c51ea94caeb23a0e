"""Training from before Aula Clara, brought in a file: read, shown row by row, accepted, and recorded as imported."""
