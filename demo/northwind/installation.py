"""The Kefu that Northwind runs: its addresses, its settings, its people, and the `kefu` command."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from northwind.commands import Commands, Refused
from northwind.identity import AUDIENCE, ISSUER

ROOT = Path(__file__).resolve().parent.parent.parent


class Failed(Exception):
    """Something a person must know, in one sentence."""


PORTS = 7


@dataclass(frozen=True, slots=True)
class Agent:
    key: str
    email: str
    role: str
    alias: str


ALICE = Agent(key="Alice", email="alice@northwind.example", role="agent", alias="晓晴 Sunny")
BOB = Agent(key="Bob", email="bob@northwind.example", role="lead", alias="北辰 Polaris")
GRACE = Agent(key="Grace", email="grace@northwind.example", role="lead", alias="明悦 Grace")  # what takes two leads
ADMIN = Agent(key="Admin", email="admin@northwind.example", role="admin", alias="")
SUPPORT, SELECTOR = "support@northwind.example", "kefu"
TEAMS = {
    "first-line": ("First line · 一线", (ALICE, ADMIN)),  # not Bob: another team approves what moves an account
    "security": ("Account security · 账户安全", (BOB, GRACE, ADMIN)),
    "trading": ("Trading · 交易", (ALICE, ADMIN)),
}


@dataclass(frozen=True, slots=True)
class Installation:
    """`PORTS` neighbouring ports: Kefu's pages, its sockets, Northwind's site, the network that can be cut, Kefu's door for
    mails, the place where its own mails come, and a name server for the invented domains.
    """

    port: int
    data: Path
    commands: Commands = field(default_factory=lambda: Commands(root=ROOT), compare=False)

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def live_port(self) -> int:
        return self.port + 1

    @property
    def site_port(self) -> int:
        return self.port + 2

    @property
    def network_port(self) -> int:
        return self.port + 3

    @property
    def mail_port(self) -> int:
        return self.port + 4

    @property
    def sink_port(self) -> int:
        return self.port + 5

    @property
    def names_port(self) -> int:
        return self.port + 6

    @property
    def site_url(self) -> str:
        return f"http://127.0.0.1:{self.site_port}"

    @property
    def log_file(self) -> Path:
        return self.data / "kefu.log"

    def identity_secret(self) -> str:
        return self._secret_file("identity_secret").read_text(encoding="utf-8").strip()

    def exchange_secret(self) -> str:
        """What Northwind and Kefu sign with, to each other."""
        return self._secret_file("exchange_secret").read_text(encoding="utf-8").strip()

    def environment(self) -> dict[str, str]:
        """What Kefu is told, and nothing else it could not be told in production."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
            "PYTHONUNBUFFERED": "1",
            "PORT": str(self.port),
            "KEFU_DATA": str(self.data),
            "KEFU_BRAND_NAME": "Northwind",
            "KEFU_SECRET_KEY_FILE": str(self._secret_file("secret_key")),
            "KEFU_IDENTITY_SECRET_FILE": str(self._secret_file("identity_secret")),
            "KEFU_IDENTITY_ISSUER": ISSUER,
            "KEFU_IDENTITY_AUDIENCE": AUDIENCE,
            "KEFU_EMBED_ORIGINS": self.site_url,
            "KEFU_LINK_IS_ENOUGH": "yes",  # one click and you are at the desk
            "KEFU_HOME_URL": f"{self.site_url}/",
            "KEFU_EXCHANGE": "sandbox",
            "KEFU_EXCHANGE_SECRET_FILE": str(self._secret_file("exchange_secret")),
            "KEFU_SANDBOX_APP": self.site_url,
            "KEFU_STEPUP_LEVELS": "2,3",
            "KEFU_PASSKEY_REST_HOURS": "0",  # a newcomer tries it now
            "KEFU_BOT": os.environ.get("KEFU_BOT", "on"),
            "KEFU_EXCHANGE_LINKS": f"{self.site_url}/account#{{name}}",
            "KEFU_LIVE_URL": f"ws://localhost:{self.network_port}",
            "KEFU_MAIL_LISTEN": f"smtp://127.0.0.1:{self.mail_port}",
            "KEFU_NAME_SERVER": f"127.0.0.1:{self.names_port}",
            "KEFU_MAIL_PICTURES": f"* {self.site_url}",
            "KEFU_SHOW_PROMISES": "on",
            "KEFU_CHAT_MAIL_AFTER_S": "30",  # a newcomer closes the chat and looks at the mailbox
        }

    def kefu(self, *arguments: str) -> str:
        """Run `kefu ...` and return what it printed. Failed, in its own words, when it refuses."""
        try:
            return self.commands.run(arguments, environment=self.environment(), log=self.log_file)
        except Refused as refusal:
            raise Failed(f"`kefu {arguments[0]}` failed: {last_line(str(refusal))}") from refusal

    def form_teams(self) -> None:
        """Make Northwind's teams and put its people in, once each: a start cut short can be repeated."""
        for slug, (name, members) in TEAMS.items():
            self._once(f"team-{slug}", "team", "add", slug, "--name", name, unless=f" ({slug}): ")
            self._once(f"joined-{slug}", "team", "join", slug, *(member.key for member in members))

    def hire(self, *agents: Agent) -> None:
        """Make the people of the desk who are not there yet, one by one: a start cut short can be repeated."""
        for agent in agents:
            made = ("agent", agent.key, "--email", agent.email, "--role", agent.role, "--alias", agent.alias)
            self._once(f"hired-{agent.key}", *made, unless=f"{agent.key} <{agent.email}> ")

    def _once(self, mark: str, *command: str, unless: str = "") -> None:
        """Do what is not done yet. Cut short, it may be done and lack its mark: then its `list` has a line with `unless`."""
        done = self.data / mark
        if done.exists():
            return
        if not (unless and unless in self.kefu(command[0], "list")):
            self.kefu(*command)
        done.touch()

    def bring_macros(self) -> None:
        """What Northwind's desk says often; once, so that what its leads change stays."""
        self._once("macros-brought", "macros", str(Path(__file__).parent / "macros.json"))

    def open_help_centre(self) -> None:
        """What Northwind charges and demands, and the articles that tell its customers; once, as the macros."""
        self._once("facts-started", "facts", "start")
        self._once("registry-started", "registry", "start")
        self._once("articles-brought", "articles", "import")

    def open_mailbox(self) -> None:
        """What it sends comes back to this computer, signed; its record is kept for the name server."""
        server = ("--smtp-host", "127.0.0.1", "--smtp-port", str(self.sink_port), "--smtp-security", "none")
        told = self.kefu("mailbox", "add", SUPPORT, "--label", "Northwind", *server, "--dkim-selector", SELECTOR)
        record = next(line for line in told.splitlines() if "v=DKIM1" in line)
        (self.data / "mail_record").write_text(record.strip(), encoding="utf-8")

    def signin_url(self, agent: Agent) -> str:
        """A fresh address that signs this agent in once."""
        return urljoin(self.base_url, last_line(self.kefu("signin_link", agent.key)).split()[-1])

    def _secret_file(self, name: str) -> Path:
        """A secret of this installation, made once and readable by its owner alone."""
        path = self.data / name
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(48) + "\n")
        return path


def last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
