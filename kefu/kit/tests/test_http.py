"""The way out: SEC-G01 and SEC-G02. A canary listens where nobody may be led to, and hears nothing."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from kefu.kit import addresses, http

HOSTS = ("push.test", "*.notify.test")
Listener = tuple[socket.socket, list[socket.socket]]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.1.2.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "nonsense",
    ],
)
def test_sec_g01_inner_networks_are_not_called_however_they_are_wrapped(address: str) -> None:
    assert not addresses.is_outside(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "142.250.1.188", "2606:4700::1111", "::ffff:1.1.1.1", "2002:101:101::"])
def test_the_public_network_may_be_called(address: str) -> None:
    assert addresses.is_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://push.test/a",  # not encrypted
        "https://push.test:8443/a",
        "https://push.test.evil.test/a",
        "https://evil.test/push.test",
        "https://push.test@evil.test/",
        "https://user:word@push.test/",
        "https://push.test./a",
        "https://evil.test#@push.test/",
        "https://evil.test\\@push.test/",
        "https://push.test\t.evil.test/",
        "https://push.test\n/",
        "https://①②⑦.⓪.⓪.①/",
        "https://2130706433/",
        "https://127.1/",
        "https://[::1]/",
        "https://notify.test/",
        "https://[fe80::1%25eth0]/",
        "https://push.test:99999/",
        "file:///etc/passwd",
        "//push.test/a",
        "",
    ],
)
def test_sec_g02_only_places_on_the_list_are_called_however_they_are_spelt(url: str) -> None:
    assert not http.is_allowed(url, places=HOSTS)
    with pytest.raises(http.Forbidden):
        http.post(url, b"", headers={}, places=HOSTS)
    with pytest.raises(http.Forbidden):
        http.get(url, headers={}, places=HOSTS)


@pytest.mark.parametrize("url", ["https://push.test/a?b", "https://PUSH.test:443/a", "https://a.b.notify.test/x"])
def test_places_on_the_list_may_be_called(url: str) -> None:
    assert http.is_allowed(url, places=HOSTS)


def test_a_place_on_this_machine_is_one_port_of_loopback_and_nothing_else() -> None:
    place = ("http://127.0.0.1:9000", "http://10.0.0.1:80", "http://localhost:9000")
    assert http.is_allowed("http://127.0.0.1:9000/x", places=place)
    assert not http.is_allowed("http://127.0.0.1:9001/x", places=place)
    assert not http.is_allowed("http://10.0.0.1:80/x", places=place)
    assert not http.is_allowed("http://localhost:9000/x", places=place)  # a name: who knows where it leads


@pytest.fixture
def canary() -> Iterator[Listener]:
    heard: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                heard.append(listener.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield listener, heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for connection in heard:
        connection.close()


def test_sec_g02_a_listed_name_that_leads_inside_is_not_called(
    canary: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = canary[0].getsockname()[1]

    def leads_inside(host: str, *args: object, **more: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", leads_inside)
    with pytest.raises(http.Forbidden):
        http.post("https://push.test/x", b"", headers={}, places=HOSTS)
    assert canary[1] == []


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "0177.0.0.1",
        "0",
        "localhost",
        "localhost.",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::]",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[fe80::1%25lo]",
        "push.test@127.0.0.1",
        "push.test#@127.0.0.1",
        "push.test\\@127.0.0.1",
        "push.test\t@127.0.0.1",
        "127.0.0.1\n",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_sec_g02_no_spelling_of_this_machine_is_called_by_a_list_of_names(
    host: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However careless the list: `*` fits every host, and the address it leads to is looked at all the same."""
    called: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: called.append(args))
    for url in (f"{scheme}://{host}/", f"{scheme}://{host}:8443/"):
        with pytest.raises((http.Forbidden, http.Unreachable)):  # some resolvers do not know `localhost.`
            http.get(url, headers={}, places=("*",))
    assert called == []


def test_sec_g05_who_drips_is_cut_off(canary: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "DEADLINE_S", 0.4)
    origin = f"http://127.0.0.1:{canary[0].getsockname()[1]}"
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.05):
            for connection in list(canary[1]):
                try:
                    connection.send(b"H")
                except OSError:
                    return

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    began = time.monotonic()
    with pytest.raises(http.Unreachable) as told:
        http.post(f"{origin}/x", b"", headers={}, places=(origin,))
    assert time.monotonic() - began < 3
    assert told.value.was_sent
    stop.set()
    dripping.join()


def test_a_place_where_nobody_listens_is_unreachable_and_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(http.Unreachable) as told:
            http.post(origin, b"", headers={}, places=(origin,))
    assert not told.value.was_sent
