"""The board that joins it all: aspect × training of those responsible · deliveries · findings · last score."""
