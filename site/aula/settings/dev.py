"""The settings of `make run`: one machine, SQLite, readable errors. Never for the network."""

from .base import *  # noqa: F403
from .base import LOGGING, VAR_DIR, os
from .environment import strict_bool

DEBUG = strict_bool(os.environ, "DEBUG", True)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
VAR_DIR.mkdir(parents=True, exist_ok=True)


LOGGING["loggers"]["django.utils.autoreload"] = {"level": "WARNING"}


def _local_secret_key():
    """A key made on the first start and kept beside the database: no secret lives in the repository."""
    import secrets

    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64))
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or _local_secret_key()
