"""Every operation of the API: who gets in, with which body, and what has to have happened before it can be done."""

from collections.abc import Callable
from datetime import timedelta

from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import Act, BotSaidData
from kefu.conversations.kinds import BOT, Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.kit import clock
from kefu.knowledge.models import Article, ArticleText, Revision, Section
from kefu.safeguards import copies_making
from kefu.trust.models import CustomerPasskey
from tests.security.house import House

ROLES = ("nobody", "outsider", "owner", "auditor", "agent", "lead", "admin")
ALL = frozenset(ROLES)
SIGNED_IN = ALL - {"nobody"}
STAFF = frozenset({"auditor", "agent", "lead", "admin"})
WRITERS = STAFF - {"auditor"}
LEADS = REDACTORS = frozenset({"lead", "admin"})
HERE = "/conversations/{conversation_id}"
MEMBER = "/teams/{slug}/members/{agent_id}"
LATER = (clock.now() + timedelta(days=1)).isoformat()
CUSTOMERS = frozenset({"outsider", "owner"})
BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
    "keys": {
        "p256dh": "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
UPLOAD = "/uploads/{upload_id}"
NEW = {"client_msg_id": "x" * 12, "body": "hello"}
RUDE = {"reason": "insults"}
STEPS = {"title": "Please check", "items": ["The address", "The network"]}

# (method, path) -> who gets a 2xx, and with which body
OPEN: dict[tuple[str, str], tuple[frozenset[str], object]] = {
    ("POST", "/sessions"): (ALL, {"identity": None}),
    ("GET", "/me"): (SIGNED_IN, None),
    ("GET", "/account-appeals"): (CUSTOMERS, None),
    ("POST", "/account-appeals/page"): (CUSTOMERS, None),
    ("GET", "/categories"): (ALL, None),
    ("GET", "/articles"): (ALL, None),
    ("GET", "/articles/search"): (ALL, None),
    ("GET", "/articles/{slug}"): (ALL, None),
    ("GET", "/checks"): (ALL, None),
    ("GET", "/checks/{key}"): (ALL, None),
    ("POST", "/checks/{key}/runs"): (ALL, {"answers": {}}),
    ("POST", "/verify"): (ALL, {"text": "https://northwlnd.example"}),
    ("POST", "/verify/reports"): (ALL, {"text": "@kind_helper"}),
    ("GET", "/form"): (CUSTOMERS, None),
    ("GET", "/chat-mails"): (CUSTOMERS, None),
    ("PUT", "/chat-mails"): (CUSTOMERS, {"is_wanted": False}),
    ("POST", "/form/comparison"): (CUSTOMERS, {"uid": "1"}),
    ("GET", "/conversations"): (SIGNED_IN, None),
    ("POST", "/conversations"): (CUSTOMERS, NEW),
    ("GET", HERE): (STAFF | {"owner"}, None),
    ("GET", HERE + "/entries"): (STAFF | {"owner"}, None),
    ("POST", HERE + "/entries"): (WRITERS | {"owner"}, NEW),
    ("PATCH", HERE + "/entries/{seq}"): (frozenset({"agent"}), {"body": "better"}),
    ("PUT", HERE + "/read-mark"): (STAFF | {"owner"}, {"seq": 1}),
    ("PUT", HERE + "/assignment"): (WRITERS, {"agent": "{agent}"}),
    ("DELETE", HERE + "/assignment"): (WRITERS, None),
    ("PUT", HERE + "/closure"): (WRITERS, {"reason": "solved"}),
    ("DELETE", HERE + "/closure"): (WRITERS, None),
    ("PUT", HERE + "/snooze"): (WRITERS, {"until": LATER}),
    ("DELETE", HERE + "/snooze"): (WRITERS, None),
    ("POST", HERE + "/tags"): (WRITERS, {"tags": ["vip"]}),
    ("DELETE", HERE + "/tags/{tag}"): (WRITERS, None),
    ("PUT", HERE + "/category"): (WRITERS, {"category": "kyc"}),
    ("DELETE", HERE + "/category"): (WRITERS, None),
    ("PUT", HERE + "/priority"): (WRITERS, {"priority": "urgent"}),
    ("PUT", HERE + "/team"): (WRITERS, {"team": "security"}),
    ("DELETE", HERE + "/team"): (WRITERS, None),
    ("PUT", HERE + "/fields/{field}"): (WRITERS, {"value": "BTC"}),
    ("DELETE", HERE + "/fields/{field}"): (WRITERS, None),
    ("DELETE", HERE + "/entries/{seq}"): (REDACTORS, None),
    ("POST", "/files"): (WRITERS | {"owner", "outsider"}, "a picture"),
    ("POST", "/files/links"): (STAFF | {"owner"}, {"files": ["{upload}"]}),
    ("POST", "/uploads"): (WRITERS | {"owner", "outsider"}, {"name": "a.txt", "bytes": 10}),
    ("GET", UPLOAD): (frozenset({"owner"}), None),
    ("PATCH", UPLOAD): (frozenset({"owner"}), "a piece"),
    ("DELETE", UPLOAD): (frozenset({"owner"}), None),
    ("GET", "/agents"): (STAFF, None),
    ("PUT", HERE + "/merge"): (WRITERS, {"into": "{other}"}),
    ("DELETE", HERE + "/merge"): (WRITERS, None),
    ("POST", HERE + "/splits"): (WRITERS, {"entries": [2]}),
    ("DELETE", HERE + "/split"): (WRITERS, None),
    ("GET", HERE + "/thread"): (STAFF | {"owner"}, None),
    ("POST", HERE + "/warnings"): (WRITERS, RUDE),
    ("POST", HERE + "/pauses"): (WRITERS, {**RUDE, "minutes": 5}),
    ("PUT", HERE + "/ending"): (WRITERS, RUDE),
    ("PUT", HERE + "/appeal"): (frozenset({"owner"}), {"words": "I was upset"}),
    ("PUT", HERE + "/appeal/decision"): (REDACTORS, {"lifted": True, "words": "All is well"}),
    ("GET", "/appeals"): (REDACTORS, None),
    ("POST", HERE + "/checklists"): (WRITERS, STEPS),
    ("GET", HERE + "/identity"): (STAFF | {"owner"}, None),
    ("POST", HERE + "/identity"): (WRITERS, {"level": 2, "reason": "account_data"}),
    ("DELETE", HERE + "/identity"): (WRITERS | {"owner"}, None),
    ("POST", "/exchange/confirmations"): (frozenset(), {"key": "a", "uid": "carol", "answer": "approved"}),
    ("GET", "/passkeys"): (CUSTOMERS, None),
    ("PUT", HERE + "/checklists/{seq}/items/{item}"): (frozenset({"owner"}), {"on": True}),
    ("GET", "/checklist-templates"): (WRITERS, None),
    ("POST", HERE + "/entries/{seq}/choices"): (frozenset({"owner"}), {"choice": "person", "client_msg_id": "y" * 12}),
    ("GET", HERE + "/transcript"): (STAFF | {"owner"}, None),
    ("GET", HERE + "/signed-transcript"): (STAFF | {"owner"}, None),
    ("GET", HERE + "/entries/{seq}/receipt"): (STAFF | {"owner"}, None),
    ("POST", "/proofs"): (CUSTOMERS, {"text": "K7QM-3XTE-9PA4"}),
    ("GET", "/talks"): (CUSTOMERS, None),
    ("PUT", "/own-word"): (CUSTOMERS, {"word": "blue whale"}),
    ("DELETE", "/own-word"): (CUSTOMERS, None),
    ("GET", "/agents/{agent_id}/card"): (SIGNED_IN, None),
    ("GET", "/badges/{number}"): (ALL, None),
    ("GET", "/signing-key"): (ALL, None),
    ("GET", "/own-data"): (CUSTOMERS, None),
    ("POST", "/own-data/copies"): (CUSTOMERS, None),
    ("POST", "/own-data/copies/{copy_id}/file"): (frozenset({"owner"}), None),
    ("PUT", "/own-data/erasure"): (CUSTOMERS, None),
    ("DELETE", "/own-data/erasure"): (frozenset({"owner"}), None),
    ("GET", "/boxes"): (STAFF, None),
    ("GET", "/teams"): (STAFF, None),
    ("POST", "/teams"): (LEADS, {"slug": "trading", "name": "Trading"}),
    ("PUT", MEMBER): (LEADS, None),
    ("DELETE", MEMBER): (LEADS, None),
    ("GET", "/fields"): (STAFF, None),
    ("GET", "/tags"): (STAFF, None),
    ("GET", "/search"): (STAFF, None),
    ("POST", "/vault/tickets"): (CUSTOMERS, None),
    ("GET", "/vault/asks"): (CUSTOMERS, None),
    ("GET", "/push/key"): (ALL, None),
    ("POST", "/push/subscriptions"): (CUSTOMERS, BROWSER),
    ("DELETE", "/push/subscriptions/{subscription_id}"): (frozenset({"owner"}), None),
    ("GET", "/protocol.schema.json"): (ALL, None),
    ("DELETE", "/sessions"): (SIGNED_IN, None),
}


def split(house: House) -> None:
    """Another conversation of the same customer."""
    entry = house.call("agent", "POST", HERE.format(**house.names) + "/splits", {"entries": [2]}).json()
    house.names["other"] = entry["data"]["conversation"]


def in_the_other(house: House) -> None:
    split(house)
    house.names["conversation_id"] = house.names["other"]


def merged(house: House) -> None:
    split(house)
    house.call("agent", "PUT", HERE.format(**house.names) + "/merge", {"into": "{other}"})


def warned(house: House) -> None:
    house.call("agent", "POST", HERE.format(**house.names) + "/warnings", RUDE)


def paused(house: House) -> None:
    warned(house)
    house.call("agent", "POST", HERE.format(**house.names) + "/pauses", {**RUDE, "minutes": 5})


def ended(house: House) -> None:
    paused(house)
    house.call("agent", "PUT", HERE.format(**house.names) + "/ending", RUDE)


def appealed(house: House) -> None:
    ended(house)
    house.call("owner", "PUT", HERE.format(**house.names) + "/appeal", {"words": "I was upset"})


def with_steps(house: House) -> None:
    given = house.call("agent", "POST", HERE.format(**house.names) + "/checklists", STEPS).json()
    entries = house.call("owner", "GET", HERE.format(**house.names) + "/entries").json()["entries"]
    assert given["kind"] == entries[-1]["kind"] == "checklist"
    house.names["seq"] = str(entries[-1]["seq"])


def with_the_assistant(house: House) -> None:
    """A conversation of the owner's that the assistant has, and in which it said something."""
    said = BotSaidData(Act.DONT_KNOW)
    new = NewConversation(house.owner.id, origin="livechat-of-the-assistant", locale="en", bot=True)
    asker = Author(kind=AuthorKind.CUSTOMER, id=house.owner.id)
    drafts = [
        Draft(new, Kind.MESSAGE, asker, MessageData(), body="how?", key="asked"),
        Draft(new, Kind.BOT_SAID, BOT, said, body=""),
    ]
    entry = log.stored(log.append(drafts)[1])
    house.names["conversation_id"] = entry.conversation_public_id
    entries = house.call("owner", "GET", HERE.format(**house.names) + "/entries").json()["entries"]
    house.names["seq"] = str(entries[-1]["seq"])


def published(house: House) -> None:
    """An article of the name that addresses hold here."""
    section = Section.objects.create(slug="safety", titles={"en": "Safety"})
    article = Article.objects.create(slug=house.names["slug"], section=section, kind="answer", source_locale="en")
    text = ArticleText.objects.create(article=article, locale="en", title="Safe", summary="Safe.", body="Safe.\n")
    revision = Revision.objects.create(text=text, number=1, title="Safe", summary="Safe.", body="Safe.\n")
    ArticleText.objects.filter(pk=text.pk).update(published=revision, published_at=clock.now())


def with_a_word(house: House) -> None:
    house.call("owner", "PUT", "/own-word", {"word": "blue whale"})


def with_a_copy(house: House) -> None:
    house.names["copy_id"] = house.call("owner", "POST", "/own-data/copies", None).json()["takeaway"]["id"]
    copies_making.make(clock.now())


def to_be_erased(house: House) -> None:
    house.call("owner", "PUT", "/own-data/erasure", None)


def with_a_passkey(house: House) -> None:
    """By which the owner could confirm who they are."""
    made = clock.now() - timedelta(days=30)
    CustomerPasskey.objects.create(customer_id=house.owner.id, credential="c", made_at=made)


def asked_to_confirm(house: House) -> None:
    with_a_passkey(house)
    asked = {"level": 2, "reason": "account_data"}
    assert house.call("agent", "POST", HERE.format(**house.names) + "/identity", asked).status_code == 201


BEFORE: dict[tuple[str, str], Callable[[House], None]] = {
    ("GET", "/articles/{slug}"): published,
    ("PUT", HERE + "/merge"): split,
    ("DELETE", HERE + "/merge"): merged,
    ("DELETE", HERE + "/split"): in_the_other,
    ("POST", HERE + "/pauses"): warned,
    ("PUT", HERE + "/ending"): paused,
    ("PUT", HERE + "/appeal"): ended,
    ("PUT", HERE + "/appeal/decision"): appealed,
    ("PUT", HERE + "/checklists/{seq}/items/{item}"): with_steps,
    ("POST", HERE + "/entries/{seq}/choices"): with_the_assistant,
    ("POST", HERE + "/identity"): with_a_passkey,
    ("DELETE", HERE + "/identity"): asked_to_confirm,
    ("DELETE", "/own-word"): with_a_word,
    ("POST", "/own-data/copies/{copy_id}/file"): with_a_copy,
    ("DELETE", "/own-data/erasure"): to_be_erased,
}
