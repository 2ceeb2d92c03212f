"""What is done as a trial, not only looked at: a backup brought back, the whole journal read, an alarm sounded. Minutes."""

import time
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings

from kefu.kit import clock
from kefu.ops.backups import bring, drills, take
from kefu.ops.backups.errors import NotPossible, NotWhole
from kefu.ops.backups.progress import size
from kefu.ops.doctor.data import key_ages
from kefu.ops.doctor.finding import Verdict, Word, critical, ok, warn
from kefu.safeguards import alarm_drills
from kefu.trust.sealing import notes, verify

MOST_BYTES = 2 * 1024**3  # of a backup that is tried beside the chat
ALARM_WITHIN_S = 60.0
LOOK_S = 0.5
SOON_DAYS = 30


def restore() -> Word:
    """The newest backup, brought back beside everything and forgotten again; how it ended stands in the journal."""
    if not settings.BACKUPS:
        return warn(
            "No backup was brought back for a trial: nobody says where they lie.",
            "Set KEFU_BACKUPS to the folder of backups, where Kefu's user may read.",
        )
    found = take.all_in(Path(settings.BACKUPS))
    if not found:
        return critical(f"There is no backup in {settings.BACKUPS}.", "Enable kefu-backup.timer; see its log.")
    newest = found[-1]
    if newest.stat().st_size > MOST_BYTES:
        said = f"{newest.name} is too large to be tried here ({size(newest.stat().st_size)})."
        return warn(said, "Try it on another machine, once a month: `kefu backup FILE --verify`.")
    return _brought_back(newest)


def _brought_back(file: Path) -> Word:
    place = Path(settings.DATA) / "drills"  # what a trial left that was cut off goes with the next one
    place.mkdir(mode=0o700, exist_ok=True)
    try:
        with drills.remembered(file):
            proof = bring.verify(file, say=lambda line: None, beside=place / file.name)
    except NotWhole as error:
        todo = "Take one now and try it: `kefu backup FILE`, `kefu backup FILE --verify`; see what damaged the other."
        return critical(f"{file.name} cannot be brought back: {error}", todo)
    except NotPossible as error:
        return warn(f"{file.name} could not be tried: {error}", "Make room, or try it on another machine.")
    if proof.said.database == "postgresql":
        return ok(f"{file.name}, made {proof.said.made_at}, was read whole; `kefu restore` elsewhere proves the rest.")
    return ok(f"{file.name}, made {proof.said.made_at}, was brought back: {proof.said.entries} entries, all there.")


def journal() -> Word:
    found = verify.verify(None, keys=notes.known_keys())
    if found.first is not None:
        return critical(
            f"The journal does not hold: {found.first.says} ({found.count} faults).",
            "Keep the database as it is, and run `kefu verify_journal` (docs/journal.md).",
        )
    return ok(f"{found.rows} rows of the journal hold against {found.heads} signed heads.")


def alarm() -> Word:
    """Told by the process that tells alarms, which is not this one."""
    drill, began = alarm_drills.begin(), time.monotonic()
    while (told_at := alarm_drills.arrived_at(drill)) is None:
        if time.monotonic() - began > ALARM_WITHIN_S:
            todo = "Does `kefu serve` (or `kefu worker`) run, and what does its log say? No alarm is told until then."
            return critical(f"A drill of the alarms was told nobody within {ALARM_WITHIN_S:.0f} s.", todo)
        time.sleep(LOOK_S)
    return ok(f"A drill of the alarms, marked as one, arrived by {told_at:%H:%M:%S} UTC, in time.")


def ages() -> Word:
    """Keys as the doctor always looks at them, and certificates that run out."""
    if settings.MAIL_CERT:
        ends_at = _ends_at(Path(settings.MAIL_CERT))
        if ends_at is None:
            return critical("The certificate of KEFU_MAIL_CERT cannot be read.", "Let it name a PEM file.")
        left = (ends_at - clock.now()).days
        if left < SOON_DAYS:
            word = critical if left < 0 else warn
            return word(f"The certificate of KEFU_MAIL_CERT ends on {ends_at:%Y-%m-%d}.", "Renew it, restart Kefu.")
    found = key_ages()
    return (
        found if found.verdict is not Verdict.OK else ok(f"{found.says.removesuffix('.')}; no certificate ends soon.")
    )


def _ends_at(file: Path) -> datetime | None:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError, IndexError):
        return None
