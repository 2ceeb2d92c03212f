"""The live facts: their values, how many texts name each, a change with its reason, and the texts to look at again."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kefu.exchange import facts as exchange_facts
from kefu.exchange import rules
from kefu.exchange.facts import FactValue, NewValue
from kefu.exchange.rules import Named, Unit
from kefu.kit import clock
from kefu.kit.errors import KefuError, NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import fact_uses, facts_used, locales
from kefu.knowledge.errors import BadArticle
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.trust import journal
from kefu.web.editor.asked import MAX_QUERY_CHARS, number_of, reader, viewer_of

MAX_REASON_CHARS = 160


@dataclass(frozen=True, slots=True)
class Shown:
    fact: FactValue
    uses: int
    is_words: bool
    has_words: bool


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every fact")
@require_safe
def facts(request: HttpRequest) -> HttpResponse:
    """`?change=NAME ARGS` opens the form of one."""
    return _shown(request, chosen=request.GET.get("change", ""))


@policy(Who.STAFF, needs=Capability.MANAGE_FACTS, objects="every fact", rate=Rate.WRITE)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Then the list of what names it, to be looked at again."""
    posted = request.POST
    named = rules.named(posted.get("fact", ""))
    if named is None:
        raise NotFound
    try:
        _change(request, named)
    except KefuError as error:
        return _shown(request, chosen=str(named), problem=error.message, status=error.status)
    return HttpResponseRedirect(f"{reverse('editor:reviews')}?{urlencode({'fact': str(named)})}")


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every text that names a fact")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Texts to look at again because a fact changed under them, longest first; `?fact=` those of one."""
    wanted = request.GET.get("fact", "")[: rules.MAX_ARGS_CHARS]
    every = facts_used.to_review(viewer_of(request))
    found = [each for each in every if each.fact == wanted] if wanted else every
    lines = [(each, locales.name(each.locale) if each.locale else "") for each in found]
    return render(request, "editor/reviews.html", {"found": lines, "fact": wanted, "total": len(every)})


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every text that names a fact", rate=Rate.WRITE)
@require_POST
def settlement(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """Somebody looked: it is right as it stands. That a colleague was quicker is no mistake."""
    with suppress(NotFound):
        facts_used.settle(viewer_of(request), doubt_id)
    fact = request.POST.get("fact", "")
    return HttpResponseRedirect(f"{reverse('editor:reviews')}{'?' + urlencode({'fact': fact}) if fact else ''}")


def _change(request: HttpRequest, named: Named) -> None:
    """The value and the reason for it, in one transaction."""
    viewer, posted = viewer_of(request), request.POST
    reason = clean_line(posted.get("reason", ""), max_chars=MAX_REASON_CHARS)
    if not reason:
        raise BadArticle(_("Say why it changes: whoever looks at the texts wants to know."))
    words = {locale: posted.get(f"words-{locale}", "") for locale in locales.every()}
    new = NewValue(posted.get("value", ""), {locale: said for locale, said in words.items() if said.strip()})
    with transaction.atomic():
        facts_used.change(viewer, named.name, named.args, to=new, seen=number_of(posted.get("version", "")))
        journal.write(
            [journal.Act(clock.now(), "agent", viewer.id, "fact_reason", "fact", 0, f"{named}: {reason}"[:200])]
        )


def _shown(request: HttpRequest, *, chosen: str = "", problem: str | Promise = "", status: int = 200) -> HttpResponse:
    viewer, query = viewer_of(request), request.GET.get("q", "")[:MAX_QUERY_CHARS].strip()
    every, uses = exchange_facts.every(reader()), fact_uses.counts(viewer)
    found = [fact for fact in every if _fits(fact, query)]
    context = {
        "facts": [_line(fact, uses) for fact in found],
        "total": len(every),
        "query": query,
        "chosen": next((_line(fact, uses) for fact in every if str(fact.named) == chosen), None),
        "may_change": Capability.MANAGE_FACTS in viewer.capabilities,
        "locales": [(code, locales.name(code)) for code in locales.every()],
        "problem": problem,
        "typed": request.POST,
        "waiting": fact_uses.waiting(viewer),
    }
    return render(request, "editor/facts.html", context, status=status)


def _line(fact: FactValue, uses: Mapping[Named, int]) -> Shown:
    tables = sum(uses.get(Named("table", name), 0) for name in rules.tables_with(fact.name))
    is_words = fact.unit == Unit.WORDS
    return Shown(fact, uses.get(fact.named, 0) + tables, is_words=is_words, has_words=is_words or bool(fact.words))


def _fits(fact: FactValue, query: str) -> bool:
    whole = f"{fact.named} {fact.text} {fact.value}".casefold()
    return all(word in whole for word in query.casefold().split())
