"""How many texts and macros name each fact, for its editors. Reads only; `facts_used` writes."""

from django.db.models import Count

from kefu.exchange.rules import Named
from kefu.knowledge.models import Doubt, FactUse
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability


def counts(viewer: Viewer) -> dict[Named, int]:
    """Each fact and table that is named at all."""
    require(viewer, Capability.EDIT_ARTICLES)
    rows = FactUse.objects.values_list("name", "args").annotate(n=Count("pk"))
    return {Named(name, args): n for name, args, n in rows}


def waiting(viewer: Viewer) -> int:
    """How many texts and macros wait to be looked at again."""
    require(viewer, Capability.EDIT_ARTICLES)
    return Doubt.objects.filter(settled_at=None).count()
