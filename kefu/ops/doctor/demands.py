"""What the settings ask for: each check reads them and nothing else, and says which variable to change."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from kefu.files import clamd, ocr
from kefu.kit import clock, crypto
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.settings.env import LOOPBACK
from kefu.settings.exchange import SANDBOX

LEAST_KEY_CHARS = 50
LEAST_KEY_LETTERS = 12  # different ones: a key of chance has some thirty
LEAST_IDENTITY_CHARS = 32
OLD_SIGNATURES = timedelta(days=7)
USUAL_REVEALS = {
    "REVEALS_ALARM_AN_HOUR": 30,
    "REVEALS_SLOW_AN_HOUR": 60,
    "REVEALS_FREEZE_AN_HOUR": 100,
    "REVEALS_FREEZE_A_DAY": 200,
    "REVEALS_ALARM_A_MONTH": 600,
}
USUAL_ROWS_ALONE = 500
ANYBODY = frozenset({"*", "0.0.0.0", "::"})  # noqa: S104  (to be refused)


def debug() -> Word:
    if settings.DEBUG:
        return critical("Error pages show code and settings to strangers.", "Serve with kefu.settings.prod.")
    return ok("Error pages tell nothing of the inside.")


def secret_key() -> Word:
    key = settings.SECRET_KEY
    if len(key) < LEAST_KEY_CHARS or len(set(key)) < LEAST_KEY_LETTERS or key.startswith("django-insecure"):
        todo = "Set KEFU_SECRET_KEY to what `kefu secret` prints; everybody signs in anew."
        return critical("KEFU_SECRET_KEY can be guessed: sessions, links and second factors hang on it.", todo)
    return ok("KEFU_SECRET_KEY is long and random.")


def allowed_hosts() -> Word:
    if ANYBODY & set(settings.ALLOWED_HOSTS) or any(host.startswith(".") for host in settings.ALLOWED_HOSTS):
        return critical(
            "Pages answer under any name that leads here.", "Leave ALLOWED_HOSTS to KEFU_URL and KEFU_CONTENT_URL."
        )
    return ok(f"Pages answer under {', '.join(settings.ALLOWED_HOSTS)} alone.")


def encryption() -> Word:
    is_inside = urlsplit(settings.BASE_URL).hostname in LOOPBACK
    if settings.IS_SECURE and settings.LIVE_URL.startswith("wss://"):
        return ok("People come by TLS, and their browsers are told to stay with it.")
    if is_inside and settings.LISTEN in LOOPBACK:
        return ok("Plain text, on this machine alone.")
    return critical(
        "Sessions and messages travel in plain text.",
        "Put a proxy with TLS in front; set KEFU_URL to https://, KEFU_LIVE_URL to wss:// and KEFU_LISTEN to 127.0.0.1.",
    )


def embedding() -> Word:
    if not settings.EMBED_ORIGINS:
        return warn("No page may carry the chat.", "Name the exchange's pages in KEFU_EMBED_ORIGINS.")
    if any("*" in origin for origin in settings.EMBED_ORIGINS):
        return critical("Any page may carry the chat, a fake one too.", "Name each origin in KEFU_EMBED_ORIGINS.")
    plain = [each for each in settings.EMBED_ORIGINS if not each.startswith("https://")]
    if plain and settings.IS_SECURE:
        return warn(f"{plain[0]} carries the chat in plain text.", "Name https:// origins in KEFU_EMBED_ORIGINS.")
    return ok(f"{len(settings.EMBED_ORIGINS)} origins may carry the chat.")


def identity() -> Word:
    secret = settings.IDENTITY_SECRET
    if not secret or not settings.IDENTITY_ISSUER:
        lacking = "KEFU_IDENTITY_ISSUER" if secret else "KEFU_IDENTITY_SECRET"
        todo = f"Set {lacking} as docs/identity.md says."
        return warn(f"Everybody is a guest: without {lacking} the exchange cannot tell us who they are.", todo)
    if len(secret) < LEAST_IDENTITY_CHARS:
        return critical(
            "KEFU_IDENTITY_SECRET can be guessed, and with it anybody can be any customer.",
            "Agree with the exchange on what `kefu secret` prints.",
        )
    if crypto.same(secret, settings.SECRET_KEY):
        return critical("The exchange holds our own key.", "Give KEFU_IDENTITY_SECRET a value of its own.")
    return ok("Customers are told apart by the exchange's signature.")


def connected_exchange() -> Word:
    if settings.EXCHANGE == SANDBOX:
        return warn(
            "Checks answer customers with what an invented exchange says.",
            "Set KEFU_EXCHANGE to the exchange's own endpoint (docs/connector.md), or leave it empty.",
        )
    return ok("Checks ask the exchange itself." if settings.EXCHANGE else "No exchange is connected; checks tell so.")


def second_factor() -> Word:
    bare = sorted(role for role, demand in settings.SECOND_FACTOR.items() if demand == "none")
    if bare:
        return critical(
            f"A stolen password is enough to be {', '.join(bare)}.", "Leave `none` out of KEFU_SECOND_FACTOR."
        )
    return ok("Every role needs a second factor.")


def link_is_enough() -> Word:
    if settings.LINK_IS_ENOUGH:
        return critical(
            "Whoever finds a sign-in link is at the desk.", "Take KEFU_LINK_IS_ENOUGH away; it is for demos."
        )
    return ok("A sign-in link replaces a password, never a second factor.")


def content_host() -> Word:
    if settings.CONTENT_HOST == settings.BASE_HOST:
        return warn(
            "Strangers' files come from the name on which people are signed in.",
            "Give KEFU_CONTENT_URL a host name of its own.",
        )
    return ok(f"Strangers' files come from {settings.CONTENT_HOST}.")


def scanner() -> Word:
    if not settings.CLAMD:
        return warn("Nobody looks for viruses in what customers send.", "Install ClamAV and set KEFU_CLAMD.")
    try:
        clamd.ping(address=settings.CLAMD)
    except clamd.ScannerDown as error:
        return critical(f"The scanner does not answer ({error}): files wait.", "Start clamd; see its log.")
    return ok("The scanner answers.")


def signatures() -> Word:
    if not settings.CLAMD:
        return ok("There is no scanner whose signatures could be old.")
    try:
        made_at = clamd.signatures_at(address=settings.CLAMD)
    except clamd.ScannerDown:
        return ok("The scanner tells nothing; `settings.scanner` is about that.")
    if made_at is None or clock.now() - made_at > OLD_SIGNATURES:
        said = f"are of {made_at:%Y-%m-%d}" if made_at else "are not the published ones"
        return warn(f"The scanner's signatures {said}: what is newer passes.", "Start freshclam; see its log.")
    return ok(f"The scanner's signatures are of {made_at:%Y-%m-%d}.")


def pictures_read() -> Word:
    if settings.OCR == "off":
        return ok("Pictures are not read for secrets, as KEFU_OCR says.")
    if not ocr.is_installed():
        return warn(
            "Nobody reads what stands on pictures: a phrase on a screenshot is kept.",
            "pip install --require-hashes -r requirements/ocr.txt, or decide otherwise and set KEFU_OCR=off.",
        )
    return ok("Pictures are read for secrets before they are kept.")


def wake_road() -> Word:
    if settings.WAKE_URL.startswith("memory:"):
        return critical(
            "Processes do not hear of each other: answers come up to 10 s late.", "Take KEFU_WAKE_URL away."
        )
    return ok("Processes share a road for their hints.")


def metrics_token() -> Word:
    token = settings.METRICS_TOKEN
    if token and len(token) < LEAST_IDENTITY_CHARS:
        return critical("KEFU_METRICS_TOKEN can be guessed.", "Set it to what `kefu secret` prints.")
    return ok("Figures are for whoever has the token." if token else "Figures are for this machine alone, or nobody.")


def lock_screens() -> Word:
    if settings.PUSH_WORDS:
        return warn(
            "What customers write is shown on locked screens.", "Take KEFU_PUSH_WORDS away unless you decided so."
        )
    return ok("Notices hold no words of a conversation.")


def reveals() -> Word:
    """The usual bounds: beyond them somebody of ours copies more in a shift than anybody needs."""
    wide = [name for name, most in USUAL_REVEALS.items() if getattr(settings, name) > most]
    if wide:
        told = f"Take KEFU_{wide[0]} away, or set it to {USUAL_REVEALS[wide[0]]} or less."
        return warn("One of ours may look at many customers before anybody is told, or anything stops.", told)
    return ok("Who looks at many customers is told of, slowed down and stopped.")


def exports() -> Word:
    if settings.EXPORT_ROWS_ALONE > USUAL_ROWS_ALONE:
        return warn(
            f"One person alone may take {settings.EXPORT_ROWS_ALONE} rows out of here.",
            f"Take KEFU_EXPORT_ROWS_ALONE away, or set it to {USUAL_ROWS_ALONE} or less.",
        )
    return ok(f"Lists of more than {settings.EXPORT_ROWS_ALONE} rows leave by a second person's word.")


def log_level() -> Word:
    level = str(settings.LOG_LEVEL).upper()
    if level == "DEBUG":
        return warn(
            "The log grows by every request and tells more of people than it should.", "Set KEFU_LOG_LEVEL to WARNING."
        )
    return ok(f"The log holds what is {level.lower()} or worse.")
