"""Is it really us? What is asked comes in a form's body, stands in no address and in no log, and is kept nowhere."""

import json
import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kefu.channels import going_on
from kefu.conversations import words_cut
from kefu.kit import zones
from kefu.kit.errors import Invalid, KefuError
from kefu.knowledge import addresses, articles, locales, official
from kefu.people.access import NOBODY, Rate, Who, policy
from kefu.trust import published, shield
from kefu.trust.lookalike.kinds import Sort as Listed
from kefu.trust.lookalike.pasted import MAX_TEXT_CHARS
from kefu.trust.shield import Sort
from kefu.ui import verdicts
from kefu.ui.verdict_shapes import Asker, Shown
from kefu.web.edge import viewer_of
from kefu.web.origins import from_our_pages
from kefu.web.spoken import spoken
from kefu.web.verify.places import show

IS_IT_US = "safety/is-it-us"
SECRETS = frozenset({Sort.PHRASE, Sort.KEY, Sort.API_SECRET, Sort.PASSWORD})


@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.SEARCH)
@from_our_pages
@require_http_methods(["GET", "HEAD", "POST"])
@spoken
def verify(request: HttpRequest) -> HttpResponse:
    text, advice = _without_secrets(request.POST.get("text", "")[:MAX_TEXT_CHARS].strip())
    found, problem = _answered(request, text) if not advice or _says_more(text) else ((), None)
    answer = official.named_in(text)
    if answer is not None:  # what is confirmed already is not called unknown below
        found = [each for each in found if not official.is_address_of(answer, each.asked)]
    listed = verdicts.listed()
    told: dict[str, object] = {
        "text": text,
        "advice": advice,
        "official": answer,
        "main": found[0] if found else None,
        "others": found[1:],
        "ours": [each for each in listed if each.sort != Listed.LINKED_HOST],
        "linked": [each for each in listed if each.sort == Listed.LINKED_HOST],
        "more": _articles(),
        "most_chars": MAX_TEXT_CHARS,
        "by_mail": any(each.is_for_recipient for each in found) and going_on.account_of(None) is not None,
        "problem": problem.message if problem else "",
        "is_empty": problem is not None and not text,
    }
    return show(request, "verify/verify.html", told, status=problem.status if problem else 200)


@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.READ)
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The signed list, for programs and for whoever keeps it."""
    told = json.dumps(published.signed(), ensure_ascii=False, indent=1, sort_keys=True)
    response = HttpResponse(told, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"  # the same for all, and signed: any page may check with it
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@policy(Who.ANYONE, objects="what is ours by name", rate=Rate.READ)
@require_safe
@spoken
def key(request: HttpRequest) -> HttpResponse:
    """The key the list is signed with, and how to check it without us."""
    return show(request, "verify/key.html", {"key": published.public_key(), "path": published.PATH})


def _says_more(text: str) -> bool:
    """Whether anything is left to be judged where a secret was taken out."""
    return any(each.isalnum() for each in re.sub(r"\[[^\[\]]{1,60}\]", "", text))


def _without_secrets(text: str) -> tuple[str, Sequence[words_cut.Advice]]:
    """Whoever was asked for a phrase or a password may enter it here: it is not shown again, and its owner is told what to do.
    A code may be one of ours, and what may be a key a TxID: these stay.
    """
    kept = shield.cut(text, is_txid=True)
    return (words_cut.worded(kept.text), words_cut.advice(kept.text)) if SECRETS.intersection(kept.cut) else (text, ())


def _answered(request: HttpRequest, text: str) -> tuple[Sequence[Shown], KefuError | None]:
    """What is said of it, or why nothing is: what was typed stands in the form in either case."""
    if not text:
        return (), _nothing() if request.method == "POST" else None
    try:
        return verdicts.answered(text, _asker(request)), None
    except KefuError as problem:
        return (), problem


def _nothing() -> KefuError:
    return Invalid(_("Copy in first what you were sent, or write who it was."))


def _asker(request: HttpRequest) -> Asker:
    """A customer is known by the token that the page's script sends along; there is no cookie of theirs."""
    address = request.META.get("REMOTE_ADDR", "")
    return Asker(viewer_of(request), address, zones.known_name(request.POST.get("zone", "")))


def _articles() -> str:
    """Where articles tell how to know us; empty where none does."""
    locale = locales.of_reader(translation.get_language() or "en")
    home = articles.home(NOBODY, locale=locale)
    below = {child.slug for each in home.sections for child in each.children}
    return addresses.section(IS_IT_US, locale) if IS_IT_US in below else ""
