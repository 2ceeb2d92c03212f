"""What people typed, made safe to store and compare. Nothing is rejected here that a person could have meant."""

import re
import unicodedata

# C0 and C1 controls but tab and newline; surrogates cannot be stored as UTF-8 at all
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# marks that turn or hide text: bidirectional controls, zero-width characters but the joiners that scripts and emoji need
_TURNING = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol by name, and nothing to see


def clean_body(value: str, *, strip: bool = True) -> str:
    """A message as stored: NFC, line ends as \\n, no control characters, no space at the ends (kept in what is not finished)."""
    value = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = unicodedata.normalize("NFC", value)
    return value.strip() if strip else value


def clean_line(value: str, *, max_chars: int) -> str:
    """A name, a title or a reason: one line, nothing that turns or hides text, cut at `max_chars`; empty if nothing is to see."""
    value = _TURNING.sub("", _CONTROLS.sub(" ", value))
    value = _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()[:max_chars]
    return value if any(map(_is_seen, value)) else ""


def _is_seen(sign: str) -> bool:
    """Joiners, marks alone and fillers are not."""
    return sign.isprintable() and sign != " " and sign not in _BLANKS and not unicodedata.category(sign).startswith("M")
