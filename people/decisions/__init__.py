"""The screens of the ledger of decisions: the list, the search in it, and its download."""
