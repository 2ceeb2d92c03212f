"""Every setting that deploy/ names is one that Kefu reads, and every secret comes from a file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.plans import COMPOSE, DEPLOY, ROOT, composed, plain

READ = re.compile(r"""env\.(\w+)\(\s*f?["'](\w+)["']""")
PYTHONS_OWN = {"PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "DJANGO_SETTINGS_MODULE"}
SECRET = re.compile(r"SECRET|PASSWORD|PRIVATE|DATA_KEY|DATABASE_URL|REDIS_URL|REPLICA_URL|FILES_KEY")


def known() -> set[str]:
    """What kefu/settings reads. A secret may be a file."""
    names = set()
    for file in (ROOT / "kefu" / "settings").glob("*.py"):
        for reader, name in READ.findall(file.read_text()):
            names |= {name, f"{name}_FILE"} if reader in {"secret", "keys", "redis"} else {name}
    return names


def named() -> Iterator[tuple[Path, str, str]]:
    """File, setting and value of everything that is handed to Kefu."""
    for file in COMPOSE.glob("compose*.yml"):
        for service in composed(file.name)["services"].values():
            if "kefu" in service["image"]:
                yield from ((file, name, str(value)) for name, value in service["environment"].items())
    for file, document in plain():
        if document["kind"] == "ConfigMap":
            yield from ((file, name, value) for name, value in document["data"].items())
    file = DEPLOY / "Containerfile"
    for name, value in re.findall(
        r"\b([A-Z][A-Z_]+)=(\S+)", "".join(re.findall(r"(?ms)^ENV .*?[^\\]$", file.read_text()))
    ):
        if name not in PYTHONS_OWN:
            yield file, name, value


@pytest.mark.parametrize(
    ("file", "name", "value"), [pytest.param(*each, id=f"{each[0].name}-{each[1]}") for each in named()]
)
def test_a_setting_that_deploy_names_is_one_that_kefu_reads(file: Path, name: str, value: str) -> None:
    assert name in known(), f"{file.relative_to(ROOT)} sets {name}, which nothing reads"
    assert value or name in {"KEFU_EMBED_ORIGINS", "KEFU_IDENTITY_ISSUER"}


def test_all_files_were_looked_at() -> None:
    files = {file.name for file, _, _ in named()}
    assert files == {"compose.yml", "compose.scale.yml", "settings.yaml", "Containerfile"}


def test_a_secret_is_handed_over_as_a_file() -> None:
    bare = [(file.name, name) for file, name, _ in named() if SECRET.search(name) and not name.endswith("_FILE")]
    assert bare == []


@pytest.mark.parametrize("name", ["compose.yml", "compose.scale.yml"])
def test_a_secret_file_of_compose_is_one_that_the_service_was_given(name: str) -> None:
    plan = composed(name)
    for service in plan["services"].values():
        wanted = {
            value.rpartition("/")[2] for key, value in service.get("environment", {}).items() if key.endswith("_FILE")
        }
        assert wanted <= set(service.get("secrets", [])) <= set(plan["secrets"])


def test_the_secrets_of_the_documents_are_all_that_is_wanted() -> None:
    """docs/scale.md says which files the Secret `kefu` needs."""
    wanted = {
        value.rpartition("/")[2]
        for _, document in plain()
        if document["kind"] == "ConfigMap"
        for value in document["data"].values()
        if value.startswith("/run/secrets/kefu/")
    }
    told = set(re.findall(r"--from-file=([\w-]+)", (ROOT / "docs" / "scale.md").read_text()))
    assert wanted == told


def test_no_image_floats() -> None:
    images = [
        service["image"]
        for name in ("compose.yml", "compose.scale.yml")
        for service in composed(name)["services"].values()
    ]
    bases = re.findall(r"ARG BASE=(\S+)", (DEPLOY / "Containerfile").read_text())
    assert bases
    for image in [*images, *bases]:
        assert re.search(r":\S*\d", image), f"{image} names no version"


def test_compose_reads_no_name_that_the_example_leaves_out() -> None:
    told = {name for file in COMPOSE.glob("compose*.yml") for name in re.findall(r"\$\{(\w+)", file.read_text())}
    lines = (COMPOSE / "example.env").read_text()
    assert {name for name in told if name not in lines} == {"KEFU_IMAGE"}
