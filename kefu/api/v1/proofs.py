"""Is it really us? Codes, badges, whether we are talking now, the customer's own word, and the key we sign with."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja.responses import Status

from kefu.api.v1 import shapes
from kefu.api.v1 import shapes_proofs as given
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.channels import registry
from kefu.conversations import proving, talking, words_proofs
from kefu.conversations.proving import Proof, ProofVerdict
from kefu.kit import zones
from kefu.kit.errors import NotFound
from kefu.people.access import Rate, Who, policy
from kefu.trust import badges, own_word, signing
from kefu.trust.badges import BadgeCard

router = GuardedRouter(tags=["proofs"])


@router.post("/proofs", response=given.Verdict)
@policy(Who.CUSTOMER, objects="what was sent to the caller", rate=Rate.PROOF)
def look_up(request: ApiRequest, wanted: given.Asked) -> given.Verdict:
    """Was this sent to the caller by us? A code, or a message with its code. Of others' messages nothing is told."""
    viewer = request.auth
    address = request.META.get("REMOTE_ADDR", "")
    with translation.override(viewer.locale):
        verdict = proving.looked_up(wanted.text, customer_id=viewer.id, address=address)
        return _told(verdict or ProofVerdict(Proof.UNKNOWN), wanted.zone)


@router.get("/talks", response=given.Talks)
@policy(Who.CUSTOMER, objects="own")
def talks(request: ApiRequest, response: HttpResponse) -> given.Talks:
    """Are we talking to the caller right now: with whom, since when, and the pair of words both sides have on screen."""
    response["Cache-Control"] = "no-store"
    viewer = request.auth
    return given.Talks(
        talks=[
            given.Talk(
                conversation=each.conversation,
                since=each.since,
                last_at=each.last_at,
                bot=each.bot,
                card=_card(each.card) if each.card else None,
                words=given.Pair(en=each.pair.en, zh=each.pair.zh, changes_in_s=each.pair.changes_in_s),
            )
            for each in talking.with_us(viewer)
        ],
        own_word=own_word.of(viewer.id),
    )


@router.put("/own-word", response=given.OwnWord)
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def choose_word(request: ApiRequest, wanted: given.OwnWord) -> given.OwnWord:
    """The word by which the caller knows us; shown to nobody else. Guests, who could not see it again, choose none."""
    return given.OwnWord(word=own_word.choose(request.auth.id, wanted.word))


@router.delete("/own-word", response={204: None})
@policy(Who.CUSTOMER, objects="own", rate=Rate.WRITE)
def forget_word(request: ApiRequest) -> Status[None]:
    own_word.forget(request.auth.id)
    return Status(204, None)


@router.get("/agents/{agent_id}/card", response=given.Card)
@policy(Who.SIGNED_IN, objects="what every customer may know")
def card(request: ApiRequest, agent_id: shapes.PublicId) -> given.Card:
    """Who this is: what customers call them, their badge, and whether they are on shift. Never a real name."""
    return _card(_found(badges.card_of_public(agent_id)))


@router.get("/badges/{number}", response=given.Card)
@policy(Who.ANYONE, objects="the same for all", rate=Rate.SEARCH)
def badge(request: HttpRequest, number: str) -> given.Card:
    """Who has this badge. 404: nobody of ours."""
    return _card(_found(badges.holder_of(number)))


@router.get("/signing-key", response=given.Key)
@policy(Who.ANYONE, objects="the same for all", rate=Rate.STATIC)
def signing_key(request: HttpRequest) -> given.Key:
    """The public key (Ed25519, base64) under which transcripts, receipts and lists of ours are signed."""
    return given.Key(key=signing.public_key())


def _found(card: BadgeCard | None) -> BadgeCard:
    if card is None:
        raise NotFound
    return card


def _card(card: BadgeCard) -> given.Card:
    return given.Card(
        alias=card.alias,
        badge=card.badge,
        is_ours=card.is_ours,
        is_on_shift=card.is_on_shift,
        channels=[str(channel.label) for channel in registry.channels().values()],
    )


def _told(verdict: ProofVerdict, zone: str) -> given.Verdict:
    at = f"{verdict.at.astimezone(zones.zone_of(zone)):%Y-%m-%d %H:%M}" if verdict.at else ""
    who = badges.card_of(verdict.agent) if verdict.agent else None
    return given.Verdict(
        proof=verdict.proof,
        at=verdict.at,
        by=verdict.by,
        begins=verdict.begins,
        conversation=verdict.conversation,
        seq=verdict.number,
        card=_card(who) if who else None,
        headline=words_proofs.headline(verdict, at=at),
        next_step=words_proofs.next_step(verdict),
    )
