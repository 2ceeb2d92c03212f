"""Is it ours, does it only look like it, or is it neither? One text against the registry. Pure.

"Ours" is said of an exact match in canonical form and of nothing else. What looks like ours is told with the entry it
imitates, how, and where it differs.
"""

from kefu.trust.lookalike import alike, asked, differs, forms, hosts, phones
from kefu.trust.lookalike.asked import Asked, Form
from kefu.trust.lookalike.distance import slips
from kefu.trust.lookalike.kinds import Entry, Outcome, Sort, Verdict, Why
from kefu.trust.lookalike.prepared import Exact, Known, badge, canonical

_BEST = 999
MOST_NEAR = 1_000  # names that only a slip may join to a text: with how many it is compared, at most
MAX_NAME_CHARS = 60  # of what somebody calls themselves; whatever is longer is a text


def compare(text: str, known: Known, *, most_near: int = MOST_NEAR) -> Verdict:
    """`most_near`: see `MOST_NEAR`; less where many texts are asked about at once."""
    looked = asked.asked(text)
    name = listed_name(looked)
    ours = _exact(looked, known.valid)
    if ours is not None:
        outcome = Outcome.LINKED if ours.sort == Sort.LINKED_HOST else Outcome.OURS
        return Verdict(outcome, looked.text, ours, name=name)
    past = _exact(looked, known.past)
    entry, why = (past, (Why.EXPIRED,)) if past else _like(looked, known, most_near) or (None, ())
    is_listed = _is_listed(looked, known)
    if entry is None and not is_listed:
        return Verdict(Outcome.UNKNOWN, looked.text, name=name)
    told = dict.fromkeys((*([Why.LISTED] if is_listed else []), *_unseen(looked), *why))
    compared = _compared(looked, entry) if entry else ""
    return Verdict(
        outcome=Outcome.FRAUD if is_listed else Outcome.LOOKALIKE,
        asked=looked.text,
        entry=entry,
        why=tuple(told),
        changes=differs.changes(compared, entry.value) if entry and compared else (),
        compared=compared,
        name=name,
    )


def listed_name(looked: Asked) -> str:
    """As lists of frauds hold it."""
    if looked.form == Form.PHONE:
        return phones.canonical(looked.value)
    if looked.form == Form.MAIL:
        return forms.small(looked.value)
    if looked.form == Form.HANDLE:
        return f"@{forms.small(looked.value)}"
    if looked.form == Form.NAME:
        name = forms.small(" ".join(looked.value.split()))
        return "" if not name or len(name) > MAX_NAME_CHARS else name if " " in name else f"@{name}"
    return canonical(Sort.DOMAIN, looked.link.host) if looked.link else looked.value


def _unseen(looked: Asked) -> tuple[Why, ...]:
    return () if forms.without_unseen(looked.text) == looked.text else (Why.HIDDEN,)


def _exact(looked: Asked, exact: Exact) -> Entry | None:
    if looked.form == Form.LINK and looked.link is not None and not looked.link.tricks:
        return _at_host(looked, exact)
    if looked.form == Form.MAIL:
        return _exact_mail(looked, exact)
    if looked.form == Form.PHONE:
        return exact.keys.get((Sort.PHONE.value, "", phones.canonical(looked.value)))
    if looked.form == Form.APP:
        return exact.keys.get((Sort.APP.value, "", looked.value)) if _is_clean(looked) else None
    named = forms.small(looked.value)
    if looked.form == Form.NAME:
        found = exact.keys.get((Sort.BADGE.value, "", badge(looked.value)))
        return found or exact.keys.get((Sort.APP.value, "", looked.value)) or exact.keys.get(("account", "", named))
    return exact.keys.get(("account", looked.network, named)) if _is_clean(looked) else None


def _is_clean(looked: Asked) -> bool:
    return looked.link is None or not set(looked.link.tricks) - {Why.SCHEME}


def _at_host(looked: Asked, exact: Exact) -> Entry | None:
    host = looked.value
    if not host.isascii() or not host.isprintable():
        return _at(canonical(Sort.DOMAIN, host), exact) if _is_written_as_sent(looked, host) else None
    return _at(host, exact)


def _is_written_as_sent(looked: Asked, host: str) -> bool:
    """A name in other letters that a browser sends as it stands: nothing unseen, nothing in another form of itself."""
    is_plain = forms.without_unseen(looked.text) == looked.text
    return is_plain and forms.small(host) == forms.folded(host)


def _at(host: str, exact: Exact) -> Entry | None:
    parts = host.split(".")
    above = [".".join(parts[at:]) for at in range(len(parts))]
    ours = next((exact.hosts[each] for each in above if each in exact.hosts), None)
    return ours or next((exact.linked[each] for each in above if each in exact.linked), None)


def _exact_mail(looked: Asked, exact: Exact) -> Entry | None:
    address = looked.value
    if not address.isascii() or not address.isprintable() or address.count("@") != 1:
        return None
    plain = canonical(Sort.MAIL, address)
    found = exact.keys.get((Sort.MAIL.value, "", plain))
    return found or exact.keys.get((Sort.MAIL_DOMAIN.value, "", plain.rpartition("@")[2]))


def _is_listed(looked: Asked, known: Known) -> bool:
    if known.lists.denies(listed_name(looked)):
        return True
    if looked.link is None or looked.form == Form.HANDLE:
        return False
    host = canonical(Sort.DOMAIN, looked.link.host)
    return known.lists.denies_host(host) or known.lists.denies(page_of(host, looked.link.tail))


def page_of(host: str, tail: str) -> str:
    """One page of a site that is not a fraud as a whole."""
    return f"{host}{forms.small(tail).rstrip('/')}"


def _like(looked: Asked, known: Known, most_near: int) -> tuple[Entry, tuple[Why, ...]] | None:
    if looked.form == Form.PHONE:
        return _like_phone(looked, known)
    tricks = looked.link.tricks if looked.link else ()
    whole = _like_whole(looked, known)
    if whole is not None:
        return whole[0], (*whole[1], *tricks)
    named = _like_name(looked, known, most_near)
    return None if named is None else (named[0], (*named[1], *tricks))


def _like_phone(looked: Asked, known: Known) -> tuple[Entry, tuple[Why, ...]] | None:
    number = looked.phone
    if number is None:
        return None
    for entry in known.phones.like(number.digits):
        ours = entry.value.removeprefix("+")
        if number.digits == ours:
            return entry, (Why.DRAWN if number.is_drawn else Why.COUNTRY,)
        if phones.is_national_of(number, ours) or phones.is_elsewhere(number, ours):
            return entry, (Why.COUNTRY,)
        if slips(number.digits, ours, most=1) <= 1:
            return entry, (Why.TYPED,)
    return None


def _like_whole(looked: Asked, known: Known) -> tuple[Entry, tuple[Why, ...]] | None:
    """All of an address of ours where it does not count: before another host, in the path, with another name at it."""
    link = looked.link
    if link is None:
        return None
    if looked.form == Form.MAIL and link.host in known.mails:
        return known.mails[link.host], (Why.LOCAL,)
    user = looked.value.rpartition("@")[0] if looked.form == Form.MAIL else link.user
    written = forms.small(f"{user} {link.tail}")
    for entry in known.domains.like(link.host, link.labels, written):
        if link.host == entry.value and entry.sort != Sort.LINKED_HOST:
            return entry, link.tricks or (Why.LOCAL,)
        if hosts.holds(link.labels, entry.value):
            return entry, (Why.INSIDE,)
        if entry.sort != Sort.LINKED_HOST and entry.value in written:
            return entry, (Why.INSIDE,)
    return None


def _like_name(looked: Asked, known: Known, most_near: int) -> tuple[Entry, tuple[Why, ...]] | None:
    """The entry whose name is nearest: with the fewest reasons, and of those the first, ours in the same form before."""
    best, found = (_BEST, 0), None
    for text in looked.names:
        seen = alike.seen(text)
        for number in known.index.offered(seen, most_near=most_near):
            ours, entry = known.names[number]
            why = None if entry.sort == Sort.BADGE and looked.form != Form.NAME else alike.alike(seen, ours)
            if why is None:
                continue
            weight = 8 * len(why) + (0 if _is_same_form(looked, entry) else 4) + (0 if looked.value == text else 2)
            weight += 0 if ours.text == entry.value else 1
            if (weight, number) < best:
                best, found = (weight, number), (entry, why or _only(looked, entry))
    return found


def _is_same_form(looked: Asked, entry: Entry) -> bool:
    forms_of = {Form.LINK: {Sort.DOMAIN}, Form.MAIL: {Sort.MAIL, Sort.MAIL_DOMAIN}, Form.APP: {Sort.APP}}
    return entry.sort in forms_of.get(looked.form, {Sort.HANDLE, Sort.BOT, Sort.BADGE})


def _only(looked: Asked, entry: Entry) -> tuple[Why, ...]:
    """Our very name, but somewhere else."""
    if looked.form == Form.HANDLE:
        return (Why.NETWORK,)
    return (Why.NAME,) if looked.form == Form.NAME else (Why.ENDING,)


def _compared(looked: Asked, entry: Entry) -> str:
    """What of the text stands against the entry's value, in the same form; empty where they have none in common."""
    if looked.form == Form.NAME or (entry.sort == Sort.APP) != (looked.form == Form.APP):
        return ""
    if looked.phone is not None:
        return f"+{looked.phone.digits}" if looked.phone.has_country else looked.phone.digits
    theirs = ".".join(looked.link.labels) if looked.link is not None and looked.form == Form.LINK else looked.value
    if looked.form == Form.MAIL and "@" not in entry.value:
        theirs = theirs.rpartition("@")[2]
    return forms.small(theirs)
