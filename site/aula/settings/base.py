"""Settings that every installation shares. What an editor may change is data (people.Municipality), not a setting."""

import os
from pathlib import Path

import environ
from django.urls import reverse_lazy

from .environment import strict_bool

BASE_DIR = Path(__file__).resolve().parents[3]
SITE_DIR = BASE_DIR / "site"
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")
env = environ.Env()

DEBUG = False
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
PRODUCT_NAME = "Aula Clara"
PRODUCT_VERSION = "0.1.0"

INSTALLED_APPS = [
    "aula",
    "cimtra",
    "reports",
    "evaluations",
    "certificates",
    "courses",
    "people",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Django's own masks the length of each answer, so secrets in a page cannot be guessed from its compressed size.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "aula.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.access.sessions.SessionLimitMiddleware",
    "aula.privacy.PrivatePagesMiddleware",
    "aula.doors.AdminDoorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "aula.urls"
WSGI_APPLICATION = "aula.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["aula.templatetags.aula_ui", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aula.context.site_identity",
                "aula.csp.csp",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    # Measured: with Django's defaults six writers get "database is locked"; with these none does.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;"
    ),
}


def database(url):
    """Django's DATABASES entry for a DATABASE_URL: SQLite for one town, PostgreSQL for several machines."""
    config = environ.Env.db_url_config(url)
    if "sqlite" in config["ENGINE"]:
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'aula.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# An address typed without its scheme is taken for a secure one, as Django 6 will do by itself.
FORMS_URLFIELD_ASSUME_HTTPS = True

CACHES = {
    "default": {
        # Lock-outs and rate limits must be the same for every process, so the cache is a table.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "aula_cache",
    },
    # Wagtail's own look-ups (site roots, renditions) tolerate a copy per process.
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

TASKS = {
    # Wagtail's own small tasks run at once; ours are rows, written in the transaction that asks for them.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.authentication.EmployeeBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mi-aula/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.authentication.ClosedSignUpAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = True
# Guessing is slowed down by people.access.guessing: allauth counts per account, which lets anybody lock anybody out,
# and per address, behind which a whole town hall signs in at nine o'clock.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "change_password": None,
    "reauthenticate": None,
    "reset_password": "60/m/ip,5/m/key",
}
ACCOUNT_FORMS = {
    "login": "people.forms.LoginForm",
    "change_password": "people.forms.ChangePasswordForm",
    "reset_password": "people.forms.ResetPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False

SESSION_COOKIE_NAME = "aula_session"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "aula_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "aula.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español (México)")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("es-mx", "Español (México)")]
# Our own words first, then the Spanish that the packages lack.
LOCALE_PATHS = [SITE_DIR / "locale", SITE_DIR / "locale_packages"]
TIME_ZONE = env("TIME_ZONE", default="America/Mexico_City")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["aula.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or VAR_DIR / "media")
PRIVATE_MEDIA_ROOT = Path(os.environ.get("PRIVATE_MEDIA_ROOT") or VAR_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Constancias: never under MEDIA_URL, only through views that ask who is there.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Secret keys, for the owner of the processes alone: never under a folder of files, never in the database.
KEYS_DIR = Path(os.environ.get("KEYS_DIR") or VAR_DIR / "keys")
# Where manage.py backup writes; the copy that leaves this machine starts here.
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or VAR_DIR / "backups")
BACKUP_NIGHTLY = strict_bool(os.environ, "BACKUP_NIGHTLY", False)
# The public key (age1…) for which backups are encrypted; whoever holds its other half can open them.
BACKUP_RECIPIENT = env("BACKUP_RECIPIENT", default="")
# What signs constancias in place of the seal of this installation: a PKCS#12 file, or an e.firma as two files.
SIGNING_PKCS12 = env("SIGNING_PKCS12", default="")
SIGNING_CER = env("SIGNING_CER", default="")
SIGNING_KEY = env("SIGNING_KEY", default="")
SIGNING_PASSPHRASE_FILE = env("SIGNING_PASSPHRASE_FILE", default="")
SIGNING_PASSPHRASE = env("SIGNING_PASSPHRASE", default="")
# Files with the certificates of those who vouch for the key that signs, up to the root.
SIGNING_CHAIN = env.list("SIGNING_CHAIN", default=[])
# A time stamp (RFC 3161) says when, in the name of somebody else; what proves its certificate are these files.
SIGNING_TSA_URL = env("SIGNING_TSA_URL", default="")
SIGNING_TSA_CHAIN = env.list("SIGNING_TSA_CHAIN", default=[])
# With what proves, in ten years, that no certificate was revoked on the day (PAdES B-LT); needs all of the above.
SIGNING_LONG_TERM = strict_bool(os.environ, "SIGNING_LONG_TERM", False)
# After how many years manage.py withhold_old_names withholds the names on constancias; 0 keeps them for good.
CERTIFICATES_NAME_YEARS = env.int("CERTIFICATES_NAME_YEARS", default=0)

WAGTAIL_SITE_NAME = PRODUCT_NAME
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are read aloud and typed on phones
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = reverse_lazy("account_login")
WAGTAIL_FRONTEND_LOGIN_URL = reverse_lazy("account_login")
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Cancun"]
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip", "mp4", "webm", "vtt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILEMBEDS_FINDERS = []
WAGTAILIMAGES_RENDITION_STORAGE = "default"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

SELF, NONE = "'self'", "'none'"
CSP_NONCE = "<CSP_NONCE_SENTINEL>"
SECURE_CSP = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF, "https:"],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
}
# Wagtail's admin has inline scripts and styles of its own; it needs no eval and no other host.
SECURE_CSP_ADMIN = {
    **SECURE_CSP,
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}
CSP_ADMIN_PREFIXES = ("/admin/",)

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="aula@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {name: {"level": "INFO"} for name in ("aula", "people", "courses", "evaluations", "certificates")},
}
