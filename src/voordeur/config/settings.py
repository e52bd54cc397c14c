"""Every setting of an installation, read once from the environment. Holds no promise: those are the policy's."""

import os
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac


def env_str(name: str, default: str | None = None, *, allowed: tuple[str, ...] = ()) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set; it has no default.")
    if allowed and value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: {', '.join(allowed)}.")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    return env_str(name, "on" if default else "off", allowed=("on", "off")) == "on"


def env_int(name: str, default: int, *, least: int, most: int) -> int:
    text = os.environ.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {text!r}; allowed: a whole number.") from None
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} is {value}; allowed: {least} to {most}.")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def data_folder() -> Path:
    """Where the database and photos live unless told otherwise: `var/` of a checkout, else the user's data folder."""
    told = os.environ.get("VOORDEUR_DATA")
    if told:
        return Path(told)
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    return Path.home() / ".local" / "share" / "voordeur"


PACKAGE = Path(__file__).resolve().parents[1]
DATA = data_folder()
DATA.mkdir(parents=True, exist_ok=True)

DEMO = env_bool("VOORDEUR_DEMO", default=False)
# Processes of this machine for what computes for minutes: as many as there are processors; 0 leaves it to others.
LANE_PROCESSES = env_int("VOORDEUR_LANE_PROCESSES", os.cpu_count() or 1, least=0, most=256)
# How long what such a process took is left to it without a sign of life.
LANE_CLAIM_SECONDS = env_int("VOORDEUR_LANE_CLAIM_SECONDS", 45, least=2, most=3600)
# The bench reads what a page cost the server from a header.
SERVER_TIMING = env_bool("VOORDEUR_SERVER_TIMING", default=False)
DEBUG = env_bool("VOORDEUR_DEBUG", default=False)


def secret_key() -> str:
    """The key from the environment, or one made on first use and kept beside the database."""
    told = os.environ.get("VOORDEUR_SECRET_KEY")
    if told:
        if len(told) < 32:
            raise ImproperlyConfigured("VOORDEUR_SECRET_KEY is too short; allowed: 32 signs or more.")
        return told
    kept = DATA / "secret_key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        kept.write_text(get_random_secret_key())
        kept.chmod(0o600)
    return kept.read_text()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env_list("VOORDEUR_HOSTS", "localhost,127.0.0.1,[::1],testserver")
ASSOCIATION = env_str("VOORDEUR_NAME", "Voordeur")
# The number for office hours, as people read it; the emergency number is a promise and stands in the policy.
TELEPHONE = env_str("VOORDEUR_TELEPHONE", "")
BASE_URL = env_str("VOORDEUR_URL", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = env_list("VOORDEUR_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    # first, so that its templates stand before those of the libraries
    "voordeur.base",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # the renderer in base/forms.py finds its templates through the applications
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "simple_history",
    "voordeur.promises",
    "voordeur.parties",
    "voordeur.letters",
    "voordeur.finding",
    "voordeur.homes",
    "voordeur.work",
    "voordeur.planning",
    "voordeur.subscriptions",
    "voordeur.alterations",
    "voordeur.repairs",
    "voordeur.complaints",
    "voordeur.quality",
    "voordeur.telephone",
    "voordeur.correspondence",
    "voordeur.counter",
    "voordeur.contact",
    "voordeur.costs",
    "voordeur.staffing",
    "voordeur.twin",
    "voordeur.portal",
    "voordeur.desk",
    "voordeur.demo",
]

MIDDLEWARE = [
    # first, so that it measures all of the others; takes itself out when it is off
    "voordeur.base.timing.ServerTiming",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "voordeur.base.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "voordeur.parties.middleware.SecondFactorForStaff",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "voordeur.base.middleware.RefusalPage",
]

ROOT_URLCONF = "voordeur.config.urls"
WSGI_APPLICATION = "voordeur.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "voordeur.base.context.page",
            ],
        },
    },
]
FORM_RENDERER = "voordeur.base.forms.HouseFormRenderer"


def database() -> Mapping[str, object]:
    """The connection from DATABASE_URL, with the settings that were measured to hold up (docs/operations.md)."""
    url = env_str("DATABASE_URL", f"sqlite:///{DATA / 'voordeur.sqlite3'}")
    found = dj_database_url.parse(url, conn_max_age=None)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
                "PRAGMA foreign_keys=ON"
            ),
        }
    else:
        found["CONN_HEALTH_CHECKS"] = True
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Log-in limits are counted here: several web processes must count together, so they do it in the database.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
# How many proxies stand in front: without it, everybody behind one shares one address in the log-in limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("VOORDEUR_PROXIES", 0, least=0, most=10)
# How many reports one address, or one tenant, may begin in an hour; a library or a telephone network is one address.
REPORTS_AN_HOUR = env_int("VOORDEUR_REPORTS_AN_HOUR", 60, least=1, most=100_000)


def exchange_secrets() -> list[str]:
    """What the telephone exchange signs with; several while one is being replaced. Without: one made of our own key."""
    told = env_list("VOORDEUR_EXCHANGE_SECRETS")
    if any(len(secret) < 32 for secret in told):
        raise ImproperlyConfigured("VOORDEUR_EXCHANGE_SECRETS holds one that is too short; allowed: 32 signs or more.")
    return told or [salted_hmac("voordeur.telephone", "exchange", secret=SECRET_KEY, algorithm="sha256").hexdigest()]


EXCHANGE_SECRETS = exchange_secrets()

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "voordeur.parties.login.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "voordeur.parties.login.OpenIdAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Staff addresses come from the association itself, so a second factor need not wait for a letter to be answered.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Voordeur"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:start"
LOGOUT_REDIRECT_URL = "portal:front_door"
# Off only in the demo, so that a visitor can look round without an authenticator app.
STAFF_SECOND_FACTOR = env_bool("VOORDEUR_STAFF_SECOND_FACTOR", default=not DEMO)
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
OPENID_ORIGINS: list[str] = []
if os.environ.get("VOORDEUR_OIDC_URL"):
    provider = urlsplit(env_str("VOORDEUR_OIDC_URL"))
    if provider.scheme not in {"http", "https"} or not provider.netloc:
        raise ImproperlyConfigured(f"VOORDEUR_OIDC_URL is {provider.geturl()!r}; allowed: an http or https address.")
    # The log-in form leaves for the provider, which the content security policy must allow.
    OPENID_ORIGINS = [f"{provider.scheme}://{provider.netloc}"]
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "staff",
                "name": env_str("VOORDEUR_OIDC_NAME", "OpenID Connect"),
                "client_id": env_str("VOORDEUR_OIDC_CLIENT_ID"),
                "secret": env_str("VOORDEUR_OIDC_SECRET"),
                "settings": {"server_url": env_str("VOORDEUR_OIDC_URL")},
            }
        ],
    }

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
# The pure rooms are no Django applications, so their Dutch is named here.
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ("policy", "figures")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- mail -----------------------------------------------------------------------------------------------------------
# "outbox": letters stay on the outbox page; "smtp": they leave through the server below.
MAIL_DELIVERY = env_str("VOORDEUR_MAIL", "outbox", allowed=("outbox", "smtp"))
EMAIL_BACKEND = "voordeur.base.mailbox.OutboxBackend"
EMAIL_HOST = env_str("VOORDEUR_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env_int("VOORDEUR_SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env_str("VOORDEUR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env_str("VOORDEUR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env_bool("VOORDEUR_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env_str("VOORDEUR_MAIL_FROM", "voordeur@example.org")
# The address that tenants write to; answers come in at it with a plus and a name of the thread behind it.
MAILBOX = env_str("VOORDEUR_MAILBOX", parseaddr(DEFAULT_FROM_EMAIL)[1]).lower()
# Where that mail can be read; without a host nobody reads it.
IMAP_HOST = env_str("VOORDEUR_IMAP_HOST", "")
IMAP_PORT = env_int("VOORDEUR_IMAP_PORT", 993, least=1, most=65535)
IMAP_USER = env_str("VOORDEUR_IMAP_USER", MAILBOX)
IMAP_PASSWORD = env_str("VOORDEUR_IMAP_PASSWORD", "")
IMAP_SECURITY = env_str("VOORDEUR_IMAP_SECURITY", "tls", allowed=("tls", "starttls", "none"))
# Read from the first, moved to the second once it is here, or to the third when no person wrote it.
IMAP_FOLDERS = env_list("VOORDEUR_IMAP_FOLDERS", "INBOX,Verwerkt,Apart")
if len(set(IMAP_FOLDERS)) != 3:
    raise ImproperlyConfigured(f"VOORDEUR_IMAP_FOLDERS is {IMAP_FOLDERS!r}; allowed: three names with commas between.")

# Who else may vouch for the certificates of these servers: a file of certificates (PEM).
MAIL_CA_FILE = env_str("VOORDEUR_MAIL_CA", "")
if MAIL_CA_FILE and not Path(MAIL_CA_FILE).is_file():
    raise ImproperlyConfigured(f"VOORDEUR_MAIL_CA is {MAIL_CA_FILE!r}; there is no such file.")

# --- background work ------------------------------------------------------------------------------------------------
WIRING = "voordeur.config.wiring"

# --- safety ---------------------------------------------------------------------------------------------------------
BEHIND_HTTPS = env_bool("VOORDEUR_HTTPS", default=False)
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "voordeur.base.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *OPENID_ORIGINS],
        "frame-ancestors": [NONE],
    },
}

LOGGING_CONFIG = "voordeur.base.logs.configure"
LOGGING = {"level": env_str("VOORDEUR_LOG_LEVEL", "INFO", allowed=("DEBUG", "INFO", "WARNING", "ERROR"))}
SILENCED_SYSTEM_CHECKS: list[str] = []
