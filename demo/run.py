"""Kefu at an invented exchange: starts Kefu as an exchange would, Northwind beside it, and a few customers who write.

PORT (8000) and the six ports after it are used; KEFU_DATA is where everything is kept (.kefu/demo);
NORTHWIND_CUSTOMERS is how many invented customers write (all of them).
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from northwind import crowd
from northwind.installation import ADMIN, ALICE, BOB, GRACE, PORTS, ROOT, Failed, Installation, last_line
from northwind.mailroom import Mailroom
from northwind.names import NameServer
from northwind.network import Network
from northwind.site import CHEN_WEI, Doors, Site
from northwind.stories import STORIES

START_LIMIT_S = 60
STOP_LIMIT_S = 10


def main() -> int:
    try:
        installation = read_environment()
        check_ports(installation)
        return asyncio.run(run(installation))
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def read_environment() -> Installation:
    port = os.environ.get("PORT", "8000")
    most = 65_536 - PORTS
    if not port.isdecimal() or not 1 <= int(port) <= most:
        raise Failed(f"PORT must be a number from 1 to {most}, not {port!r}.")
    data = Path(os.environ.get("KEFU_DATA", ROOT / ".kefu" / "demo")).resolve()
    if data.exists() and not data.is_dir():
        raise Failed(f"KEFU_DATA is a file ({data}): name a folder.")
    return Installation(port=int(port), data=data)


def customers() -> int:
    wanted = os.environ.get("NORTHWIND_CUSTOMERS", "")
    return int(wanted) if wanted.isdecimal() else len(STORIES)


def check_ports(installation: Installation) -> None:
    for port in range(installation.port, installation.port + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Failed(
                    f"Port {port} is taken; set PORT to the first of seven free ones, for example PORT=9000."
                ) from error


async def run(installation: Installation) -> int:
    """Everything up, until Ctrl-C or until Kefu ends."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    environment = installation.environment()  # makes the folder and the secrets, the first time
    network = Network(port=installation.network_port, target_port=installation.live_port)
    await network.start()
    mailroom = Mailroom(installation, owner=f"{CHEN_WEI.name['en']} <{CHEN_WEI.email}>")
    sink, names = await mailroom.open(), await NameServer(mailroom.names).open(installation.names_port)
    site = open_site(installation, network=network, mailroom=mailroom)
    with installation.log_file.open("ab") as log:
        kefu = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kefu", "serve", "--migrate", "--with-parent"),
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.PIPE,  # its end tells Kefu that we are gone, however we went
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the terminal reaches us alone; we end it in order
        )
    try:
        return await watch(installation, kefu=kefu, stop=stop)
    finally:
        site.shutdown()
        await asyncio.to_thread(installation.commands.close)
        await network.stop()
        sink.close()
        names.close()
        await end(kefu)


def open_site(installation: Installation, *, network: Network, mailroom: Mailroom) -> Site:
    loop = asyncio.get_running_loop()

    def cut(is_cut: bool) -> None:
        loop.call_soon_threadsafe(network.cut, is_cut)

    site = Site(installation, doors=Doors(is_cut=lambda: network.is_cut, cut=cut, mailroom=mailroom))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


async def watch(installation: Installation, *, kefu: asyncio.subprocess.Process, stop: asyncio.Event) -> int:
    died = asyncio.create_task(kefu.wait())
    stopped = asyncio.create_task(stop.wait())
    life = asyncio.create_task(live(installation, stop=stop))
    await asyncio.wait({died, stopped, life}, return_when=asyncio.FIRST_COMPLETED)
    has_died = died.done() and not stopped.done()
    stop.set()
    life.cancel()
    await asyncio.wait({life})
    if not life.cancelled() and not has_died:
        life.result()
    if not has_died:
        print("Stopped.", flush=True)
        return 0
    reason = last_line(installation.log_file.read_text(encoding="utf-8", errors="replace"))
    raise Failed(
        f"Kefu ended with code {died.result()}: {reason} (all of it: {installation.log_file}; bin/demo --fresh starts anew)"
    )


async def live(installation: Installation, *, stop: asyncio.Event) -> None:
    """From the first answer on: everybody who can be clicked on is made, then it is ready, and the customers write."""
    await asyncio.to_thread(wait_until_it_answers, installation.base_url, stop)
    if stop.is_set():
        return
    await asyncio.to_thread(installation.hire, ALICE, BOB, GRACE, ADMIN)
    await asyncio.to_thread(installation.form_teams)
    await asyncio.to_thread(installation.bring_macros)
    await asyncio.to_thread(installation.open_help_centre)
    await asyncio.to_thread(installation.open_mailbox)
    print(f"\n  Kefu is ready: open {installation.base_url}\n  (Ctrl-C stops it)\n", flush=True)
    await crowd.play(installation, count=customers())


def wait_until_it_answers(base_url: str, stop: asyncio.Event) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and not stop.is_set():
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(base_url, timeout=5):
            return
        time.sleep(0.1)
    if not stop.is_set():
        raise Failed(f"Kefu did not answer at {base_url} within {START_LIMIT_S} seconds.")


async def end(kefu: asyncio.subprocess.Process) -> None:
    """Ask it to stop; insist when it does not."""
    if kefu.returncode is not None:
        return
    kefu.terminate()
    try:
        await asyncio.wait_for(kefu.wait(), STOP_LIMIT_S)
    except TimeoutError:
        os.killpg(kefu.pid, signal.SIGKILL)
        await kefu.wait()


if __name__ == "__main__":
    sys.exit(main())
