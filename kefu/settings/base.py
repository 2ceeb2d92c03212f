"""What every installation shares. `dev`, `test` and `prod` say the rest."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from kefu.settings import database, env, exchange, mail, sso

PACKAGE = Path(__file__).resolve().parent.parent

DATA = env.folder("KEFU_DATA", PACKAGE.parent / "data")
MEDIA_ROOT = DATA / "files"

# One key a line, the first leads; empty: made at the first start, in the data folder (docs/operations.md).
DATA_KEY = env.keys("KEFU_DATA_KEY")

# -- addresses: where people find us ---------------------------------------------------------------------------------
PORT = env.integer("PORT", 8000, least=1, most=65_533)
BASE_URL = env.origin("KEFU_URL", f"http://localhost:{PORT}")
LIVE_URL = env.origin("KEFU_LIVE_URL", f"ws://localhost:{PORT + 1}", schemes=("ws", "wss"))
CONTENT_URL = env.origin("KEFU_CONTENT_URL", f"http://127.0.0.1:{PORT}")
HOME_URL = env.text("KEFU_HOME_URL")  # where "/" leads; empty: to the help centre, staff to the desk
LISTEN = env.text("KEFU_LISTEN", "127.0.0.1")
LIVE_PORT = env.integer("KEFU_LIVE_PORT", PORT + 1, least=1, most=65_535)
TRUSTED_PROXIES = env.words("KEFU_TRUSTED_PROXIES")
EMBED_ORIGINS = env.origins("KEFU_EMBED_ORIGINS")  # pages that may carry the widget

BASE_HOST = urlsplit(BASE_URL).hostname or "localhost"
CONTENT_HOST = urlsplit(CONTENT_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = sorted({BASE_HOST, CONTENT_HOST})
IS_SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# -- who we are ------------------------------------------------------------------------------------------------------
BRAND_NAME = env.text("KEFU_BRAND_NAME", "Kefu")
EXCHANGE_LINKS = env.links(
    "KEFU_EXCHANGE_LINKS"
)  # https://exchange.example/go/{name}: where its own pages are; empty: none
EXPLORERS = env.explorers("KEFU_EXPLORERS")  # who tells what became of a transaction (docs/exchange.md); empty: nobody

MAIL_PROMISE_HOURS = env.integer("KEFU_MAIL_PROMISE_HOURS", 24, least=0, most=720)
MAIL_COPY_DOMAINS = tuple(  # copies and forwards of mails go nowhere else (docs/mail-desk.md); empty: nowhere
    domain.lower() for domain in env.words("KEFU_MAIL_COPY_DOMAINS")
)
MAILS_BEGUN_AN_HOUR = env.integer("KEFU_MAILS_BEGUN_AN_HOUR", 20, least=1, most=1_000)  # and forwards, by one agent
KEEP_BLOCKED_DAYS = env.integer("KEFU_KEEP_BLOCKED_DAYS", 30, least=1, most=365)  # mails of blocked senders, unseen
SHOW_PROMISES = env.flag("KEFU_SHOW_PROMISES", default=False)
MAIL_FORWARDERS = tuple(
    env.words("KEFU_MAIL_FORWARDERS", "google.com microsoft.com")
)  # whose seals count (docs/mail.md)
MAIL_LISTEN = mail.listen(
    "KEFU_MAIL_LISTEN"
)  # smtp://HOST:PORT or lmtp://HOST:PORT (docs/email-incoming.md); empty: nowhere
CHAT_MAIL_AFTER_S = env.integer(
    "KEFU_CHAT_MAIL_AFTER_S", 600, least=0, most=86_400
)  # of an answer that is not read; 0: never
NAME_SERVER = mail.name_server("KEFU_NAME_SERVER")  # (HOST, PORT); none: the system's own
MAIL_PICTURES = mail.pictures("KEFU_MAIL_PICTURES")  # where pictures of mails may be fetched (docs/mail-shown.md)
MAIL_RELAYS = mail.networks("KEFU_MAIL_RELAYS")  # servers of the exchange's own that bring mail
MAIL_PORTS = mail.ports("KEFU_MAIL_PORTS")  # further ones that the desk may name for a mail server
MAIL_CERT = env.text("KEFU_MAIL_CERT")  # a certificate's file: STARTTLS; empty: none is offered
MAIL_CERT_KEY = env.text("KEFU_MAIL_CERT_KEY")  # its key's file; empty: it is in the same file

# -- how the exchange signs its customers (docs/identity.md) -----------------------------------------------------------
IDENTITY_SECRET = env.secret("KEFU_IDENTITY_SECRET")
IDENTITY_ISSUER = env.text("KEFU_IDENTITY_ISSUER")
IDENTITY_AUDIENCE = env.text("KEFU_IDENTITY_AUDIENCE", "kefu")
KEEP_EVIDENCE_DAYS = env.integer("KEFU_KEEP_EVIDENCE_DAYS", 365, least=7, most=3_650)  # after a report's case is closed
ERASURE_WAIT_HOURS = env.integer("KEFU_ERASURE_WAIT_HOURS", 24, least=0, most=24 * 30)  # until a person is erased
APPEAL_EVIDENCE_DAYS = env.integer("KEFU_APPEAL_EVIDENCE_DAYS", 14, least=1, most=90)  # for the customer to bring it
APPEAL_DECISION_DAYS = env.integer("KEFU_APPEAL_DECISION_DAYS", 10, least=1, most=90)  # for us to decide
SECOND_READING_MINUTES = env.integer("KEFU_SECOND_READING_MINUTES", 240, least=5, most=10_080)  # then it lapses
KEEP_VISITORS_DAYS = env.integer("KEFU_KEEP_VISITORS_DAYS", 30, least=1, most=3_650)  # guests who never wrote

# -- what the exchange tells of its customers (docs/connector.md) -------------------------------------------------------
EXCHANGE = exchange.address("KEFU_EXCHANGE")  # empty: none is connected; sandbox: the invented one
EXCHANGE_SECRET = exchange.secret("KEFU_EXCHANGE_SECRET", exchange=EXCHANGE)
SANDBOX_APP = env.origin("KEFU_SANDBOX_APP", "") if env.text("KEFU_SANDBOX_APP") else ""  # where its customers confirm

# -- proving anew who one is (docs/stepup.md) -----------------------------------------------------------------------------
STEPUP_LEVELS = exchange.levels("KEFU_STEPUP_LEVELS")  # 2: the app or a passkey; 3: the exchange's strongest check
STEPUP_S = 60 * env.integer("KEFU_STEPUP_MINUTES", 5, least=1, most=30)  # then the question ends by itself
STEPUP_FRESH_S = 60 * env.integer("KEFU_STEPUP_FRESH_MINUTES", 15, least=1, most=24 * 60)
STEPUPS_AN_HOUR = env.integer("KEFU_STEPUPS_AN_HOUR", 5, least=1, most=60)  # of one customer
PASSKEY_REST_S = 3600 * env.integer("KEFU_PASSKEY_REST_HOURS", 24, least=0, most=24 * 30)  # a new one counts after it

# -- notices to people who are not looking (docs/notices.md) -----------------------------------------------------------
PUSH_PRIVATE_KEY = env.secret("KEFU_PUSH_PRIVATE_KEY")  # empty: made at the first start, in the data folder
PUSH_SUBJECT = env.text("KEFU_PUSH_SUBJECT", BASE_URL if IS_SECURE else f"mailto:kefu@{BASE_HOST}")
PUSH_PLACES = tuple(
    env.words(
        "KEFU_PUSH_PLACES",
        "fcm.googleapis.com updates.push.services.mozilla.com *.notify.windows.com web.push.apple.com",
    )
)
PUSH_WORDS = env.flag("KEFU_PUSH_WORDS", default=False)  # lock screens are public: what was said stays out of notices

# -- the machine room ------------------------------------------------------------------------------------------------
DATABASES = database.all_of(
    env.secret("KEFU_DATABASE_URL", f"sqlite:///{DATA / 'kefu.sqlite3'}"), replica=env.secret("KEFU_REPLICA_URL")
)
DATABASE_ROUTERS = ["kefu.kit.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.redis("KEFU_REDIS_URL")  # where several processes or machines share wake-ups and limits
REDIS_PREFIX = env.text("KEFU_REDIS_PREFIX", "kefu")  # one Redis may serve several installations
WAKE_URL = env.text("KEFU_WAKE_URL", "redis:" if REDIS_URL else f"file:{DATA / 'wake.sqlite3'}")
REACTIONS_HERE = env.flag("KEFU_REACTIONS_HERE", default=True)  # run the worker's threads in the pages process

# -- proving itself (docs/self-check.md) ---------------------------------------------------------------------------------
QUEUES_GATED = False  # chats are taken whatever the doctor says; `prod` says otherwise
DOCTOR_HOURS = env.integer("KEFU_DOCTOR_HOURS", 24, least=0, most=168)  # between two examinations; 0: none by itself
BACKUPS = env.text("KEFU_BACKUPS")  # the folder where backups lie; empty: none is tried

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "kefu.search",
    "kefu.people",
    "kefu.trust",
    "kefu.files",
    "kefu.exchange",
    "kefu.knowledge",
    "kefu.conversations",
    "kefu.safeguards",
    "kefu.channels",
    "kefu.watchers.notify",
    "kefu.watchers.indexing",
    "kefu.watchers.cases",
    "kefu.watchers.bot",
    "kefu.watchers.sla",
    "kefu.ui",
    "kefu.web.desk",
    "kefu.web.editor",
    "kefu.web.widget",
    "kefu.web.help",
    "kefu.web.verify",
    "kefu.web.vault",
    "kefu.web.setup",
    "kefu.web.account",
    "kefu.ops",
    "allauth",  # last: it has templates and scripts of the same names as ours, and ours are shown
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "kefu.web.measure.MeasureMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kefu.web.edge.ContentHostMiddleware",
    "kefu.web.edge.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "kefu.web.zone.ZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kefu.web.edge.PolicyMiddleware",
]

ROOT_URLCONF = "kefu.urls"
WSGI_APPLICATION = "kefu.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "kefu.web.edge.page_context",
                "kefu.web.desk.rail.rail_context",
                "kefu.web.desk.self_checks.gate_context",
            ],
        },
    }
]

EXPORT_ROWS_ALONE = env.integer("KEFU_EXPORT_ROWS_ALONE", 500, least=0, most=100_000)  # more need a second person

# -- people ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Agent"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk:inbox"
LOGOUT_REDIRECT_URL = "sign-in"

# What each role needs beside a password: a passkey, any second factor (passkey, or password and code), or nothing.
SECOND_FACTOR = env.choices(
    "KEFU_SECOND_FACTOR",
    {"agent": "any", "auditor": "any", "lead": "any", "admin": "any"},
    known=("passkey", "any", "none"),
)
LINK_IS_ENOUGH = env.flag("KEFU_LINK_IS_ENOUGH", default=False)  # for demos: a sign-in link alone leads to the desk

# -- who else may say that somebody is one of our people (docs/sso.md) ---------------------------------------------------
SSO_OIDC = sso.oidc()
SSO_SAML = sso.saml(base_url=BASE_URL)
SSO_ONLY = env.flag("KEFU_SSO_ONLY", default=False)  # the only way in; links made by the command line stay one

# allauth keeps the factors; the ways in, their addresses and their pages are ours (kefu/web/account)
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "kefu.trust.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODE_DIGITS = 10

SESSION_ENGINE = "kefu.people.session_store"
SESSION_IDLE_S = 60 * env.integer("KEFU_SESSION_IDLE_MINUTES", 15, least=5, most=15)
SESSION_COOKIE_AGE = 3600 * env.integer("KEFU_SESSION_HOURS", 12, least=1, most=12)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
# told apart by the port people see: behind one address, every process must know the same cookie
SESSION_COOKIE_NAME = "__Host-kefu" if IS_SECURE else f"kefu{urlsplit(BASE_URL).port or PORT}"
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kefu.web.failures.forged"

# -- languages -----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "kefu-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
# Articles are written in these, each in its own name; the first is what the others are made from (docs/articles.md).
KEEP_READING_DAYS = env.integer("KEFU_KEEP_READING_DAYS", 180, least=7, most=3_650)  # searches, visits and votes
ARTICLE_LOCALES = [("zh-CN", "简体中文"), ("zh-TW", "繁體中文"), ("en", "English")]
ARTICLE_LOCALES_REQUIRED = ["zh-CN", "en"]  # those every picture says in words what is to be seen
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# -- files -----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
ARTICLE_PICTURES = PACKAGE / "knowledge" / "library" / "media"  # of the bundled articles
STATICFILES_DIRS = [("help", ARTICLE_PICTURES)] if ARTICLE_PICTURES.is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
FILES_URL = env.bucket("KEFU_FILES_URL")  # s3://bucket/folder?endpoint=https://...; empty: the data folder
FILES_KEY = env.secret("KEFU_FILES_KEY")  # both empty: what the machine itself is allowed (an instance's role)
FILES_SECRET = env.secret("KEFU_FILES_SECRET")
UPLOAD_MAX_BYTES = env.integer("KEFU_UPLOAD_MAX_MB", 20, least=1, most=100) * 1024 * 1024
CLAMD = env.scanner("KEFU_CLAMD")  # the ClamAV daemon that looks at files before anybody has them
UNSCANNED_FILES = env.choice("KEFU_UNSCANNED_FILES", "warn", among=("warn", "hold"))  # where there is no CLAMD
OCR = env.choice("KEFU_OCR", "auto", among=("auto", "off"))  # auto: where the extra is installed
WATERMARK_FONT = env.text("KEFU_WATERMARK_FONT")  # with Chinese in it; empty: one of the system
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "kefu.files.handlers.SealedUploads",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 250  # 200 conversations at once, and what goes with them
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# -- search ----------------------------------------------------------------------------------------------------------------
SEARCH_STREAMS = ("entries",)  # shelves of millions, read newest first; all others are ranked
SEARCH_ENCODER = env.choice("KEFU_ENCODER", "auto", among=("auto", "off"))  # auto: where the extra is installed
SEARCH_ENCODER_URL = env.text("KEFU_ENCODER_URL")  # an endpoint that speaks as OpenAI's, instead of the extra
SEARCH_ENCODER_MODEL = env.text("KEFU_ENCODER_MODEL")
SEARCH_ENCODER_KEY = env.secret("KEFU_ENCODER_KEY")

# -- the bot's model, an extra (docs/bot.md) --------------------------------------------------------------------------------
BOT_MODEL_URL = env.text("KEFU_BOT_MODEL_URL")  # speaks as OpenAI's chat completions; empty: none, and none is needed
BOT_MODEL = env.text("KEFU_BOT_MODEL")
BOT_MODEL_KEY = env.secret("KEFU_BOT_MODEL_KEY")
BOT_MODEL_CALLS_A_DAY = env.integer("KEFU_BOT_MODEL_CALLS_A_DAY", 2_000, least=1, most=10_000_000)
# -- the assistant (docs/bot.md) -------------------------------------------------------------------------------------------
BOT_OUT_OF_SCOPE_SHARE = env.share("KEFU_BOT_OUT_OF_SCOPE_SHARE", 0.3)  # of questions, what nothing of ours answers
BOT = env.flag("KEFU_BOT", default=False)  # it answers first, where a channel lets it

# -- what moves an account (docs/requests.md) ------------------------------------------------------------------------------
REQUEST_HOLD_S = 3600 * env.integer("KEFU_REQUEST_HOLD_HOURS", 24, least=24, most=24 * 30)  # it is held at least a day

# -- the journal, and where its signed heads go outside the database (docs/journal.md) ---------------------------------------
JOURNAL_FOLDER = env.folder("KEFU_JOURNAL_FOLDER", DATA / "journal")
JOURNAL_URL = env.pages("KEFU_JOURNAL_URL")  # heads are put below it; empty: the folder alone
JOURNAL_TOKEN = env.secret("KEFU_JOURNAL_TOKEN")
JOURNAL_OVERDUE_S = 60 * env.integer("KEFU_JOURNAL_OVERDUE_MINUTES", 10, least=2, most=24 * 60)
JOURNAL_KEYS = env.words("KEFU_JOURNAL_KEYS")  # public keys of before: KEFU_SECRET_KEY was another

# -- whose data one of our people may reveal (docs/reveals.md): different customers ------------------------------------------
REVEALS_ALARM_AN_HOUR = env.integer("KEFU_REVEALS_ALARM_AN_HOUR", 30, least=1, most=10_000)
REVEALS_SLOW_AN_HOUR = env.integer("KEFU_REVEALS_SLOW_AN_HOUR", 60, least=1, most=10_000)
REVEALS_FREEZE_AN_HOUR = env.integer("KEFU_REVEALS_FREEZE_AN_HOUR", 100, least=1, most=10_000)
REVEALS_FREEZE_A_DAY = env.integer("KEFU_REVEALS_FREEZE_A_DAY", 120, least=1, most=100_000)
REVEALS_ALARM_A_MONTH = env.integer("KEFU_REVEALS_ALARM_A_MONTH", 400, least=1, most=1_000_000)

# -- identity papers (docs/vault.md) ------------------------------------------------------------------------------------------
PAPERS_ASK_S = 3600 * env.integer("KEFU_PAPERS_ASK_HOURS", 24, least=1, most=24 * 14)  # so long they can be sent
PAPERS_VIEWS = env.integer("KEFU_PAPERS_VIEWS", 1, least=1, most=20)  # by one agent; more take two people
PAPERS_VIEW_S = 60 * env.integer("KEFU_PAPERS_VIEW_MINUTES", 5, least=1, most=30)
PAPERS_KEEP_S = 86_400 * env.integer(
    "KEFU_PAPERS_KEEP_DAYS", 0, least=0, most=3_650
)  # after the case and a day of grace

# -- what machines may ask (docs/operations.md) ------------------------------------------------------------------------------
METRICS_TOKEN = env.secret("KEFU_METRICS_TOKEN")  # empty: /metrics answers on this machine alone

# -- headers ---------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, CONTENT_URL, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "media-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["kefu", "htmx", "kefu-worker"],
        "report-to": "kefu",
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_SSL_REDIRECT = False  # the proxy in front does it; we never answer in plain text beyond loopback

LOG_LEVEL = env.text("KEFU_LOG_LEVEL", "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kefu.kit.log_format.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
