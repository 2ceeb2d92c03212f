"""What only this room refuses.

KefuError
├── Invalid 400
│   └── NoWordsBack     what is sent back says why
├── NotAllowed 403
│   ├── OwnText         whoever wrote it does not let it out
│   ├── OwnLink         nor whoever let its writer in by a sign-in link, or was let in
│   ├── OwnExport       whoever asked for an export, or may have been them, does not approve it
│   ├── NoSecond        whoever approves a request is of another team and had no part in it
│   ├── Frozen          reveals nothing until a second person has looked at it
│   ├── OwnFreeze       nobody ends their own, nor that of whom they may have been
│   ├── OwnHold         whoever asked to lift a legal hold does not lift it
│   ├── OwnErasure      whoever asked for a person to be erased does not approve it
│   ├── NotYourCase     papers are opened by whoever has the case, and their team
│   └── OwnLook         nobody agrees to a further look of their own
├── Conflict 409
│   ├── NothingToRead   no second person has to read it: it can be sent
│   ├── SpokeMeanwhile  somebody spoke since it was written; whoever lets it out says that they know
│   ├── WriterGone      whoever wrote it answers nobody any more
│   ├── NothingBlocked  the guard has nothing against it: it can be sent
│   ├── Decided         somebody decided already
│   ├── TooManyWait     of one writer
│   ├── TooManyExports  of one asker
│   ├── HeldAlready     a legal hold stands there
│   ├── ErasedMeanwhile a legal hold would hold nothing any more
│   ├── Hindered        nobody is erased while something stands against it
│   ├── OutOfOrder      a request is not where this step begins
│   ├── NoOpenCase      nothing is revealed, and nobody asked, beside an open conversation
│   ├── TooManyAsks     for papers in one case
│   ├── TooManyPapers   to one ask, or of one customer in a day
│   ├── LookNeedsSecond a paper is opened once; a further look needs a colleague
│   ├── NotSeen         whoever says whether a paper fits has opened it
│   ├── AskedAlready    the customer is being asked to prove who they are
│   ├── CannotConfirm   neither their app nor a passkey can be asked
│   └── NotConfirmed    no step-up of this conversation is fresh
├── TooMany 429
│   ├── Slowed          one reveal a minute
│   ├── TooSoon         one copy of one's data a day
│   └── AskedOften      a customer is asked a few times an hour
└── TryAgain 503
    └── Unprovable      the journal does not hold, or has not carried out, what was done
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import Conflict, Invalid, NotAllowed, TooMany, TryAgain
from kefu.safeguards import account_appeals
from kefu.safeguards.requests import Why


class OwnText(NotAllowed):
    default_code = "own_text"
    default_message = _("You wrote it yourself. A colleague has to decide.")


class OwnLink(NotAllowed):
    default_code = "own_link"
    default_message = _(
        "One of you let the other in by a sign-in link, so you are no second person. Another colleague has to decide."
    )


class NothingToRead(Conflict):
    default_code = "nothing_to_read"
    default_message = _("No second person has to read this message. You can send it.")


class SpokeMeanwhile(Conflict):
    default_code = "spoke_meanwhile"
    default_message = _(
        "Somebody spoke after this was written. Read what they said, then say that you know and approve."
    )


class WriterGone(Conflict):
    default_code = "writer_gone"
    default_message = _("Whoever wrote it answers nobody any more, so it cannot go out in their name. Write it anew.")


class NoWordsBack(Invalid):
    default_code = "no_words"
    default_message = _("Say in a few words what its writer should change.")


class NothingBlocked(Conflict):
    default_code = "nothing_blocked"
    default_message = _("Nothing stops this message. You can send it.")


class Decided(Conflict):
    default_code = "decided"
    default_message = _("Somebody has decided on this already.")


class TooManyWait(Conflict):
    default_code = "too_many_wait"
    default_message = _("Several of your messages wait for a second person already. Let those be decided first.")


class OwnExport(NotAllowed):
    default_code = "own_export"
    default_message = _(
        "You asked for it, or one of you let the other in by a sign-in link. Another colleague has to decide."
    )


class TooManyExports(Conflict):
    default_code = "too_many_exports"
    default_message = _("Three of your exports are open. Fetch one or let it expire, then ask again.")


class NoSecond(NotAllowed):
    default_code = "no_second_person"


class OutOfOrder(Conflict):
    default_code = "out_of_order"


WORDS: dict[Why, str | Promise] = {
    Why.ENDED: _("This request has ended and cannot be taken up again. Ask anew if it is still wanted."),
    Why.NOT_NOW: _("This request is at another step by now. Look at it again."),
    Why.SAME_PERSON: _("You asked, recorded a proof, or could have been at a colleague's desk. Somebody else decides."),
    Why.SAME_TEAM: _(
        "Somebody of another team than the one who asked approves. You must be in a team of your own for it."
    ),
    Why.NO_PROOF: _("Record a proof of identity first."),
    Why.TOO_EARLY: _("The hold is not over. Nobody can shorten it."),
    Why.TOO_LATE: _("Nobody approved it within seven days. Ask anew if it is still wanted."),
    Why.UNDER_WAY: _("The exchange is doing it now, so it cannot be stopped here any more. Call the exchange."),
}


def refused(why: Why) -> NoSecond | OutOfOrder:
    is_about_people = why in {Why.SAME_PERSON, Why.SAME_TEAM}
    return NoSecond(WORDS[why]) if is_about_people else OutOfOrder(WORDS[why])


class OwnHold(NotAllowed):
    default_code = "own_hold"
    default_message = _("You asked to lift it, or let in whoever did. Another colleague has to decide.")


class HeldAlready(Conflict):
    default_code = "held_already"
    default_message = _("A legal hold stands here already.")


class ErasedMeanwhile(Conflict):
    default_code = "erased_meanwhile"
    default_message = _("This customer is being erased already: a hold would keep nothing of it. An older backup may.")


class OwnErasure(NotAllowed):
    default_code = "own_erasure"
    default_message = _("You asked for it, or let in whoever did. Another colleague has to decide.")


class Hindered(Conflict):
    default_code = "hindered"


APPEAL_WORDS: dict[account_appeals.Why, str | Promise] = {
    account_appeals.Why.ENDED: _("This appeal has ended. What was decided stands on its page."),
    account_appeals.Why.NOT_NOW: _("This appeal is at another step by now. Look at it again."),
    account_appeals.Why.SAME_PERSON: _(
        "You prepared this decision, or let in whoever did. A colleague has to confirm it."
    ),
    account_appeals.Why.FIRST_DECISION: _(
        "You had a part in the decision that is appealed, or let in whoever had. A colleague decides."
    ),
    account_appeals.Why.TOO_MANY_ASKS: _("Enough was asked for. Decide on what there is."),
    account_appeals.Why.TOO_EARLY: _("The customer's time is not over."),
    account_appeals.Why.NO_ITEM: _("Nothing of that name was asked for."),
}


def refused_appeal(why: account_appeals.Why) -> NoSecond | OutOfOrder:
    is_about_people = why in {account_appeals.Why.SAME_PERSON, account_appeals.Why.FIRST_DECISION}
    return NoSecond(APPEAL_WORDS[why]) if is_about_people else OutOfOrder(APPEAL_WORDS[why])


class Frozen(NotAllowed):
    default_code = "reveals_frozen"
    default_message = _("You can reveal nothing for now. Please ask a lead or an administrator to look at it.")


class OwnFreeze(NotAllowed):
    default_code = "own_freeze"
    default_message = _(
        "This is about you, or one of you let the other in by a sign-in link. Another colleague has to decide."
    )


class NoOpenCase(Conflict):
    default_code = "no_open_case"
    default_message = _(
        "This conversation is closed. Reopen it if the case goes on; then you can reveal what it needs."
    )


class NotYourCase(NotAllowed):
    default_code = "not_your_case"
    default_message = _("Papers are opened by whoever has the conversation, or by their team. Take it first.")


class OwnLook(NotAllowed):
    default_code = "own_look"
    default_message = _("You asked for it, or let in whoever did. Another colleague has to decide.")


class TooManyAsks(Conflict):
    default_code = "too_many_asks"
    default_message = _("Five papers are asked for in this conversation already. Take one back first.")


class TooManyPapers(Conflict):
    default_code = "too_many_papers"
    default_message = _("Enough was sent for now. We look at what came, and ask you if something is missing.")


class LookNeedsSecond(Conflict):
    default_code = "look_needs_second"
    default_message = _("You have opened this paper already. Ask a colleague to agree to a further look.")


class NotSeen(Conflict):
    default_code = "not_seen"
    default_message = _("Open the paper first; then say whether it fits.")


class Slowed(TooMany):
    default_code = "reveals_slowed"
    default_message = _("You have revealed very much within an hour. One a minute goes through; please wait.")


class TooSoon(TooMany):
    default_code = "one_copy_a_day"
    default_message = _("You had a copy made within the last 24 hours. You can ask for another one after that.")


class Unprovable(TryAgain):
    default_code = "unprovable"
    default_message = _("Nothing is shown: the journal cannot prove it just now. Please try again in a few minutes.")


class AskedAlready(Conflict):
    default_code = "asked_already"
    default_message = _("This customer is being asked already. Wait for the answer, or call it off.")


class CannotConfirm(Conflict):
    default_code = "cannot_confirm"
    default_message = _(
        "This customer cannot confirm here now: the exchange's app cannot be asked, and no passkey of theirs counts yet."
        " Use another way to make sure who they are."
    )


class NotConfirmed(Conflict):
    default_code = "not_confirmed"
    default_message = _("Nothing was confirmed in this conversation lately. Ask the customer to confirm first.")


class AskedOften(TooMany):
    default_code = "asked_often"
    default_message = _("This customer was asked several times within an hour. Please wait; asking again helps nobody.")
