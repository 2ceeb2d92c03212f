"""What a browser is told and what it may bring: cookies, headers, policies, lengths of sessions, passwords, bodies."""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import get_hasher

from kefu.ops.doctor.finding import Word, critical, ok, warn

UNDONE = "Nothing in the environment does this: undo the change to the settings."
LEAST_HSTS_S = 180 * 86_400
LEAST_PASSWORD_CHARS = 15
SLOW_HASHERS = frozenset({"argon2", "scrypt", "pbkdf2_sha256", "bcrypt_sha256"})
MOST_IDLE_S, MOST_SESSION_S = 15 * 60, 12 * 3600
MOST_BODY_BYTES, MOST_PARTS = 10 * 1024 * 1024, 1_000
CLOSED = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}
WIDE = frozenset({"*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "data:"})
NEEDED = (  # each stands before every page and holds one promise of docs/security.md
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kefu.web.edge.ContentHostMiddleware",
    "kefu.web.edge.PolicyMiddleware",
)


def cookies() -> Word:
    if not (settings.SESSION_COOKIE_HTTPONLY and settings.CSRF_COOKIE_HTTPONLY):
        return critical("Scripts may read the cookie that a session hangs on.", UNDONE)
    if {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} - {"Lax", "Strict"}:
        return critical("Other people's pages send the cookie of a session along.", UNDONE)
    is_bound = settings.SESSION_COOKIE_NAME.startswith("__Host-") and settings.SESSION_COOKIE_DOMAIN is None
    if settings.IS_SECURE and not (is_bound and settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        return critical("The cookie of a session may travel in plain text, or be set by a neighbouring name.", UNDONE)
    return ok("The cookie of a session is for this name and its server alone.")


def stays_with_tls() -> Word:
    if settings.IS_SECURE and settings.SECURE_HSTS_SECONDS < LEAST_HSTS_S:
        return warn("Browsers forget within half a year, or at once, that this name is for TLS alone.", UNDONE)
    return ok("Browsers stay with TLS." if settings.IS_SECURE else "Plain text, so nothing to stay with.")


def content_policy() -> Word:
    told = getattr(settings, "CONTENT_SECURITY_POLICY", {}).get("DIRECTIVES", {})
    if not told:
        return critical("No page says which scripts may run on it.", UNDONE)
    lacking = [name for name, value in CLOSED.items() if [str(each) for each in told.get(name, ())] != [value]]
    wide = sorted(WIDE & {str(each) for each in told.get("script-src", ())})
    if lacking or wide or "require-trusted-types-for" not in told:
        which = lacking[0] if lacking else f"script-src {wide[0]}" if wide else "require-trusted-types-for"
        return critical(f"The policy of our pages lets foreign scripts in ({which}).", UNDONE)
    return ok("Pages run our own scripts and no others.")


def headers() -> Word:
    is_told = {
        "X-Content-Type-Options": settings.SECURE_CONTENT_TYPE_NOSNIFF,
        "X-Frame-Options": settings.X_FRAME_OPTIONS == "DENY",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY in {"same-origin", "no-referrer"},
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY == "same-origin",
    }
    weak = [name for name, is_well in is_told.items() if not is_well]
    if weak:
        return critical(f"{weak[0]} is not sent as strictly as it should be.", UNDONE)
    return ok("Browsers are told what not to guess, frame, tell or share.")


def guards() -> Word:
    lacking = [name.rpartition(".")[2] for name in NEEDED if name not in settings.MIDDLEWARE]
    if lacking:
        return critical(f"{lacking[0]} no longer stands before the pages.", UNDONE)
    return ok("What guards the pages stands before each of them.")


def sessions() -> Word:
    idle, whole = settings.SESSION_IDLE_S, settings.SESSION_COOKIE_AGE
    said = f"Staff stay signed in for {idle // 60} idle minutes, and for {whole // 3600} hours at most"
    if idle > MOST_IDLE_S or whole > MOST_SESSION_S:
        return critical(f"{said}: a stolen or forgotten session serves as long.", UNDONE)
    return ok(f"{said}.")


def passwords() -> Word:
    validators: list[Any] = [*settings.AUTH_PASSWORD_VALIDATORS]
    chosen = {each["NAME"].rpartition(".")[2]: each for each in validators}
    least = chosen.get("MinimumLengthValidator", {}).get("OPTIONS", {}).get("min_length", 8)
    if (
        "MinimumLengthValidator" not in chosen
        or least < LEAST_PASSWORD_CHARS
        or "CommonPasswordValidator" not in chosen
    ):
        return critical("Staff may choose passwords that are guessed at once.", UNDONE)
    hasher = get_hasher().algorithm
    if hasher not in SLOW_HASHERS:
        return critical(f"Whoever has the database has the passwords: they are hashed by {hasher}.", UNDONE)
    return ok(f"Passwords have {least} characters or more and are hashed slowly ({hasher}).")


def bodies() -> Word:
    bounds = {
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_BODY_BYTES,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_BODY_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": MOST_PARTS,
        "DATA_UPLOAD_MAX_NUMBER_FILES": MOST_PARTS,
    }
    for name, most in bounds.items():
        value = getattr(settings, name)
        if value is None or value > most:
            return critical(f"One request may take all memory ({name}).", UNDONE)
    return ok("What one request may bring is bounded.")
