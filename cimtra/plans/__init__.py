"""Work plans: what was proposed, and how far it has come by what it points at."""
