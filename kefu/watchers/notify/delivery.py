"""Takes pushes out: outside any transaction, in a few threads, each with a deadline. Their rows say what became of them."""

import json
import logging
import threading

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import translation

from kefu.conversations import marks, queries, words_notes
from kefu.conversations.kinds import AuthorKind
from kefu.kit import clock, http, vapid, webpush
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.watchers.notify import jobs, preferences, subscriptions, words
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.rules import Reason, is_quiet, retry_at

logger = logging.getLogger(__name__)

SENDERS = 4

Status = PushJob.Status


class Courier:
    """At most SENDERS threads of this process, started when something is due and gone when nothing is."""

    def __init__(self) -> None:
        self._busy = 0
        self._lock = threading.Lock()

    def hurry(self) -> None:
        with self._lock:
            wanted = jobs.due(most=SENDERS) - self._busy
            for _ in range(wanted):
                self._busy += 1
                threading.Thread(target=self._work, name="push", daemon=True).start()

    def _work(self) -> None:
        try:
            run_due()
        except DatabaseError as error:
            logger.warning("pushes wait for the database: %s", type(error).__name__)
        finally:
            connections.close_all()
            with self._lock:
                self._busy -= 1


def run_due() -> int:
    """Send what is due, one after the other, in this thread; how many were taken."""
    taken = 0
    while (job := jobs.claim_next()) is not None:
        _run(job)
        taken += 1
    return taken


def _run(job: PushJob) -> None:
    try:
        _deliver(job)
    except DatabaseError:
        raise  # the claim runs out by itself
    except Exception as error:
        logger.exception("a push failed")
        jobs.settle(job, Status.FAILED, error=type(error).__name__)


def _deliver(job: PushJob) -> None:
    browser = job.subscription
    viewer = sessions.viewer_of(browser.session)
    if viewer is None or viewer.id != browser.person_id:
        subscriptions.forget(browser)
        return
    if clock.now() >= job.expires_at:
        jobs.settle(job, Status.FAILED, error="too late")
    elif _is_seen(job, browser):
        jobs.settle(job, Status.SEEN)
    elif job.conversation_id is not None and viewer.is_staff and _is_unwelcome(job, viewer):
        jobs.settle(job, Status.MUTED)
    else:
        _send(job, browser, viewer)


def _is_seen(job: PushJob, browser: Subscription) -> bool:
    """An agent has read it; a customer's page has got it (who is still there needs no push)."""
    if job.conversation_id is None:
        return False
    kind = AuthorKind(browser.person_kind)
    delivered, read = marks.reached_by(kind, browser.person_id, conversation=job.conversation_id)
    return job.seq <= (read if kind is AuthorKind.AGENT else max(delivered, read))


def _is_unwelcome(job: PushJob, viewer: Viewer) -> bool:
    chosen = preferences.preferences_for(viewer)
    return Reason(job.reason) not in chosen.pushes or is_quiet(chosen, clock.now())


def _send(job: PushJob, browser: Subscription, viewer: Viewer) -> None:
    try:
        told = _payload(job, browser, viewer)
    except NotFound:
        jobs.settle(job, Status.MUTED, error="not theirs to see (any more)")
        return
    try:
        answer = _post(job, browser, json.dumps(told, ensure_ascii=False).encode())
    except http.Unreachable as error:
        _again(job, browser, why=str(error))
    except http.Forbidden as error:
        _failed(job, browser, why=str(error))
    else:
        _settled(job, browser, answer)


def _payload(job: PushJob, browser: Subscription, viewer: Viewer) -> words.Payload:
    """Worded for whom it reaches, from what the log says now. NotFound if it is not theirs to see."""
    if job.conversation_id is None:
        return words.trial(locale=browser.locale, receipt=job.public_id)
    conversation = queries.conversation_by_row(viewer, job.conversation_id)
    said = ""
    if settings.PUSH_WORDS:
        with translation.override(browser.locale):
            said = words_notes.body(queries.entry_for(viewer, conversation, number=job.number))
    return words.payload(
        Reason(job.reason),
        viewer=viewer,
        locale=browser.locale,
        conversation=conversation,
        said=said,
        receipt=job.public_id,
    )


def _post(job: PushJob, browser: Subscription, payload: bytes) -> http.Answer:
    """RFC 8030: how long the service may keep it, and that a later one takes its place there."""
    now = clock.now()
    headers = {
        "Authorization": webpush.authorization(
            browser.endpoint, key=vapid.key(), subject=settings.PUSH_SUBJECT, now=now
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(60, int((job.expires_at - now).total_seconds()))),
        "Urgency": "high",
        "Topic": f"kefu{job.conversation_id or 0}",
    }
    keys = webpush.Keys(browser.p256dh, browser.auth)
    return http.post(browser.endpoint, webpush.encrypt(payload, keys), headers=headers, places=settings.PUSH_PLACES)


def _settled(job: PushJob, browser: Subscription, answer: http.Answer) -> None:
    if answer.status in {404, 410}:
        subscriptions.forget(browser)
    elif 200 <= answer.status < 300:
        jobs.settle(job, Status.SENT)
        Subscription.objects.filter(pk=browser.pk).update(sent_at=clock.now(), error="")
    elif answer.status == 429 or answer.status >= 500:
        _again(job, browser, why=f"HTTP {answer.status}", retry_after=answer.retry_after)
    else:
        _failed(job, browser, why=f"HTTP {answer.status}")


def _again(job: PushJob, browser: Subscription, *, why: str, retry_after: str = "") -> None:
    """The same notice may arrive twice if only the answer was lost: its tag makes one of them on the screen."""
    due_at = retry_at(clock.now(), attempts=job.attempts, retry_after=retry_after)
    if due_at is None or due_at >= job.expires_at:
        _failed(job, browser, why=why)
    else:
        jobs.put_back(job, due_at=due_at, error=why)


def _failed(job: PushJob, browser: Subscription, *, why: str) -> None:
    jobs.settle(job, Status.FAILED, error=why)
    Subscription.objects.filter(pk=browser.pk).update(error=why[:120])
