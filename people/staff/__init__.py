"""The screens where human resources sees people and the organisation, and records what happens to them."""
