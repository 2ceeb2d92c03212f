"""Lines of CSV and TSV whose cells no spreadsheet takes for a formula. Whoever writes either writes it here."""

import re
from collections.abc import Iterable
from enum import StrEnum

BOM = "\ufeff"  # Excel reads Chinese by it
END = "\r\n"


class Form(StrEnum):
    CSV = "csv"
    TSV = "tsv"


SEPARATORS = {Form.CSV: ",", Form.TSV: "\t"}
MEDIA = {Form.CSV: "text/csv", Form.TSV: "text/tab-separated-values"}

_BLANK = r"\s\x00-\x20\x7f-\xa0\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\u3164"
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SIGNS = r"=+\-@＝＋－＠﹢﹣﹦﹫−"
# at the beginning, and behind whatever another program may take for the end of a cell
_FORMULA = re.compile(rf"(^|[,;|，；｜])(?=[{_BLANK}\"“”]*[{_SIGNS}])")


def line(cells: Iterable[object], form: Form) -> str:
    """One line with its end. Each cell is quoted, holds no break and no tab, and begins with no sign of a formula."""
    return SEPARATORS[form].join(f'"{_quoted(cell(each))}"' for each in cells) + END


def cell(value: object) -> str:
    """The value as text; an apostrophe stands before what would be calculated."""
    return _FORMULA.sub(r"\1'", _BREAKS.sub(" ", str(value)).lstrip(BOM))


def _quoted(text: str) -> str:
    return text.replace('"', '""')
