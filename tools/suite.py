"""bin/test: the suite in legs. SQLite always; PostgreSQL, two machines' worth of processes, a browser, ClamAV, a
chain's node and mail servers where they are found; then minutes of kills, power cuts and restarts.

KEFU_ALL_LEGS=1 (or --all-legs) makes a leg that cannot run a failure. Arguments after `--` go to pytest.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tools import browser, chain_node, mail_servers, sso_providers
from tools.cluster import listens

ROOT = Path(__file__).resolve().parents[1]
HEART = (
    "kefu/search",
    "kefu/conversations",
    "kefu/live",
    "kefu/watchers",
    "kefu/people",
    "kefu/exchange",
    "kefu/trust/sealing",
    "kefu/ops/tests/test_fresh.py",
    "tests/security/test_journal.py",
    "tests/faults/test_backup_postgres.py",
)
CLUSTER = (
    "tests/cluster",
    "tests/security",
    "tests/test_protocol.py",
    "tests/faults/test_socket_cuts.py",
    "kefu/files/tests/test_redis_key.py",
    "kefu/kit",
    "kefu/people",
)
ELSEWHERE = (
    "not browser and not clamav and not chain and not sso and not mail and not cluster"  # what has a leg of its own
)
LEGS = ("sqlite", "postgres", "cluster", "browser", "clamav", "chain", "sso", "mail", "faults")
PLACES = ("kefu", "bench", "demo", "tests", "tools")  # pyproject's testpaths
TWO = ("-n", "2", "--dist", "worksteal")  # or one would be left with minutes of the longest, which come last
NO_TESTS = 5  # pytest's exit code
LEG_LIMIT_S = 2_100
MOST_AGAIN = 5  # failures that get a second try; more are no chance of a busy machine


@dataclass(frozen=True)
class Leg:
    """`lacks` says what is missing, and how to get it, where the leg cannot run. `files` has its tests; empty: all may.

    `tries_again`: a few that failed beside others are tried once more, alone. Never where a loss may be rare.
    """

    name: str
    arguments: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    lacks: str = ""
    files: tuple[str, ...] = ()
    tries_again: bool = False


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Ran:
    leg: Leg
    count: Count
    is_well: bool
    unsteady: tuple[str, ...] = ()  # failed beside others, well alone


def main() -> int:
    asked = _arguments()
    made = (sqlite_leg, postgres_leg, cluster_leg, browser_leg, clamav_leg, chain_leg, sso_leg, mail_leg, faults_leg)
    legs = [make() for name, make in zip(LEGS, made, strict=True) if name in asked.leg]
    ran = [run(leg, asked.pytest) for leg in legs if not leg.lacks]
    print()
    for each in ran:
        print(f"The {each.leg.name} leg ran: {each.count}.")
        for name in each.unsteady:
            print(f"  unsteady: failed beside others, well alone: {name}")
    for leg in legs:
        if leg.lacks:
            print(f"The {leg.name} leg did NOT run: {leg.lacks}")
    for name in LEGS:
        if name not in asked.leg:
            print(f"The {name} leg was not asked for: bin/test --leg {name}")
    is_short = asked.all_legs and any(leg.lacks for leg in legs)
    if is_short:
        print("All legs were asked for (KEFU_ALL_LEGS): a leg that did not run is a failure.")
    total = sum((each.count for each in ran), Count(failed=int(is_short)))
    print(f"TOTAL: {total}", flush=True)
    return 0 if not is_short and all(each.is_well for each in ran) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("--leg", action="append", choices=LEGS, help="only this leg; may be given several times")
    all_legs = os.environ.get("KEFU_ALL_LEGS", "") not in {"", "0", "no"}
    parser.add_argument("--all-legs", action="store_true", default=all_legs, help="a leg that cannot run is a failure")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    asked = parser.parse_args()
    asked.leg = asked.leg or LEGS
    return asked


def sqlite_leg() -> Leg:
    return Leg(
        "sqlite",
        (*TWO, "-m", f"not postgres and not faults and {ELSEWHERE}"),
        {"KEFU_DATABASE_URL": ""},
        tries_again=True,
    )


def postgres_leg() -> Leg:
    """The heart again on PostgreSQL, and what is marked `postgres`."""
    url = postgres_url()
    if not url:
        how = "let the user postgres or root in at 127.0.0.1:5432, or name one that may make databases: "
        return Leg("postgres", lacks=f"no PostgreSQL answers; {how}KEFU_TEST_POSTGRES_URL=postgresql://user@host/name")
    # both options together: made anew at the start, left at the end, when threads of the sockets may still hold it
    anew = ("--reuse-db", "--create-db")
    return Leg(
        "postgres",
        (*TWO, "-m", ELSEWHERE, *anew),
        {"KEFU_DATABASE_URL": url},
        files=HEART,
        tries_again=True,
    )


def cluster_leg() -> Leg:
    """What meets Kefu from outside, before two machines' worth of processes: tools/cluster.py."""
    postgres, redis = postgres_url(), _redis_url()
    if not postgres or not redis:
        missing = "PostgreSQL" if not postgres else "Redis"
        how = "KEFU_TEST_POSTGRES_URL and KEFU_TEST_REDIS_URL name others than those at 127.0.0.1"
        return Leg("cluster", lacks=f"no {missing} answers; {how}")
    places = {"TESTSERVER_WEB": "2", "TESTSERVER_POSTGRES": postgres, "TESTSERVER_REDIS": redis}
    arguments = ("-m", "(cluster or outside) and not alone and not browser and not clamav", *CLUSTER)
    return Leg("cluster", arguments, {"KEFU_DATABASE_URL": "", **places})


def browser_leg() -> Leg:
    if browser.path() is None:
        return Leg("browser", lacks=browser.LACKING)
    # a worker has a browser and a product of its own for whole files, in their order: some go on where the one before ended;
    # half of its time it waits for what comes by itself, so that three of them fill two processors
    beside = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
    return replace(_marked("browser", *beside), tries_again=True)


def faults_leg() -> Leg:
    """Kills, power cuts, full disks and restarts under load: five minutes of them."""
    return _marked("faults")


def clamav_leg() -> Leg:
    """Files before the real daemon, with a signature of our own."""
    if not shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"):
        return Leg("clamav", lacks="clamd is not installed (Debian: apt-get install clamav-daemon)")
    return _marked("clamav")


def chain_leg() -> Leg:
    """Explorers before a real node of the EVM family; npm installs it once, into pytest's cache."""
    lacking = chain_node.lacking(ROOT / ".pytest_cache" / "d" / "chain-node")
    return Leg("chain", lacks=lacking) if lacking else _marked("chain")


def sso_leg() -> Leg:
    """Staff's sign-in before providers that others made; npm installs them once, into pytest's cache."""
    lacking = sso_providers.lacking(ROOT / ".pytest_cache" / "d" / "sso-providers")
    return Leg("sso", lacks=lacking) if lacking else _marked("sso")


def mail_leg() -> Leg:
    """Mails by the servers that Debian has, each started with a configuration of its own."""
    lacking = mail_servers.lacking()
    return Leg("mail", lacks=lacking) if lacking else _marked("mail")


def _marked(mark: str, *arguments: str) -> Leg:
    return Leg(mark, ("-m", mark, *arguments), {"KEFU_DATABASE_URL": ""}, files=files_with(mark))


def files_with(mark: str) -> tuple[str, ...]:
    """The files whose text gives the mark, the longest first: so no worker begins a long one last.

    To import all the others only to leave them out would take longer than some of the legs. conftest.py refuses a test
    that has one of these marks from elsewhere.
    """
    found = {}
    for place in PLACES:
        for file in sorted((ROOT / place).rglob("test_*.py")):
            text = file.read_text()
            if f"pytest.mark.{mark}" in text:
                found[str(file.relative_to(ROOT))] = len(text)
    return tuple(sorted(found, key=lambda name: -found[name]))


def postgres_url() -> str:
    given = os.environ.get("KEFU_TEST_POSTGRES_URL", "")
    tries = [given] if given else [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("postgres", "root")]
    return next((url for url in tries if _answers(url)), "")


def _redis_url() -> str:
    given = os.environ.get("KEFU_TEST_REDIS_URL", "") or "redis://127.0.0.1:6379/7"
    place = urlsplit(given)
    return given if listens(place.port or 6379, host=place.hostname or "127.0.0.1") else ""


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def run(leg: Leg, extra: Sequence[str]) -> Ran:
    print(f"\n==== the {leg.name} leg", flush=True)
    where = () if any(_is_place(word) for word in extra) else leg.files
    first, failed = _ran(leg, (*leg.arguments, *where, *extra))
    if not leg.tries_again or first.is_well or not 0 < len(failed) <= MOST_AGAIN or first.count.failed > len(failed):
        return first
    print(f"\n---- {len(failed)} of the {leg.name} leg once more, alone", flush=True)
    again, still = _ran(leg, (*_alone(leg.arguments), *failed))
    if again.count.passed + again.count.failed < len(failed):
        return first  # not all of them were found again
    well = tuple(name for name in failed if name not in still)
    count = replace(first.count, passed=first.count.passed + len(well), failed=again.count.failed)
    return Ran(leg, count, is_well=again.is_well, unsteady=well)


def _ran(leg: Leg, words: Sequence[str]) -> tuple[Ran, list[str]]:
    """And the names of what failed, as pytest takes them."""
    with tempfile.TemporaryDirectory(prefix="kefu-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junit-xml={report}", *words]
        began, used = time.monotonic(), _processor_s()
        code = _code(command, {**_writing_bytecode(os.environ), **leg.env, "KEFU_DATA": folder})
        print(f"It took {time.monotonic() - began:.0f} s, and {_processor_s() - used:.0f} s of processors.", flush=True)
        return Ran(leg, counted(report, code=code), is_well=code == 0), failed_in(report)


def _alone(arguments: Sequence[str]) -> list[str]:
    """The leg's own arguments without its workers beside each other."""
    return [*arguments, "-n", "0"] if "-n" in arguments else list(arguments)


def failed_in(report: Path) -> list[str]:
    """The tests of pytest's report that failed or could not begin: file::name."""
    cases = ET.parse(report).iter("testcase") if report.exists() else iter(())
    return [
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]


def _processor_s() -> float:
    """What processes that have ended took, in seconds: those of tests that left one running are not in it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_place(word: str) -> bool:
    return not word.startswith("-") and (ROOT / word.partition("::")[0]).exists()


def _writing_bytecode(env: Mapping[str, str]) -> dict[str, str]:
    """Or each of the processes that tests start would compile all of Kefu anew, and each worker all tests."""
    return {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _code(command: Sequence[str], env: dict[str, str]) -> int:
    try:
        return subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=LEG_LIMIT_S).returncode
    except subprocess.TimeoutExpired:
        print(f"Ended after {LEG_LIMIT_S} s.", flush=True)
        return 1


def counted(report: Path, *, code: int) -> Count:
    """What pytest's report says. A run that failed without a failed test (nothing collected, a crash) counts as one."""
    suites = list(ET.parse(report).iter("testsuite")) if report.exists() else []
    failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
    skipped = sum(int(suite.get("skipped", 0)) for suite in suites)
    tests = sum(int(suite.get("tests", 0)) for suite in suites)
    return Count(passed=tests - failed - skipped, failed=failed or int(code != 0), skipped=skipped)


if __name__ == "__main__":
    sys.exit(main())
