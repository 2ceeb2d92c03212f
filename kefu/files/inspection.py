"""Texts are read for secrets before they are kept, pictures where their words can be read; papers, films and archives are not."""

import codecs
import time
from collections.abc import Iterator
from typing import BinaryIO

from kefu.files import ocr, reading
from kefu.files.errors import HoldsSecret
from kefu.files.headers import Header
from kefu.files.kinds import MediaType
from kefu.trust import shield
from kefu.trust.shield import Sort

TEXTS = frozenset({MediaType.TEXT, MediaType.CSV, MediaType.JSON})
READ_BYTES = 8 * 1024 * 1024  # of a longer one the beginning
MOST_WORK_S = 2.0  # of the processor's time: of a text made to be slow the beginning, too
BY_HAND_BYTES = 64 * 1024  # what people write; in longer lists some number passes any check digit by chance
_PIECE_CHARS, _OVERLAP_CHARS = 50_000, 4_000
_SURE = frozenset({Sort.PHRASE, Sort.KEY, Sort.API_SECRET, Sort.PASSWORD})
ON_PAPERS = frozenset({Sort.PHRASE, Sort.KEY, Sort.API_SECRET})  # a statement of a bank may well name cards
_ON_PICTURES = frozenset(Sort) - {Sort.PAPER}  # photos of documents are what checks of an identity ask for


def named(name: str) -> str:
    """A file's name without secrets. Names made of a hash are common, so these stay."""
    return shield.cut(name[:4_096], is_txid=True).text


def refuse_secrets(file: BinaryIO, *, media_type: MediaType) -> None:
    """HoldsSecret where a text has one in it. 64 digits alone may be a TxID, and lists of these are what we ask for."""
    if media_type not in TEXTS:
        return
    file.seek(0)
    raw = file.read(READ_BYTES)
    wanted = frozenset(Sort) if len(raw) <= BY_HAND_BYTES else _SURE
    began = time.thread_time()
    for piece in _pieces(_decoded(raw)):
        if time.thread_time() - began > MOST_WORK_S:
            return
        sorts = tuple(
            dict.fromkeys(
                each.sort.value for each in shield.found(piece, is_txid=True, weighs=False) if each.sort in wanted
            )
        )
        if sorts:
            raise HoldsSecret(sorts)


def refuse_secrets_shown(picture: BinaryIO, *, header: Header, wanted: frozenset[Sort] = _ON_PICTURES) -> None:
    """HoldsSecret where a secret can be read on it. Nothing is known of it where the extra is not installed. Busy."""
    if not ocr.is_on():
        return
    texts = reading.ways(ocr.words_in(picture, header=header))
    found = [each.sort for text in texts for each in shield.found(text[:_PIECE_CHARS], is_txid=True, weighs=False)]
    sorts = tuple(dict.fromkeys(sort.value for sort in found if sort in wanted))
    if sorts:
        raise HoldsSecret(sorts)


def words_of(file: BinaryIO) -> str:
    """The beginning of a text, as far as people write by hand."""
    file.seek(0)
    return _decoded(file.read(BY_HAND_BYTES))


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 4:  # the end of what was read cuts a character
            return raw[: error.start].decode("utf-8")
        return raw.decode("gb18030", errors="replace")


def _pieces(text: str) -> Iterator[str]:
    for at in range(0, max(1, len(text)), _PIECE_CHARS):
        yield text[max(0, at - _OVERLAP_CHARS) : at + _PIECE_CHARS]
