"""The key outside the database, and what is sealed under it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings

from kefu.kit import data_key, db
from kefu.ops.backups import upgrade
from kefu.ops.doctor.finding import Word, critical, ok, warn
from kefu.people import rotation

LEAST_LETTERS = 12  # different ones: a key of chance has some thirty


def outside_key() -> Word:
    texts = data_key.texts()
    if not texts:
        return _lacking()
    if any(len(text) < data_key.LEAST_CHARS or len(set(text)) < LEAST_LETTERS for text in texts):
        return critical(
            "The key outside the database can be guessed, and with it whoever has the database has all names.",
            "Put what `kefu secret` prints in front of it, and run `kefu rotate_data_key`.",
        )
    if len(texts) > 1:
        return warn(
            "A rotation of the data key is not finished: two keys open the database.",
            "Run `kefu rotate_data_key`; where that has said that all is done, take the last line of KEFU_DATA_KEY away.",
        )
    if not settings.DATA_KEY:
        return warn(
            f"The key of data lies in {data_key.file()}: one copy of that folder has the database and the key.",
            "Keep it elsewhere: move its text to KEFU_DATA_KEY, or to a file named by KEFU_DATA_KEY_FILE.",
        )
    return ok("The key outside the database is long and random.")


def keys_open() -> Word:
    lacking = rotation.not_held()
    if lacking:
        return critical(
            f"Sealed fields need the key {lacking[0]}, which is not here: names and addresses stay empty.",
            "Put it back as KEFU_DATA_KEY or KEFU_DATA_KEY_FILE (docs/sealed.md); a new one opens nothing.",
        )
    return ok("Every customer's key is under one that is here.")


def clear_copies() -> Word:
    """What the upgrade kept of the release before holds names as they were."""
    if not db.is_sqlite():
        return ok("The embedded database is not in use; docs/sealed.md says what PostgreSQL keeps.")
    kept = Path(db.file()).with_name(upgrade.NAME)
    if kept.exists() and not _is_sealed(kept):
        return warn(f"{kept} holds names and addresses in clear.", f"Once you are content with this release: rm {kept}")
    return ok("No copy beside the database holds names in clear.")


def _lacking() -> Word:
    if settings.REDIS_URL:
        return critical(
            "There is no key outside the database.",
            "Set KEFU_DATA_KEY alike on every machine: `kefu secret` prints one.",
        )
    return warn("There is no key outside the database yet: the first start makes one.", "Set KEFU_DATA_KEY, or start.")


def _is_sealed(file: Path) -> bool:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
        return any(row[1] == "sealed_name" for row in base.execute("PRAGMA table_info(people_customer)"))
