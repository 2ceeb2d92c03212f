"""`kefu exchange openapi`: what an exchange's engineers build against, made from the contract."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path

from django.core.management.base import CommandError

from kefu.exchange import openapi

HELP = "write the API document (connector.openapi.json) and the table of calls (connector.md) into a folder"
DOCS = Path(__file__).resolve().parents[3] / "docs"
DOCUMENT, GUIDE = "connector.openapi.json", "connector.md"
BEGIN, END = "<!-- calls: written by `kefu exchange openapi` -->", "<!-- /calls -->"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS, help="the one with connector.md; usually docs")


def run(options: Mapping[str, object], *, say: Callable[[str], object]) -> None:
    folder = Path(str(options["folder"]))
    if not folder.is_dir():
        raise CommandError(f"{folder} is no folder: name the one that the document is to be written to.")
    (folder / DOCUMENT).write_text(openapi.document(), encoding="utf-8")
    guide = folder / GUIDE
    if guide.exists():
        guide.write_text(with_table(guide.read_text(encoding="utf-8")), encoding="utf-8")
    say(f"{folder / DOCUMENT} is written.")


def with_table(guide: str) -> str:
    """The guide with the table as it is today."""
    before, begin, rest = guide.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"{GUIDE} has lost the lines {BEGIN} and {END}: put them around its table of calls.")
    return f"{before}{BEGIN}\n{openapi.table()}\n{END}{after}"
