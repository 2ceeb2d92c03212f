"""The tools' pages as customers meet them: what is answered, what is refused and how, what stays where it was typed."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from kefu.exchange import facts
from kefu.exchange.models import Fact
from kefu.web.help.tools import device, listed

SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
SLUGS = [tool.slug for tool in listed.TOOLS]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.5 Safari/604"
)


@pytest.fixture(autouse=True)
def _here(settings: object) -> None:
    settings.BASE_URL = "http://localhost"  # type: ignore[attr-defined]


def text_of(reader: Client, path: str, **asked: str) -> str:
    response = reader.get(f"/help/{path}?{urlencode(asked)}" if asked else f"/help/{path}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def rows_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))


@pytest.mark.parametrize("code", ["en", "zh-cn"])
def test_every_tool_is_on_the_home_page_and_on_every_other_tool(reader: Client, code: str) -> None:
    links = {f'href="/help/{code}/tools/{slug}"' for slug in SLUGS}
    home = text_of(reader, f"{code}/")
    assert all(link in home for link in links)
    for slug in SLUGS:
        beside = text_of(reader, f"{code}/tools/{slug}").partition('class="tool__side"')[2].partition("<footer")[0]
        assert {link for link in links if link in beside} == links - {f'href="/help/{code}/tools/{slug}"'}


@pytest.mark.parametrize("slug", SLUGS)
def test_search_engines_and_the_pages_policy_are_served_as_everywhere(reader: Client, slug: str) -> None:
    response = reader.get(f"/help/en/tools/{slug}")
    page = response.content.decode()
    assert f'<link rel="canonical" href="http://localhost/help/en/tools/{slug}">' in page
    assert f'hreflang="zh-CN" href="http://localhost/help/zh-cn/tools/{slug}"' in page
    assert f'href="/help/zh-cn/tools/{slug}"' in page
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r'\son\w+="|\sstyle="|<style|<script(?![^>]*(\bsrc=|type="importmap"))', page)
    chinese = text_of(reader, f"zh-cn/tools/{slug}")
    assert '<html lang="zh-CN"' in chinese
    for tool in listed.TOOLS:
        assert str(tool.title) not in chinese


def test_an_answer_is_kept_by_nobody_and_its_language_switch_keeps_what_was_typed(reader: Client) -> None:
    response = reader.get("/help/en/tools/fees?network=BTC+Bitcoin&sum=1")
    page = response.content.decode()
    assert 'href="/help/zh-cn/tools/fees?network=BTC+Bitcoin&amp;sum=1"' in page
    assert response["Cache-Control"] == "private, no-store"
    assert 'name="robots" content="noindex"' in page


def test_slippage_is_answered_with_the_fee_of_the_facts(reader: Client) -> None:
    asked = {"side": "buy", "size": "6", "expected": "100", "rate": "spot taker"}
    page = text_of(reader, "en/tools/slippage", **asked, fills="100 2\n100.5　3\n１０１。３ x 1")
    rows = rows_of(page)
    assert rows["Average fill price"] == "100.46666667"
    assert rows["Slippage"] == "0.4667%"
    assert rows["Slippage, in the quote currency"] == "2.8"
    assert rows["Trading fee, valued in the quote currency"] == "0.6028"
    assert page.count("<tr>") == 4


@pytest.mark.parametrize(
    ("fills", "said"),
    [
        ("", "Enter between 1 and 20 lines"),
        ("1 1\n" * 21, "Enter between 1 and 20 lines"),
        ("100", "Line 1: write the price, a space and the amount"),
        ("100 1\nabc 2", "Line 2: This is not a number"),
        ("100,5 1", "Line 1: The comma is unclear"),
        ("100 7", "The fills are more than the order size"),
    ],
)
def test_what_is_wrong_with_the_fills_is_said_beside_them_and_they_stay(reader: Client, fills: str, said: str) -> None:
    page = text_of(reader, "en/tools/slippage", side="sell", size="6", expected="100", fills=fills)
    assert said in page.partition('id="fills-error"')[2][:300]
    assert 'class="answer"' not in page
    assert '<option value="sell" selected>' in page
    assert fills[:2000].strip() in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234,5", "The comma is unclear. Write a point for decimals: 1234.5."),
        ("", "Please enter a number."),
        ("<b>", "This is not a number."),
        ("-3", "Enter a number above zero."),
        ("9" * 40, "This is too large."),
    ],
)
def test_a_number_that_cannot_be_used_gets_its_sentence_and_stays(reader: Client, typed: str, said: str) -> None:
    response = reader.get("/help/en/tools/fees", {"rate": "spot taker", "price": typed, "amount": "1"})
    page = response.content.decode()
    assert said in page.partition('id="price-error"')[2][:300]
    assert f'value="{html.escape(typed)}"' in page
    assert "<b>" not in page


def test_a_chinese_reader_types_as_chinese_keyboards_do(reader: Client) -> None:
    page = text_of(reader, "zh-cn/tools/fees", rate="spot taker", price="２，０００", amount="0。5")
    assert rows_of(page)["成交额"] == "1,000"
    assert rows_of(page)["手续费（折合计价币）"] == "1"


def test_liquidation_takes_tier_and_rate_from_the_facts(reader: Client) -> None:
    asked = {"contract": "BTCUSDT", "side": "long", "entry": "60000", "leverage": "10", "quantity": "0.1"}
    rows = rows_of(text_of(reader, "en/tools/liquidation", **asked))
    assert rows["Estimated liquidation price"] == "54,216.86746988 USDT"
    assert rows["Maintenance margin rate"] == "0.4%"
    by_margin = rows_of(text_of(reader, "en/tools/liquidation", **{**asked, "quantity": "", "margin": "600"}))
    assert by_margin["Estimated liquidation price"] == rows["Estimated liquidation price"]
    Fact.objects.filter(name="tier_margin", args="BTCUSDT 1").update(value="2")
    facts.forget()
    assert rows_of(text_of(reader, "en/tools/liquidation", **asked))["Maintenance margin rate"] == "2%"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"quantity": ""}, "quantity", "not both"),
        ({"margin": "5"}, "quantity", "not both"),
        ({"leverage": "101"}, "leverage", "At most 100"),
        ({"quantity": "2", "leverage": "60"}, "leverage", "may have at most 50× leverage"),
        ({"quantity": "1000"}, "quantity", "larger than the largest tier: 5,000,000 USDT"),
        ({"leverage": "0.5"}, "leverage", "too small"),
    ],
)
def test_a_position_that_cannot_be_is_refused_beside_its_field(
    reader: Client, changed: dict[str, str], field: str, said: str
) -> None:
    asked = {"contract": "BTCUSDT", "side": "short", "entry": "60000", "leverage": "10", "quantity": "0.1", **changed}
    page = text_of(reader, "en/tools/liquidation", **asked)
    assert said in page.partition(f'id="{field}-error"')[2][:400]
    assert 'class="answer"' not in page


def test_a_withdrawal_below_the_minimum_is_told_clearly(reader: Client) -> None:
    page = text_of(reader, "en/tools/fees", network="USDT TRON", sum="4.5")
    assert "Below the smallest withdrawal of 5 USDT: this cannot be sent. 0.5 USDT are lacking." in page
    assert rows_of(page)["Arrives"] == "—"
    assert rows_of(text_of(reader, "en/tools/fees", network="USDT TRON", sum="100"))["Arrives"] == "99 USDT"


def test_a_position_is_sized_by_the_loss_and_warned_of_liquidation(reader: Client) -> None:
    asked = {"balance": "10,000", "risk": "1", "entry": "100", "stop": "95", "leverage": "5"}
    page = text_of(reader, "en/tools/position", **asked)
    rows = rows_of(page)
    assert (rows["Position size"], rows["Margin needed"], rows["Direction"]) == ("20", "400 USDT", "Long")
    assert "not advice" in page
    assert "liquidated before the stop" in text_of(reader, "en/tools/position", **{**asked, "leverage": "50"})
    assert "must differ" in text_of(reader, "en/tools/position", **{**asked, "stop": "100"})


def test_without_the_facts_there_is_no_such_calculator(reader: Client) -> None:
    Fact.objects.filter(name__in=["maintenance_margin", "trading_fee", "withdrawal_fee"]).delete()
    facts.forget()
    for slug in ("liquidation", "fees"):
        assert reader.get(f"/help/en/tools/{slug}").status_code == 404
        assert f"/tools/{slug}" not in text_of(reader, "en/")
    asked = {"side": "buy", "size": "1", "expected": "100", "fills": "100 1"}
    assert "Trading fee" not in text_of(reader, "en/tools/slippage", **asked).partition('class="answer"')[2][:900]


def test_two_addresses_are_compared_in_the_body_alone(reader: Client) -> None:
    one, other = "TQ5nAAAABBBBCCCCDDDDEEEEFFFFGGGG3a", "TQ5nAAAABBBBCCCCXDDDEEEEFFFFGGGG3a"
    response = reader.post("/help/en/tools/address", {"first": one, "second": other}, headers=SENT)
    page = html.unescape(response.content.decode())
    assert "Swindlers make such addresses on purpose" in page
    assert "Group 5: <code>DDDD</code> is not <code>XDDD</code>" in page
    assert response["Cache-Control"] == "private, no-store"
    same = reader.post("/help/en/tools/address", {"first": one, "second": f" {one}"}, headers=SENT).content.decode()
    assert "Both are the same, letter by letter" in same
    assert one not in reader.get("/help/en/tools/address", {"first": one}).content.decode()
    evil = {"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"}
    assert reader.post("/help/en/tools/address", {"first": one, "second": one}, headers=evil).status_code == 403


@pytest.mark.parametrize(
    ("first", "second", "said"), [("", "x", "paste both"), ("a" * 129, "a", "No address is this long")]
)
def test_addresses_that_cannot_be_compared_are_said_to_be(reader: Client, first: str, second: str, said: str) -> None:
    page = reader.post("/help/en/tools/address", {"first": first, "second": second}, headers=SENT).content.decode()
    assert said in page


@pytest.mark.parametrize(
    ("agent", "system", "browser", "name"),
    [
        (FIREFOX, "linux", "firefox", "Firefox 140, Linux"),
        (CHROME, "android", "chrome_android", "Chrome 140, Android"),
        (SAFARI, "ios", "safari_ios", "Safari 18, iOS"),
        (f"{CHROME} MicroMessenger/8.0", "android", "inside", "WeChat 8, Android"),
        (f"{CHROME} EdgA/140.0", "android", "edge", "Edge 140, Android"),
        (
            CHROME.replace("Chrome/", "SamsungBrowser/28.0 Chrome/"),
            "android",
            "samsung",
            "Samsung Internet 28, Android",
        ),
        ("", "", "", ""),
    ],
)
def test_the_readers_own_steps_come_first(reader: Client, agent: str, system: str, browser: str, name: str) -> None:
    assert device.of(agent) == device.Device(system, browser, name)
    for path, own in (("browser", browser), ("clock", system)):
        response = reader.get(f"/help/en/tools/{path}", headers={"User-Agent": agent})
        page = response.content.decode()
        assert ('<details class="guide" open>' in page) is bool(own)
        assert page.find("guide__own") == -1 or page.find("guide__own") < page.find("</details>")
        assert "private" in response["Cache-Control"]
    assert "User-Agent" in reader.get("/help/en/tools/browser")["Vary"]


def test_the_time_is_told_small_and_kept_nowhere(reader: Client) -> None:
    response = reader.get("/help/en/tools/time")
    assert response["Cache-Control"] == "no-store"
    assert set(response.json()) == {"now_ms"}
    assert len(response.content) < 40


def test_without_scripts_the_pages_say_what_to_do(reader: Client) -> None:
    assert "The test needs JavaScript" in text_of(reader, "en/tools/connection")
    assert re.search(r"it was <strong>\d\d:\d\d:\d\d UTC</strong>", text_of(reader, "en/tools/clock"))
