"""What counts, or is not asked, by decision: exemptions, equivalences, and training from before Aula Clara."""
