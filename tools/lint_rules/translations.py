"""Chinese-speaking customers read Chinese: every text that the code asks for is in a compiled catalogue."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from tools.lint_rules.source import Finding, Source, dotted

ASKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(r"""\b(p?)(?:n?)(?:gettext|_)\s*\(\s*u?(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)")""")


def findings(root: Path, files: list[Source]) -> list[Finding]:
    catalogues = [file for file in files if file.path.endswith("/LC_MESSAGES/django.po")]
    known: set[str] = set()
    found: list[Finding] = []
    for catalogue in catalogues:
        entries = polib.pofile(catalogue.text)
        known |= {entry.msgid for entry in entries if entry.translated()}
        found += _unfinished(catalogue.path, entries)
        found += _stale(root, catalogue.path, entries)
    return found + [gap for file in files for gap in untranslated(file, known)]


def _unfinished(path: str, entries: polib.POFile) -> Iterator[Finding]:
    for entry in entries:
        if not entry.obsolete and (entry.fuzzy or not entry.translated()):
            yield Finding(path, entry.linenum or 1, f"not translated: {entry.msgid!r}")


def _stale(root: Path, path: str, entries: polib.POFile) -> Iterator[Finding]:
    compiled = root / path.replace(".po", ".mo")
    if not compiled.exists():
        yield Finding(path, 1, "not compiled: run msgfmt and commit the .mo file")
    elif _pairs(entries.translated_entries()) != _pairs(polib.mofile(str(compiled))):
        yield Finding(path, 1, "the .mo file is older than its texts: run msgfmt")


def _pairs(entries: Iterable[polib.POEntry | polib.MOEntry]) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    return {
        (entry.msgctxt or "", entry.msgid): (entry.msgstr, tuple(entry.msgstr_plural.values()))
        for entry in entries
        if entry.msgid
    }


def untranslated(file: Source, known: set[str]) -> Iterator[Finding]:
    """Texts that this file asks for and no catalogue of ours has."""
    if not file.within("kefu") or file.is_test:
        return
    for line, text in [*_asked_in_python(file), *_asked_in_template(file)]:
        if text not in known:
            yield Finding(file.path, line, f"no Chinese for {text!r}: run makemessages, translate, msgfmt")


def _asked_in_python(file: Source) -> Iterator[tuple[int, str]]:
    for call in file.every(ast.Call):
        name = dotted(call.func).split(".")[-1]
        if name not in ASKS:
            continue
        place = 1 if name in WITH_CONTEXT else 0
        text = call.args[place] if len(call.args) > place else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield call.lineno, text.value


def _asked_in_template(file: Source) -> Iterator[tuple[int, str]]:
    if not file.path.endswith((".html", ".txt")) or "/templates/" not in file.path:
        return
    for number, line in enumerate(templatize(file.text).splitlines(), start=1):
        for match in IN_TEMPLATE.finditer(line):
            if not match.group(1):
                yield (
                    number,
                    ast.literal_eval(f"'{match.group(2)}'" if match.group(2) is not None else f'"{match.group(3)}"'),
                )
