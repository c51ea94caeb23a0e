"""The demonstration accounts: documented, so worthless as a secret; refused wherever DEBUG is off."""

DEMO_PASSWORD = "Tuxpan-2026-demo"
DEMO_USERNAMES = ("admin", "consultora", "rh", "directora", "funcionaria")
