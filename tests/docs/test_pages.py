"""README and docs: what they point at is there, and the settings they name are read."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)|src=\"([^\"]+)\"")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    outside_code = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [first or second for first, second in LINK.findall(outside_code)]
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_named_is_read_by_somebody(page: Path) -> None:
    code = [*(ROOT / "kefu").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "demo").rglob("*.py")]
    read = "\n".join(file.read_text(encoding="utf-8") for file in [*code, *(ROOT / "tools").rglob("*.sh")])
    named = set(re.findall(r"\bKEFU_[A-Z_]+[A-Z]\b", page.read_text(encoding="utf-8")))
    unread = [name for name in sorted(named) if name.removesuffix("_FILE") not in read]
    assert unread == []
