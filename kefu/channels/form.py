"""What a channel's address is set up with, as data: the one screen and the commands draw it from here. No tables, no network.

A channel folder may import this beside the contract.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise

from kefu.channels.contract import AccountRecord

Words = str | Promise


class Sort(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    SECRET = "secret"  # noqa: S105  goes in and is never shown again


@dataclass(frozen=True, slots=True)
class Field:
    """`choices`: value and words. `hint`: one sentence below it."""

    name: str
    label: Words
    sort: Sort = Sort.TEXT
    hint: Words = ""
    default: str = ""
    choices: Sequence[tuple[str, Words]] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together."""

    title: Words
    fields: Sequence[Field]
    told: Words = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was filled in: `settings` whole, of `secrets` those that are to be kept or are new."""

    settings: Mapping[str, str | int | bool]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Unfit(ValueError):
    """What was filled in cannot be: the field's name, and a sentence on what to do."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__(name)
        self.name, self.words = name, words


class Setup(ABC):
    """How an address of a channel is set up, and tried."""

    label: ClassVar[Words]  # of a new one
    parts: ClassVar[Sequence[Part]]

    @abstractmethod
    def address(self, given: str) -> str:
        """As it is kept. Unfit where it is none."""

    @abstractmethod
    def read(self, given: Mapping[str, str], known: AccountRecord | None) -> Told:
        """What was filled in, beside what is known of this address. Unfit."""

    @abstractmethod
    def faults(self, account: AccountRecord) -> Iterator[str]:
        """Sentences on what would keep messages from arriving, each with what to do. Speaks to other servers, asks no table."""

    def records(self, account: AccountRecord) -> Sequence[tuple[str, str]]:
        """Text records to be published for it: name, content."""
        del account
        return ()

    def given(self, account: AccountRecord) -> Mapping[str, str]:
        """What its form shows again: never a secret."""
        return {
            name: ("yes" if value else "") if isinstance(value, bool) else str(value)
            for name, value in account.settings.items()
        }
