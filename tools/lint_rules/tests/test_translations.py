"""A text without Chinese is found wherever it hides: in code, in a template, in the catalogue, in the compiled file."""

from pathlib import Path

import polib
import pytest

from tools.lint_rules import translations
from tools.lint_rules.source import Source

PO = "kefu/web/desk/locale/zh_Hans/LC_MESSAGES/django.po"
CODE = Source("kefu/web/desk/views.py", 'x = _("Sign in")\n')


def catalogue(*entries: polib.POEntry) -> polib.POFile:
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    made.extend(entries)
    return made


def found(root: Path, *, written: polib.POFile, compiled: polib.POFile | None) -> list[str]:
    (root / PO).parent.mkdir(parents=True)
    if compiled is not None:
        compiled.save_as_mofile(str(root / PO.replace(".po", ".mo")))
    return [finding.message for finding in translations.findings(root, [CODE, Source(PO, str(written))])]


SIGN_IN = polib.POEntry(msgid="Sign in", msgstr="登录")
OTHER = polib.POEntry(msgid="Sign in", msgstr="登入")


def test_a_translated_and_compiled_text_passes(tmp_path: Path) -> None:
    assert found(tmp_path, written=catalogue(SIGN_IN), compiled=catalogue(SIGN_IN)) == []


def test_a_text_in_no_catalogue_is_found(tmp_path: Path) -> None:
    said = found(tmp_path, written=catalogue(), compiled=catalogue())
    assert said == ["no Chinese for 'Sign in': run makemessages, translate, msgfmt"]


@pytest.mark.parametrize("flags", [["fuzzy"], []])
def test_a_guess_or_a_gap_counts_as_untranslated(tmp_path: Path, flags: list[str]) -> None:
    entry = polib.POEntry(msgid="Sign in", msgstr="登录" if flags else "", flags=flags)
    assert "not translated: 'Sign in'" in found(tmp_path, written=catalogue(entry), compiled=catalogue())


def test_an_old_or_missing_compiled_file_is_found(tmp_path: Path) -> None:
    stale = found(tmp_path / "old", written=catalogue(SIGN_IN), compiled=catalogue(OTHER))
    assert stale == ["the .mo file is older than its texts: run msgfmt"]
    missing = found(tmp_path / "missing", written=catalogue(SIGN_IN), compiled=None)
    assert missing == ["not compiled: run msgfmt and commit the .mo file"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('{% translate "Sign in" %}', "Sign in"),
        ("""{% trans "It's you" %}""", "It's you"),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", "Hello %(name)s"),
        ('<a title="{% translate "Inbox" %}">', "Inbox"),
        ("{% blocktranslate count n=2 %}one{% plural %}many{% endblocktranslate %}", "one"),
    ],
)
def test_texts_of_templates_are_seen(markup: str, text: str) -> None:
    file = Source("kefu/web/desk/templates/desk/inbox.html", f"<p>\n{markup}</p>\n")
    assert [finding.message.partition(":")[0] for finding in translations.untranslated(file, set())] == [
        f"no Chinese for {text!r}"
    ]
    assert list(translations.untranslated(file, {text})) == []
