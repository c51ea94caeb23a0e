"""The public microsite: from block to aspect to what is published, with its search, its feed and its catalogue."""
