"""What is said to what waits in a talk: reads articles and checks as their customer may, and decides by `rules`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kefu.conversations import data_checks
from kefu.conversations.data_bot import (
    ARTICLE,
    CHECK,
    MAX_TITLE_CHARS,
    MAX_TYPED_CHARS,
    Act,
    BotSaidData,
    Choice,
    ChosenData,
    Offer,
    Told,
    Why,
)
from kefu.conversations.data_checks import DiagnosedData
from kefu.conversations.kinds import Priority
from kefu.conversations.records import ConversationRecord
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Finding, State, StepKind
from kefu.kit.errors import NotFound
from kefu.knowledge import matching
from kefu.knowledge.matching import Candidate
from kefu.people.access import NOBODY
from kefu.trust import distress
from kefu.watchers.bot import checking, dialogue, rules, topics, trusted, turns, weighing
from kefu.watchers.bot.dialogue import Talk
from kefu.watchers.bot.rewording import door
from kefu.watchers.bot.topics import Topic
from kefu.watchers.bot.turns import Weighed

_STILL_ASKED = frozenset({Topic.PERSON, Topic.SECRET})  # while a check is being asked: answers may hold other words


@dataclass(frozen=True, slots=True)
class Reply:
    """What is appended. `found`: a receipt before it. `why`: it is handed over. `closes`: nothing is left to be said."""

    said: BotSaidData | None = None
    body: str = ""
    found: DiagnosedData | None = None
    why: Why | None = None
    priority: Priority = Priority.NORMAL
    closes: bool = False
    key: str = ""
    weighed: Weighed = field(default_factory=Weighed)

    @property
    def decision(self) -> str:
        return self.said.act.value if self.said else "hand_over"


def reply_to(conversation: ConversationRecord, talk: Talk, *, now: datetime) -> Reply:
    newest = talk.newest
    if newest is not None and isinstance(newest.data, ChosenData):
        return _Chosen(conversation, talk).reply(newest.data)
    if not talk.text:
        return Reply(why=Why.FILE) if talk.has_files else Reply(said=BotSaidData(Act.DONT_KNOW))
    topic, is_hacked = topics.topic_of(talk.text), distress.is_hacked(talk.text)
    if talk.pending is not None and not is_hacked and (topic is None or topic not in _STILL_ASKED):
        answered = _typed(conversation, talk, talk.pending)
        if answered is not None:
            return answered
    return _asked(conversation, talk, topic=topic, is_hacked=is_hacked, now=now)


def locale_of(conversation: ConversationRecord, text: str) -> str:
    return weighing.spoken(text, screen=conversation.locale)


def _asked(
    conversation: ConversationRecord, talk: Talk, *, topic: Topic | None, is_hacked: bool, now: datetime
) -> Reply:
    text = talk.text
    locale = locale_of(conversation, text)
    found = weighing.weigh(text, locale=locale)
    asked = replace(
        found.asked(),
        topic=topic,
        is_hacked=is_hacked,
        unknown=talk.unknown,
        spent=turns.spent(conversation.customer, now),
        was_limited=talk.was_limited,
    )
    at = trusted.thresholds(found.by)
    candidates = found.candidates
    weighed = Weighed(text, [_told(each) for each in candidates], found.nearness, found.margin, found.by, at)
    decision = rules.decide(asked, at)
    return replace(_said(conversation, talk, decision, candidates, locale), weighed=weighed)


def _said(
    conversation: ConversationRecord,
    talk: Talk,
    decision: rules.Decision,
    candidates: Sequence[Candidate],
    locale: str,
) -> Reply:
    if decision.act is None:
        return Reply(why=decision.why or Why.UNKNOWN, priority=decision.priority)
    chosen = [each for option in decision.options for each in candidates if _is(each, option)]
    match decision.act:
        case Act.ANSWER:
            best = decision.options[0]
            return _answer(best.article, talk.text or talk.query, locale) or begun(conversation, talk, best.check)
        case Act.ASK:
            key = chosen[0].key if chosen[0].kind == CHECK else matching.check_of(chosen[0].key)
            return begun(conversation, talk, key)
        case Act.OFFER | Act.CLARIFY:
            chosen = [chosen[place] for place in door.ranked(talk.text or talk.query, [each.title for each in chosen])]
            return Reply(said=BotSaidData(decision.act, offers=tuple(_offer(each) for each in chosen)))
        case act:
            return Reply(said=BotSaidData(act))


def _answer(slug: str, text: str, locale: str) -> Reply | None:
    """The passage, its source, and the check about the same where there is one. None where the article is not out."""
    try:
        found = matching.passage(NOBODY, slug, text, locale=locale)
    except NotFound:
        return None
    check = matching.check_of(found.slug)
    offers = (Offer(CHECK, check),) if check else ()
    title = found.title[:MAX_TITLE_CHARS]
    said = BotSaidData(Act.ANSWER, article=found.slug, title=title, locale=found.locale, offers=offers)
    return Reply(said=said, body=door.reworded(text, found.text).text, key=f"{ARTICLE}:{found.slug}")


def begun(conversation: ConversationRecord, talk: Talk, key: str) -> Reply:
    definition = registry.check(key)
    if definition is None:  # of another release
        return Reply(said=BotSaidData(Act.DONT_KNOW))
    said = "\n".join([*(entry.body for entry in talk.waiting), talk.query])
    given = checking.known_before(definition, conversation=conversation.public_id, said=said)
    return _next(conversation, key, given, is_first=True)


def _next(conversation: ConversationRecord, key: str, given: checking.Given, *, is_first: bool = False) -> Reply:
    """The next question, or the run."""
    definition = registry.check(key)
    if definition is None:
        return Reply(said=BotSaidData(Act.DONT_KNOW))
    question = checking.next_question(definition, given)
    if question is None:
        return _found(conversation, key, given)
    known = tuple(Told(name, value) for name, value in checking.told_of(given))
    title = key if is_first else ""
    said = BotSaidData(Act.ASK, title=title, check=key, question=question.name, known=known)
    return Reply(said=said, key=f"{CHECK}:{key}")


def _found(conversation: ConversationRecord, key: str, given: checking.Given) -> Reply:
    definition = registry.check(key)
    ran = definition and checking.run(
        definition, given, customer=conversation.customer, conversation=conversation.public_id
    )
    if not ran:
        return Reply(why=Why.CHECK, key=f"{CHECK}:{key}")
    kept, finding = ran
    receipt = data_checks.of(key, finding, run=kept.id)
    if finding.state is State.PERSON:
        return Reply(found=receipt, why=Why.CHECK, priority=Priority.NORMAL, key=f"{CHECK}:{key}")
    said = BotSaidData(Act.FOUND, check=key, offers=_leads_to(finding, key))
    return Reply(found=receipt, said=said, key=f"{CHECK}:{key}")


def _leads_to(finding: Finding, key: str) -> tuple[Offer, ...]:
    """Other checks that this one names as what to do next."""
    keys = [step.target for step in finding.steps if step.kind is StepKind.CHECK and step.target != key]
    known = [each for each in dict.fromkeys(keys) if registry.check(each)]
    return tuple(Offer(CHECK, each) for each in known[: rules.MOST_OFFERED])


def _typed(conversation: ConversationRecord, talk: Talk, pending: BotSaidData) -> Reply | None:
    """What was typed to a question. Asked once more where it does not fit; then it is taken for a new question: None."""
    value = checking.typed(pending, talk.text, locale=locale_of(conversation, talk.text))
    if value is not None:
        return _next(conversation, pending.check, _given(pending) | {pending.question: value})
    if talk.tries or _is_another(conversation, talk.text):
        return None
    return Reply(said=replace(pending, title="", typed=talk.text[:MAX_TYPED_CHARS]), key=f"{CHECK}:{pending.check}")


def _is_another(conversation: ConversationRecord, text: str) -> bool:
    """It is plainly a question of its own."""
    found = matching.match(NOBODY, text, locale=locale_of(conversation, text))
    at = trusted.thresholds(found.by)
    return bool(found.candidates) and found.nearness >= at.sure and found.candidates[0].probability >= at.answer


def _given(pending: BotSaidData) -> dict[str, str]:
    return {each.question: each.answer for each in pending.known}


class _Chosen:
    """A button was pressed."""

    def __init__(self, conversation: ConversationRecord, talk: Talk) -> None:
        self._conversation, self._talk = conversation, talk
        self._locale = locale_of(conversation, talk.query)

    def reply(self, data: ChosenData) -> Reply:
        kind, _colon, key = data.choice.partition(":")
        if kind == ARTICLE:
            taken_back = Reply(said=BotSaidData(Act.DONT_KNOW))
            return _answer(key, self._talk.query, self._locale) or taken_back
        if kind == CHECK:
            return begun(self._conversation, self._talk, key)
        value = dialogue.answer_chosen(data.choice)
        if value is not None:
            return self._answered(data, value)
        return self._said(data)

    def _answered(self, data: ChosenData, value: str) -> Reply:
        pending = self._talk.pending
        if pending is None or (pending.check, pending.question) != (data.check, data.question):
            return Reply(said=BotSaidData(Act.STOPPED))  # of a question that nobody asks any more
        return _next(self._conversation, pending.check, _given(pending) | {pending.question: value})

    def _said(self, data: ChosenData) -> Reply:
        match data.choice:
            case Choice.HELPED:
                return Reply(said=BotSaidData(Act.HELPED), closes=True)
            case Choice.STOP:
                return Reply(said=BotSaidData(Act.STOPPED))
            case Choice.NOT_IT:
                return self._not_it()
            case _:
                return Reply(why=Why.ASKED)

    def _not_it(self) -> Reply:
        """Others that may be meant, without those that were shown."""
        text, shown = self._talk.query, {each.choice for each in self._talk.shown}
        found = matching.match(NOBODY, text, locale=self._locale)
        others = [each for each in weighing.distinct(found.candidates) if f"{each.kind}:{each.key}" not in shown]
        decision = rules.not_it([weighing.option(each) for each in others], was_offered=self._talk.was_offered)
        at = trusted.thresholds(found.by)
        weighed = Weighed(text, [_told(each) for each in others], found.nearness, found.margin, found.by, at)
        return replace(_said(self._conversation, self._talk, decision, others, self._locale), weighed=weighed)


def _is(candidate: Candidate, option: rules.Option) -> bool:
    return (candidate.kind, candidate.key) == (option.kind, option.key)


def _offer(candidate: Candidate) -> Offer:
    title = candidate.title[:MAX_TITLE_CHARS] if candidate.kind == ARTICLE else ""
    return Offer(candidate.kind, candidate.key, title)


def _told(candidate: Candidate) -> dict[str, object]:
    score, probability = round(candidate.score, 4), round(candidate.probability, 4)
    key = f"{candidate.kind}:{candidate.key}"
    return {"key": key, "title": candidate.title[:MAX_TITLE_CHARS], "score": score, "probability": probability}
