"""The page on which a person watches long work and takes its result."""
