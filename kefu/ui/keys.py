"""The one map of keys: what each does, where, in words. The `?` list, the hints on buttons and the palette are drawn from it.

A new one is a line here. `ui/keys.js` then presses the button with `data-key="name"`, or runs what a script bound to the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Place(StrEnum):
    """Where a key acts. Only `writing` ones, and those with `mod` or `alt`, act while somebody types."""

    ANYWHERE = "anywhere"
    LIST = "list"
    CONVERSATION = "conversation"
    ARTICLE = "article"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as browsers name them; `mod` is Ctrl, on a Mac Command; `alt` goes with a letter.

    `name` is what scripts and buttons go by.
    """

    name: str
    keys: tuple[str, ...]
    label: str | Promise
    place: Place


KEYS: tuple[Key, ...] = (
    Key("palette", ("mod+k",), _("Find anything, do anything"), Place.ANYWHERE),
    Key("search", ("mod+/",), _("Search what was said; where no conversation is open, / does it too"), Place.ANYWHERE),
    Key("views", ("1", "2", "3", "4", "5", "6", "7"), _("Mine, team, unassigned and the other lists"), Place.ANYWHERE),
    Key("filter", ("f",), _("Filter and sort the list"), Place.LIST),
    Key("saved", ("v",), _("Saved views"), Place.LIST),
    Key("new-mail", ("shift+m",), _("Write a new mail"), Place.ANYWHERE),
    Key("undo", ("mod+z",), _("Undo what was just done, while its notice is shown"), Place.ANYWHERE),
    Key("keys", ("?",), _("All keys"), Place.ANYWHERE),
    Key("leave", ("Escape",), _("Leave the text field; close what is open"), Place.ANYWHERE),
    Key("next", ("j", "ArrowDown"), _("Next conversation"), Place.LIST),
    Key("previous", ("k", "ArrowUp"), _("Previous conversation"), Place.LIST),
    Key("open", ("Enter",), _("Open it"), Place.LIST),
    Key("select", ("x",), _("Select it"), Place.LIST),
    Key("select-to", ("shift+x",), _("Select as far as here"), Place.LIST),
    Key("select-all", ("*",), _("Select all that are shown, or none"), Place.LIST),
    Key("newest", ("u",), _("Show what is new in the list"), Place.LIST),
    Key("reply", ("r", "alt+r"), _("Reply"), Place.CONVERSATION),
    Key("note", ("n", "alt+n"), _("Internal note"), Place.CONVERSATION),
    Key("mine", ("a",), _("Take it, or all that are selected"), Place.CONVERSATION),
    Key("assign", ("g",), _("Give it to somebody"), Place.CONVERSATION),
    Key("macros", ("/",), _("Insert a macro; in the text where a word could begin"), Place.CONVERSATION),
    Key("snooze", ("z",), _("Snooze it, or bring it back"), Place.CONVERSATION),
    Key("sort", ("s",), _("Sort it: category, priority, team, fields, tags"), Place.CONVERSATION),
    Key("close", ("c",), _("Close, or reopen"), Place.CONVERSATION),
    Key("takeover", ("t",), _("Take over the answer a colleague is writing"), Place.CONVERSATION),
    Key("more", (".",), _("What else can be done with it"), Place.CONVERSATION),
    Key("checklist", ("l",), _("Send a checklist"), Place.CONVERSATION),
    Key("merge", ("m",), _("Merge it into another conversation"), Place.CONVERSATION),
    Key("split", ("y",), _("Split messages off into a new conversation"), Place.CONVERSATION),
    Key("copies", ("shift+c",), _("Answer by mail with copies, or from another mailbox"), Place.CONVERSATION),
    Key("forward", ("shift+f",), _("Forward messages to somebody outside"), Place.CONVERSATION),
    Key("spam", ("shift+s",), _("Close it as spam"), Place.CONVERSATION),
    Key("step", ("w",), _("Warn, pause or end: the next step"), Place.CONVERSATION),
    Key("identity", ("e",), _("Ask the customer to confirm who they are"), Place.CONVERSATION),
    Key("request", ("q",), _("Ask for what moves the customer's account"), Place.CONVERSATION),
    Key("papers", ("shift+p",), _("Ask for identity papers, or look at them"), Place.CONVERSATION),
    Key("read-second", ("shift+r",), _("Read what waits for a second reader"), Place.CONVERSATION),
    Key("approve-second", ("shift+e",), _("Send what a colleague wrote, once you have read it"), Place.CONVERSATION),
    Key("return-second", ("b",), _("Send it back to its writer"), Place.CONVERSATION),
    Key("history", ("h",), _("History: who changed what"), Place.CONVERSATION),
    Key("transcript", ("d",), _("Download its transcript"), Place.CONVERSATION),
    Key("confirm", ("o",), _("The assistant's newest answer was right"), Place.CONVERSATION),
    Key("about", ("i",), _("About the customer"), Place.CONVERSATION),
    Key("new-article", ("+",), _("New article"), Place.ARTICLE),
    Key("publish", ("p",), _("Approve and publish"), Place.ARTICLE),
    Key("save", ("mod+s",), _("Save the draft"), Place.ARTICLE),
    Key("bold", ("mod+b",), _("Bold"), Place.ARTICLE),
    Key("italic", ("mod+i",), _("Italic"), Place.ARTICLE),
    Key("safe", ("alt+w",), _("Put the safe words in place of what was refused"), Place.CONVERSATION),
    Key("heading", ("alt+h",), _("Heading"), Place.ARTICLE),
    Key("steps", ("alt+s",), _("Numbered steps"), Place.ARTICLE),
    Key("boxes", ("alt+b",), _("A box"), Place.ARTICLE),
    Key("link-article", ("alt+a",), _("Link to an article"), Place.ARTICLE),
    Key("insert-fact", ("alt+v",), _("A live fact"), Place.ARTICLE),
    Key("insert-picture", ("alt+p",), _("A picture"), Place.ARTICLE),
    Key("send", ("mod+Enter",), _("Send"), Place.WRITING),
)

PLACES: dict[Place, str | Promise] = {
    Place.ANYWHERE: _("Everywhere"),
    Place.LIST: _("In the list"),
    Place.CONVERSATION: _("In a conversation"),
    Place.ARTICLE: _("With articles"),
    Place.WRITING: _("While writing"),
}

_CAPS = {"mod": "Ctrl", "alt": "Alt", "shift": "⇧", "ArrowDown": "↓", "ArrowUp": "↑", "Enter": "↵", "Escape": "Esc"}


def key_named(name: str) -> Key:
    """KeyError if the map has none of this name: a hint on a button is never a guess."""
    return next((key for key in KEYS if key.name == name), None) or _missing(name)


def caps(combination: str) -> str:
    """What stands on the key: `mod+k` is "Ctrl K". Scripts say ⌘ on a Mac."""
    return " ".join(_CAPS.get(part, part.upper() if len(part) == 1 else part) for part in combination.split("+"))


def groups() -> Sequence[tuple[str | Promise, Sequence[Key]]]:
    """The map as the `?` list shows it."""
    return [(title, [key for key in KEYS if key.place is place]) for place, title in PLACES.items()]


def _missing(name: str) -> Key:
    raise KeyError(name)
