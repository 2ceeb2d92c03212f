"""What the kit promises about its files: every icon is drawn, every module and stylesheet it names is there."""

import json
import posixpath
import re
from pathlib import Path

from django.template.loader import render_to_string
from django.test import RequestFactory

from kefu.ui.templatetags import kefu_ui

UI = Path(__file__).resolve().parent.parent
STATIC = UI / "static/ui"
PACKAGE = UI.parent
IMPORT_MAP = re.compile(r'<script type="importmap"[^>]*>(.*?)</script>', re.DOTALL)
ICON_USE = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {name for file in PACKAGE.rglob("*.html") for name in ICON_USE.findall(file.read_text())}
    assert named
    assert named <= drawn, f"run tools/vendor.py: {sorted(named - drawn)}"


def test_every_module_a_script_imports_is_in_the_import_map() -> None:
    found = IMPORT_MAP.findall(render_to_string("ui/base.html", request=RequestFactory().get("/")))
    of_the_desk = json.loads(found[0])["imports"]
    of_the_help_centre = json.loads(render_to_string("help/parts/import_map.json"))["imports"]
    folders = [folder for folder in PACKAGE.rglob("static/*/js") if folder.is_dir()]
    imported = [
        (script, name)
        for folder in folders
        for script in folder.glob("*.js")
        for name in re.findall(r'^import (?:.* from )?"([^"]+)";$', script.read_text(), re.MULTILINE)
    ]
    assert imported
    for script, name in imported:
        if name.startswith("."):
            app, _, rest = posixpath.normpath(f"{script.parts[-3]}/js/{name}").partition("/js/")
            owner = next(folder for folder in folders if folder.parts[-2] == app)
            assert (owner / rest).is_file(), f"{script.name} imports {name}, which is not there"
            continue
        prefix, slash, rest = name.partition("/")
        modules = of_the_help_centre if script.parts[-3] == "help" else of_the_desk
        target = modules.get(prefix + slash)
        assert target, f"{script.name} imports {name}, which the import map does not know"
        if slash:
            owner = next(folder for folder in folders if folder.parts[-2] == prefix)
            assert (owner / rest).is_file(), f"{script.name} imports {name}, which is not there"


def test_every_stylesheet_the_kit_imports_is_there() -> None:
    css = STATIC / "css"
    named = re.findall(r'@import url\("([^"]+)"\)', (css / "kit.css").read_text())
    assert len(named) > 10
    assert [name for name in named if not (css / name).is_file()] == []


def test_initials_fit_latin_and_chinese_names() -> None:
    names = ["Alice Moreau", "Bob", "陈薇", "欧阳明月", "", "Ada King Lovelace", "Tomás García", "Chen Wei 陈伟"]
    assert [kefu_ui.initials(name) for name in names] == ["AM", "B", "薇", "明月", "?", "AL", "TG", "CW"]


TXID = "3f9ac01e7b42d85566e1fa20b9d4c77e3f9ac01e7b42d85566e1fa20b9d4c77e"


def test_a_transaction_id_in_a_sentence_is_a_code_that_is_copied_whole() -> None:
    shown = kefu_ui.with_codes(f"TxID是{TXID}，谢谢")
    assert f'data-copy="{TXID}"' in shown
    assert shown.startswith("TxID是<span")
    assert shown.endswith("，谢谢")


def test_words_addresses_and_markup_are_no_codes() -> None:
    for text in ("short 12345", "Donaudampfschifffahrtsgesellschaft", f"https://x.example/tx/{TXID}", "a" * 200):
        assert "data-copy" not in kefu_ui.with_codes(text)
    assert kefu_ui.with_codes("<b>&") == "&lt;b&gt;&amp;"


def test_a_name_cannot_break_out_of_its_avatar() -> None:
    assert "<script" not in kefu_ui.avatar("<script>alert(1)</script>")
    assert "<b>" not in kefu_ui.code("<b>x</b>")
