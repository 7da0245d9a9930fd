"""Every setting, read once from the environment. A wrong one has a check in checks.py."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from notify_project.static_headers import add_static_headers

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(environ.Env):  # type: ignore[misc]  # the library has no types
    """The environment; a value that does not parse is reported with its name."""

    def int(self, var: str, default: object = environ.Env.NOTSET) -> int:
        return int(self._parsed(var, super().int, default, "a whole number"))

    def float(self, var: str, default: object = environ.Env.NOTSET) -> float:
        return float(self._parsed(var, super().float, default, "a number"))

    def _parsed(self, var: str, parse: Any, default: object, kind: str) -> Any:
        try:
            return parse(var, default=default)
        except ValueError as error:
            value = self.ENVIRON.get(var)
            raise ImproperlyConfigured(f"{var} must be {kind}, not {value!r}.") from error


env = Environment()
environ.Env.read_env(env.str("NOTIFY_ENV_FILE", str(BASE_DIR / ".env")))

# ---- where things are kept -------------------------------------------------------------------
DATA_DIR = Path(env.str("NOTIFY_DATA_DIR", str(BASE_DIR / ".data"))).absolute()
# Sockets live here; a socket path may hold 107 bytes, so a deep data directory needs another place.
SOCKET_DIR = Path(env.str("NOTIFY_SOCKET_DIR", str(DATA_DIR / "run"))).absolute()

DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED_POSTGRES = not DATABASE_URL
EMBEDDED_VALKEY = not REDIS_URL

# A machine that runs the embedded database is a developer's; anything else is production.
DEBUG = env.bool("DEBUG", EMBEDDED_POSTGRES)
PORT = env.int("PORT", 8000)
BASE_URL = env.str("BASE_URL", f"http://localhost:{PORT}").rstrip("/")

# ---- secrets ---------------------------------------------------------------------------------
INSECURE_SECRET = "insecure-development-secret-that-production-refuses"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", INSECURE_SECRET)
# Newest first: the first encrypts, all decrypt. Rotation: put a new key in front.
DATA_KEYS = env.list("DATA_KEYS", default=[INSECURE_SECRET])
# The blind index finds a recipient without decrypting; changing it forgets old recipients.
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", INSECURE_SECRET)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# ---- Django ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "notify_project.contrib.NotifyAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "rest_framework",
    "csp",
    "notify_project",
    "notify.duties",
    "notify.accounts",
    "notify.services",
    "notify.message_templates",
    "notify.files",
    "notify.notifications",
    "notify.stats",
    "notify.delivery",
    "notify.sending",
    "notify.subscriptions",
    "notify.reminders",
    "notify.api",
    "notify.portal",
]

MIDDLEWARE = [
    "notify_project.compression.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "notify_project.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "notify.accounts.person_and_factor.PersonAndFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "notify.portal.second_factor_gate.SecondFactorMiddleware",
    "notify.portal.zones.ReaderZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "notify_project.error_pages.ErrorPagesMiddleware",
    "notify_project.clean_queries.CleanQueriesMiddleware",
]

# What the API's paths run instead (wsgi.py).
API_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "notify.api.hosts.ApiCommonMiddleware",
]
ROOT_URLCONF = "notify_project.urls"
WSGI_APPLICATION = "notify_project.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.str("DATABASE_NAME", "notify"),  # of the embedded server
        "USER": "postgres",
        "HOST": str(SOCKET_DIR),
        "PORT": "5432",
    }
}
DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", 600))
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# Off behind a pooler that hands out another session for each transaction.
if env.bool("PREPARED_STATEMENTS", True):
    DATABASES["default"]["OPTIONS"].setdefault("prepare_threshold", 1)
DATABASES["default"].setdefault("TEST", {"NAME": "test_notify"})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = REDIS_URL or f"unix://{SOCKET_DIR}/valkey.sock?db=0"
BROKER = env.str("NOTIFY_BROKER", "redis")  # "stub" keeps wake-ups in memory, for tests
# A dead broker must cost milliseconds, not the client library's 3.7 s of silent retries.
REDIS_TIMEOUT = env.float("REDIS_TIMEOUT", 0.3)

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if env.str("PASSWORD_HASHER", "") == "fast" and DEBUG:  # tests: argon2 takes 50 ms by design
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "notify.accounts.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "notify.accounts.passwords.GuessingValidator"},
]
# Asks api.pwnedpasswords.com with five characters of a hash; never while developing.
STOLEN_PASSWORDS_CHECK = env.bool("STOLEN_PASSWORDS_CHECK", not DEBUG)
if STOLEN_PASSWORDS_CHECK:
    AUTH_PASSWORD_VALIDATORS.append(
        {"NAME": "notify.accounts.stolen_passwords.StolenPasswordValidator"}
    )
PWNED_PASSWORDS = {"API_TIMEOUT": env.float("STOLEN_PASSWORDS_TIMEOUT", 1.0), "ADD_PADDING": True}
LOGIN_URL = "portal:sign-in"
LOGIN_REDIRECT_URL = "portal:services"
LOGOUT_REDIRECT_URL = "portal:sign-in"
OTP_TOTP_ISSUER = "Notify"
# Passkeys belong to this host name for good: with another one, people enrol theirs again.
OTP_WEBAUTHN_RP_ID = env.str("PASSKEY_HOST", urlsplit(BASE_URL).hostname or "localhost")
OTP_WEBAUTHN_RP_NAME = "Notify"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [BASE_URL]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False

# ---- single sign-on, off without OIDC_RP_CLIENT_ID (docs/single-sign-on.md) ---------------------
OIDC_RP_CLIENT_ID = env.str("OIDC_RP_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_RP_CLIENT_SECRET", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_OP_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_OP_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = env.str("OIDC_OP_USER_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_OP_JWKS_ENDPOINT", "")
OIDC_RP_SIGN_ALGO = env.str("OIDC_RP_SIGN_ALGO", "RS256")
OIDC_RP_SCOPES = env.str("OIDC_RP_SCOPES", "openid email profile")
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 5  # seconds
OIDC_AUTHENTICATION_CALLBACK_URL = "portal:single-sign-on-callback"
# Values of `amr` or `acr` that stand for a second factor, in the words of the provider.
# Only for a provider that never says `email_verified` and verifies every address.
OIDC_TRUSTS_EVERY_ADDRESS = env.bool("OIDC_TRUSTS_EVERY_ADDRESS", False)
OIDC_SECOND_FACTOR_VALUES = env.list("OIDC_SECOND_FACTOR_VALUES", default=["mfa"])
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if OIDC_RP_CLIENT_ID:
    AUTHENTICATION_BACKENDS.append("notify.portal.single_sign_on.SingleSignOnBackend")

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("COOKIES_SECURE", not DEBUG)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 0 if DEBUG else 31_536_000)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = env.bool("USE_X_FORWARDED_HOST", True)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
}
# Bounds a page's form; the API bounds its bodies itself.
DATA_UPLOAD_MAX_MEMORY_SIZE = 15 * 1024 * 1024

# ---- languages and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
MODELTRANSLATION_LANGUAGES = ("en", "fr")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "fr")
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86400
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# Business days, and times shown to people who have said nothing else.
LOCAL_TIME_ZONE = env.str("LOCAL_TIME_ZONE", "America/Toronto")

# ---- static files ----------------------------------------------------------------------------
STATIC_URL = "/static/"
# While DEBUG is on, files are served from where they are and nothing is collected.
STATIC_ROOT = env.str("STATIC_ROOT", "" if DEBUG else str(BASE_DIR / "staticfiles")) or None
STATICFILES_FINDERS = [
    "notify_project.static_files.Finder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("gcds/tokens", BASE_DIR / "node_modules/@gcds-core/tokens/build/web/css"),
    ("gcds/fonts", BASE_DIR / "node_modules/@gcds-core/fonts/fonts"),
    ("gcds/css", BASE_DIR / "node_modules/@gcds-core/css-shortcuts/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ADD_HEADERS_FUNCTION = add_static_headers

# ---- REST framework --------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["notify.api.authentication.ServiceKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["notify.api.authentication.HasServiceKey"],
    "DEFAULT_RENDERER_CLASSES": ["notify.api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "EXCEPTION_HANDLER": "notify.api.errors.answer_exception",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "notify.api.openapi.inspector.Inspector",
}
# How the description of the API is made; what it says is in notify/api/openapi.
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "PREPROCESSING_HOOKS": ["notify.api.openapi.document.name_parameters"],
    "POSTPROCESSING_HOOKS": ["notify.api.openapi.document.complete"],
    "WEBHOOKS": "notify.api.openapi.callbacks.WEBHOOKS",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
}

# ---- sending and delivery --------------------------------------------------------------------
COMMIT_SHA = env.str("COMMIT_SHA", "")  # shown by /_status
BUILD_TIME = env.str("BUILD_TIME", "")
DEFAULT_SENDING_DOMAIN = env.str("DEFAULT_SENDING_DOMAIN", "notification.canada.ca")
DEFAULT_SMS_SENDER = env.str("DEFAULT_SMS_SENDER", "CANADA.CA")
# Who gets what people write in the contact form, and is named on the public pages.
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", f"support@{DEFAULT_SENDING_DOMAIN}")
API_DOCS_URL = env.str("API_DOCS_URL", "https://documentation.notification.canada.ca")
# Where mail programs fetch the signature and the wordmark: `<this>/email/signature-en.png`.
EMAIL_ASSET_URL = env.str("EMAIL_ASSET_URL", f"{BASE_URL}{STATIC_URL}").rstrip("/")
# Files of messages, encrypted: a directory, or s3://bucket/prefix. All processes need the same one.
FILE_STORE_DIR = Path(env.str("FILE_STORE_DIR", str(DATA_DIR / "files"))).absolute()
FILE_STORE_URL = env.str("FILE_STORE_URL", "")
# Where ClamAV listens: tcp://host:3310 or unix:///path. Without it files are not checked.
CLAMD_URL = env.str("CLAMD_URL", "")
DELIVERY_THREADS = env.int("DELIVERY_THREADS", 32)  # sends in flight per worker process
DELIVERY_LEASE_SECONDS = env.int("DELIVERY_LEASE_SECONDS", 60)
DELIVERY_DOUBT_SECONDS = env.float("DELIVERY_DOUBT_SECONDS", 120.0)  # a late receipt's time
# The share of a service's emails that may bounce in 24 hours, judged from this many emails on.
BOUNCE_MINIMUM_VOLUME = env.int("BOUNCE_MINIMUM_VOLUME", 1000)
BOUNCE_WARNING_PERCENT = env.float("BOUNCE_WARNING_PERCENT", 5.0)
BOUNCE_CRITICAL_PERCENT = env.float("BOUNCE_CRITICAL_PERCENT", 10.0)
SWEEP_SECONDS = env.float("SWEEP_SECONDS", 2.0)
# Lets service callbacks reach this machine, for development and tests.
CALLBACKS_TO_LOOPBACK = env.bool("CALLBACKS_TO_LOOPBACK", DEBUG)
WEB_WORKERS = env.int("WEB_WORKERS", 2)
# Accept plain sends without Django's request and middleware (notify/api/fast_lane.py).
FAST_LANE = env.bool("FAST_LANE", True)
WEB_THREADS = env.int("WEB_THREADS", 16)
DELIVERY_PROCESSES = env.int("DELIVERY_PROCESSES", 1)
# Worker processes on all machines together: a provider's rate is divided by it without Valkey.
WORKER_PROCESSES = env.int("WORKER_PROCESSES", DELIVERY_PROCESSES)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "notify_project.log_lines.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "dramatiq": {"level": "WARNING"},
        "botocore": {"level": "WARNING"},
    },
}
