"""What a constancia says in forms that machines check: a signed summary, a credential, a list of statuses."""
