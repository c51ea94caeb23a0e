"""Settings of a municipality's server. Whatever is missing from the environment stops the start with its name."""

from .base import *  # noqa: F403
from .base import CACHES, env, os
from .environment import strict_bool

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

_https = strict_bool(os.environ, "HTTPS", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The address of a visitor is what the last so many proxies wrote into X-Forwarded-For; what comes before is anybody's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1)
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = strict_bool(os.environ, "HSTS_PRELOAD", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
if _https:
    SESSION_COOKIE_NAME = "__Host-aula-session"
    CSRF_COOKIE_NAME = "__Host-aula-csrf"
# W019: Wagtail shows previews in a frame of the same origin, which frame-ancestors 'self' allows and nothing else.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
if not SECURE_HSTS_PRELOAD:
    # Preloading binds the municipality's whole parent domain, which is not ours to promise.
    SILENCED_SYSTEM_CHECKS.append("security.W021")

if os.environ.get("REDIS_URL"):
    CACHES = {
        **CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
        },
    }
if os.environ.get("EMAIL_URL"):
    vars().update(env.email_url("EMAIL_URL"))
