"""Each import contract of pyproject.toml finds its planted violation; every folder that should be in one is."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.bootstrap.environment import ROOT

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
NAMES = {contract["id"]: contract["name"] for contract in CONFIG["contracts"]}

# contract -> the file the violation is written into, and the line that violates
PLANTED = {
    "layers": ("kefu/kit/planted.py", "import kefu.web"),
    "settings": ("kefu/settings/planted.py", "import kefu.kit.clock"),
    "channel-folders": ("kefu/channels/livechat/planted.py", "import kefu.conversations.log"),
    "channels": ("kefu/channels/livechat/planted.py", "import kefu.channels.planted_sibling"),
    "watchers": ("kefu/watchers/notify/planted.py", "import kefu.watchers.planted_sibling"),
    "screens": ("kefu/web/desk/planted.py", "import kefu.web.widget"),
    "tables": ("kefu/ui/planted.py", "import kefu.conversations.models"),
    "tables-knowledge": ("kefu/web/editor/planted.py", "import kefu.knowledge.models_articles"),
    "tables-exchange": ("kefu/knowledge/planted.py", "import kefu.exchange.models"),
    "tables-search": ("kefu/knowledge/planted_too.py", "import kefu.search.models"),
    "tables-people": ("kefu/web/help/planted.py", "import kefu.people.models"),
    "tables-files": ("kefu/web/help/planted_too.py", "import kefu.files.models"),
    "tables-trust": ("kefu/knowledge/planted_three.py", "import kefu.trust.models_registry"),
    "tables-safeguards": ("kefu/web/help/planted_three.py", "import kefu.safeguards.models_fraud"),
    "tables-channels": ("kefu/web/help/planted_four.py", "import kefu.channels.models"),
    "sandbox": ("kefu/exchange/sandbox/planted.py", "import kefu.exchange.diagnoses.registry"),
    "cycles": ("kefu/people/planted_one.py", "import kefu.people.planted_two"),
    "rules": ("kefu/conversations/rules.py", "import django.db"),
    "chains": ("kefu/exchange/chains/planted.py", "import kefu.exchange.facts"),
    "chains-alone": ("kefu/exchange/chains/memos.py", "import django.db"),
}
BESIDE = {
    "kefu/people/planted_two.py": "import kefu.people.planted_one",
    "kefu/channels/planted_sibling.py": "",
    "kefu/watchers/planted_sibling.py": "",
}
# so that one sibling is enough to show that siblings are kept apart
SECOND = {
    "kefu.channels.livechat": "kefu.channels.planted_sibling",
    "kefu.watchers.notify": "kefu.watchers.planted_sibling",
}


def copy_of_the_house(root: Path) -> Path:
    shutil.copytree(
        ROOT / "kefu", root / "kefu", ignore=shutil.ignore_patterns("static", "templates", "locale", "*.pyc")
    )
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for first, second in SECOND.items():
        config = config.replace(f'\nmodules = ["{first}"', f'\nmodules = ["{first}", "{second}"')
    (root / "pyproject.toml").write_text(config, encoding="utf-8")
    return root


def plant(root: Path) -> None:
    for path, line in [*PLANTED.values(), *BESIDE.items()]:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of the house with a violation of every contract in it."""
    root = copy_of_the_house(tmp_path_factory.mktemp("house"))
    plant(root)
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def section(report: str, name: str) -> str:
    """The part of the report that explains this broken contract."""
    explained = report.partition("Broken contracts")[2]
    found = re.search(rf"^{re.escape(name)}\n-+\n(.*?)(?=^[^\n]+\n-{{5,}}\n|\Z)", explained, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


@pytest.mark.parametrize("contract", sorted(NAMES))
def test_a_contract_finds_its_planted_violation(report: str, contract: str) -> None:
    path, line = PLANTED[contract]
    importer = path.removesuffix(".py").replace("/", ".")
    said = section(report, NAMES[contract])
    if contract == "cycles":
        assert "planted_one" in said
        assert "planted_two" in said
    else:
        assert f"{importer} -> {line.removeprefix('import ').removesuffix('.db')}" in said


@pytest.mark.parametrize(
    ("contract", "folder"), [("channels", "channels"), ("watchers", "watchers"), ("screens", "web")]
)
def test_every_sibling_stands_in_its_contract(contract: str, folder: str) -> None:
    listed = next(each for each in CONFIG["contracts"] if each["id"] == contract)["modules"]
    there = {file.parent.name for file in (ROOT / "kefu" / folder).glob("*/__init__.py")} - {
        "tests",
        "management",
        "migrations",
    }
    assert {f"kefu.{folder}.{name}" for name in there} == set(listed)


def test_every_channel_folder_is_kept_from_the_rest_of_the_house() -> None:
    contracts = {each["id"]: each for each in CONFIG["contracts"]}
    assert set(contracts["channel-folders"]["source_modules"]) == set(contracts["channels"]["modules"])


def test_all_rules_and_vocabularies_are_held_to_be_pure() -> None:
    listed = next(each for each in CONFIG["contracts"] if each["id"] == "rules")["source_modules"]
    files = [file.relative_to(ROOT) for name in ("rules.py", "kinds.py") for file in (ROOT / "kefu").rglob(name)]
    assert {".".join(file.with_suffix("").parts) for file in files} <= set(listed)


@pytest.mark.parametrize("contract", [each for each in CONFIG["contracts"] if each["type"] == "protected"], ids=str)
def test_every_file_of_tables_is_protected(contract: dict[str, list[str]]) -> None:
    room = ROOT / contract["protected_modules"][0].replace(".", "/")
    there = {file.relative_to(ROOT) for file in room.parent.glob("models*.py")}
    assert {".".join(file.with_suffix("").parts) for file in there} == set(contract["protected_modules"])


def test_settings_are_kept_from_every_room() -> None:
    listed = next(each for each in CONFIG["contracts"] if each["id"] == "settings")["forbidden_modules"]
    rooms = {f"kefu.{file.parent.name}" for file in (ROOT / "kefu").glob("*/__init__.py")}
    assert rooms - {"kefu.settings"} == set(listed)
