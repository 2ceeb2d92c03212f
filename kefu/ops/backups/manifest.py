"""What a backup says of itself: the last thing in it, so that one that was cut short has none."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

import kefu
from kefu.kit import crypto
from kefu.ops.backups.errors import NotWhole

FORMAT = 1
MOST_BYTES = 1024 * 1024
MOST_MISSING = 1_000
_PURPOSE = "backup"
_NEWER = frozenset({"journal", "data_key", "holds_data_key"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """`database` is `sqlite` or `postgresql`; `sums` the SHA-256 of the list of sums; `missing` files that rows named
    and nobody could find; `key` tells whether KEFU_SECRET_KEY is the same, without telling anything of it."""

    made_at: str
    database: str
    database_bytes: int
    migrations: tuple[str, ...]
    conversations: int
    entries: int
    files: int
    file_bytes: int
    sums: str
    missing: tuple[str, ...] = ()
    holds_keys: bool = False
    release: str = kefu.__version__
    data_key: str = ""  # the name of the key outside the database that its sealed fields need
    holds_data_key: bool = False
    journal: str = ""  # how far the journal in it is sealed and signed, in words; older backups have none
    key: str = ""
    seal: str = ""
    format: int = FORMAT

    @property
    def is_by_our_key(self) -> bool:
        return crypto.same(self.key, _fingerprint())

    def sealed(self) -> "Manifest":
        """Bound to this installation's key: whoever has another one cannot make such a backup."""
        named = replace(self, key=_fingerprint(), seal="")
        return replace(named, seal=crypto.keyed_hash(_PURPOSE, named.text()))

    def text(self) -> str:
        """As it was sealed: what an older release did not know of is left out where it is empty."""
        told = {name: value for name, value in asdict(self).items() if name not in _NEWER or value}
        return json.dumps(told, indent=1, sort_keys=True) + "\n"

    def require_genuine(self) -> None:
        """NotWhole if it names our key and was not sealed by it."""
        if self.is_by_our_key and not crypto.same(
            self.seal, crypto.keyed_hash(_PURPOSE, replace(self, seal="").text())
        ):
            raise NotWhole("This backup was changed after it was made: its seal is not the one of this installation.")


def read(text: bytes) -> Manifest:
    """NotWhole if this is no manifest that this release can read."""
    try:
        said: dict[str, Any] = json.loads(text)
        said |= {name: tuple(map(str, said[name])) for name in ("migrations", "missing")}
        found = Manifest(**said)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotWhole("This is not a backup that this release of Kefu can read.") from error
    if found.format != FORMAT:
        raise NotWhole(f"This backup is of format {found.format}; this release of Kefu reads format {FORMAT}.")
    return found


def _fingerprint() -> str:
    return crypto.keyed_hash(_PURPOSE, "which key is this?")[:16]
