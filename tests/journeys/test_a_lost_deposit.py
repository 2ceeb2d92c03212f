"""The whole story: a customer with a phone, two agents, a network that fails; both sides saw the same log."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext

from tests.journeys import reading
from tests.journeys.conftest import ROOT, Product, sign_in, start, stop
from tests.journeys.sides import Desk, Phone

pytestmark = pytest.mark.browser

QUESTION = "你好，我昨晚充的 0.25 BTC 还没到账，能帮我看看吗？"
GREETING = "您好，陈先生，我马上为您查看。"
OFFLINE = ("我这边信号不太好", "交易哈希是 7f3a9c51 开头的那笔", "确认数好像一直停在 1")
MEANWHILE = "查到了：已确认 1/2，网络有些拥堵。"
NOTE = "deposit seen on chain, 1 of 2; please watch it, I go on break"
HANDED = "陈先生，我是 Bob，由我继续跟进。"
CREDITED = "第二次确认已完成，资产已经入账。"
THANKS = "看到了，太感谢了！"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One where nobody has said anything yet: the whole log is the story's."""
    running = start(
        [sys.executable, "demo/run.py"], root=ROOT, data=tmp_path_factory.mktemp("demo") / "data", customers=0
    )
    yield running
    assert stop(running) == 0


def test_both_sides_saw_the_same_log(
    product: Product,
    customer: BrowserContext,
    desk: BrowserContext,
    second_desk: BrowserContext,
    tmp_path: Path,
) -> None:
    phone = Phone.opened(customer, product)
    phone.write(QUESTION)
    phone.knows_that_it_is(QUESTION, ("sent", "delivered", "read"))
    alice = Desk(sign_in(desk, product, name="alice"))
    alice.open("open", customer="陈伟")
    alice.sees(QUESTION)
    alice.reply(GREETING)
    phone.sees(GREETING)

    phone.send_picture(screenshot_with_a_place_in_it(tmp_path))
    alice.sees_a_picture()

    loses_the_network_and_writes_on(product, phone, alice)

    alice.note(NOTE)
    alice.hand_to("Bob")
    bob = Desk(sign_in(second_desk, product, name="bob"))
    bob.open("mine", customer="陈伟")
    bob.sees(NOTE)
    bob.reply(HANDED)
    bob.reply(CREDITED)
    phone.sees(CREDITED)
    phone.write(THANKS)
    bob.sees(THANKS)
    bob.close("solved")

    assert_one_log(product, phone, bob)


def loses_the_network_and_writes_on(product: Product, phone: Phone, alice: Desk) -> None:
    """Nothing written in a tunnel is lost, doubled or out of order, in either direction; nor by loading the page anew there."""
    phone.switch_network()
    for line in OFFLINE:
        phone.write(line)
        phone.knows_that_it_is(line, ("queued", "sending"))
    phone.loads_anew(product)
    for line in OFFLINE:
        phone.knows_that_it_is(line, ("queued", "sending"))
    alice.reply(MEANWHILE)
    assert phone.message(MEANWHILE).count() == 0
    assert not any(body in OFFLINE for _, _, body in alice.log())
    phone.switch_network()
    for line in OFFLINE:
        alice.sees(line)
    phone.sees(MEANWHILE)
    phone.knows_that_it_is(OFFLINE[-1], ("sent", "delivered", "read"))


def assert_one_log(product: Product, phone: Phone, bob: Desk) -> None:
    """The screens and the API, by the customer's numbers and by staff's, tell one story."""
    own = reading.customers_log(product)
    all_of_it = reading.staffs_log(product, conversation=own[0]["conversation"], agent="Bob")
    for log in (own, all_of_it):
        assert [entry["seq"] for entry in log] == list(range(1, len(log) + 1))

    said = [(entry["author"]["kind"], entry["body"]) for entry in own if entry["kind"] == "message"]
    assert said == [(entry["author"]["kind"], entry["body"]) for entry in all_of_it if entry["kind"] == "message"]
    assert [body for _, body in said if body in OFFLINE] == list(OFFLINE)
    assert len(said) == len(OFFLINE) + 7

    assert {entry["kind"] for entry in own} == {"message", "closed"}
    assert NOTE not in str(own)
    assert [entry["body"] for entry in all_of_it if entry["kind"] == "note"] == [NOTE]

    shown = [(entry["seq"], entry["body"]) for entry in own if entry["kind"] == "message"]
    assert phone.log() == shown
    spoken = [(entry["seq"], entry["kind"], entry["body"]) for entry in all_of_it]
    assert [line for line in bob.log() if line[1] in {"message", "note"}] == [
        line for line in spoken if line[1] in {"message", "note"}
    ]


def screenshot_with_a_place_in_it(folder: Path) -> Path:
    """A phone's picture, carrying where it was taken."""
    picture = Image.new("RGB", (720, 1280), (11, 58, 83))
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 15.0)
    file = folder / "截图.jpg"
    picture.save(file, exif=exif)
    return file
