"""Our own public pages, fetched by real HTTP: what a browser is told is read off the answers, not off the settings."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django.conf import settings

from kefu.kit import http
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.settings.env import LOOPBACK
from kefu.trust import published, self_checks

PAGES = (
    *("/healthz", "/chat", "/widget.js", "/help/", "/verify", "/verify/key", "/sign-in", "/desk/"),
    *("/no-such-page", published.PATH, self_checks.PATH),
)
KEPT = (
    *("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security"),
    *("Referrer-Policy", "Set-Cookie", "Server", "X-Powered-By", "X-Frame-Options"),
)
MOST_BYTES = 1024 * 1024
PATIENCE_S = 5.0


def headers() -> Word:
    answers = {path: answer for path in PAGES if (answer := _fetched(path)) is not None}
    if not answers:
        return warn(
            "Our own pages did not answer, so nobody looked at what they tell browsers.",
            f"Does `kefu serve` run here, or can this machine reach {settings.BASE_URL}?",
        )
    faults = [f"{path} {fault}" for path, answer in answers.items() for fault in faults_of(answer)]
    if faults:
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        return critical(
            f"A page of ours says too little to browsers: {faults[0]}{more}.",
            "Undo the change to the settings, or to the proxy that takes it away.",
        )
    return ok(f"{len(answers)} public pages say what they must to browsers.")


def faults_of(answer: http.Answer) -> Iterator[str]:
    """What an answer lacks, or says too much of."""
    told = answer.headers
    if told.get("X-Content-Type-Options", "").lower() != "nosniff":
        yield "lets browsers guess what it is (nosniff)"
    if settings.IS_SECURE and "max-age=" not in told.get("Strict-Transport-Security", ""):
        yield "does not keep browsers to TLS (HSTS)"
    if told.get("Content-Type", "").startswith("text/html"):
        yield from _of_page(told)
    if any(sign.isdigit() for sign in told.get("Server", "")) or "X-Powered-By" in told:
        yield "tells which software and version answers"
    for cookie in told.get("Set-Cookie", "").splitlines():
        yield from _of_cookie(cookie)


def _of_page(told: Mapping[str, str]) -> Iterator[str]:
    policy = told.get("Content-Security-Policy", "")
    for part in ("default-src 'none'", "frame-ancestors", "base-uri 'none'"):
        if part not in policy:
            yield f"has no policy against foreign content ({part})"
    if "frame-ancestors *" in policy or "'unsafe-inline'" in policy or "'unsafe-eval'" in policy:
        yield "has a policy that lets anybody in"
    if told.get("Referrer-Policy", "") not in {"same-origin", "no-referrer"}:
        yield "tells others where people come from (Referrer-Policy)"


def _of_cookie(cookie: str) -> Iterator[str]:
    """Which language and zone somebody reads in is no secret; all else is kept from scripts."""
    name = cookie.partition("=")[0].strip()
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    if name == settings.LANGUAGE_COOKIE_NAME:
        return
    if "httponly" not in flags:
        yield f"sets the cookie {name} for scripts to read"
    if not flags & {"samesite=lax", "samesite=strict"}:
        yield f"sets the cookie {name}, which other people's pages send along"
    if settings.IS_SECURE and "secure" not in flags:
        yield f"sets the cookie {name}, which may travel in plain text"


def _fetched(path: str) -> http.Answer | None:
    """From the process on this machine, as its proxy would ask; else from outside, by our own name."""
    ours = urlsplit(settings.BASE_URL)
    here = f"http://127.0.0.1:{(ours.port if ours.hostname in LOOPBACK else None) or settings.PORT}"
    asked = {"Host": ours.netloc, "X-Forwarded-Proto": ours.scheme, "X-Forwarded-For": "127.0.0.1"}
    found = _got(f"{here}{path}", headers=asked, places=(here,))
    if found is not None and not (settings.IS_SECURE and "Strict-Transport-Security" not in found.headers):
        return found
    outside = _got(f"{settings.BASE_URL}{path}", headers={}, places=(http.place_of(settings.BASE_URL),))
    return outside or found


def _got(url: str, *, headers: Mapping[str, str], places: tuple[str, ...]) -> http.Answer | None:
    try:
        return http.get(
            url, headers=headers, places=places, max_answer_bytes=MOST_BYTES, deadline_s=PATIENCE_S, kept=KEPT
        )
    except (http.Unreachable, http.Forbidden):
        return None
