"""Files between a customer and a colleague: as chips with how they stand, through a reload, warned of where nobody checked."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from kefu.files.tests import samples
from tests.journeys.conftest import Product
from tests.journeys.desk import Watched, Writer, watched_desk
from tests.journeys.sides import Phone

pytestmark = pytest.mark.browser
PROOF = samples.PDF + b"\n% more" * 200_000
ANSWER = "请看这份记录。"


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    file = tmp_path / "充值凭证 2026.pdf"
    file.write_bytes(PROOF)
    return file


def faults_of_files(desk: Watched) -> list[str]:
    """The list beside the conversation has its own tests."""
    return [fault for fault in desk.faults() if "line__" not in fault]


def attach(desk: Watched, file: Path) -> None:
    desk.page.locator('input[type="file"][name="files"]').set_input_files(file)


def test_a_proof_goes_to_the_desk_and_a_record_comes_back(
    product: Product, customer: BrowserContext, browser: Browser, proof: Path, tmp_path: Path
) -> None:
    phone = Phone.opened(customer, product)
    phone.send_picture(proof)
    phone.write("这是我的凭证")
    phone.sees("这是我的凭证")
    with watched_desk(browser, product, language="zh-CN") as desk:
        desk.page.goto(f"{product.base_url}/desk/?box=open")
        desk.page.locator("#list a", has_text="陈伟").first.click()
        chip = desk.page.locator("a.file", has_text="充值凭证 2026.pdf").last
        expect(chip).to_contain_text("未扫描")
        assert faults_of_files(desk) == []
        with desk.page.context.expect_page() as opened:
            chip.press("Enter")
        warning = opened.value
        expect(warning.get_by_role("heading", level=1)).to_have_text("这个文件没有经过检查")
        assert Watched(page=warning).faults() == []
        with warning.expect_download() as download:
            warning.get_by_role("link", name="仍然下载").click()
        assert download.value.suggested_filename == "充值凭证 2026.pdf"
        assert Path(download.value.path()).read_bytes() == PROOF
        warning.close()
        record = tmp_path / "提币记录.csv"
        record.write_bytes(b"id,amount\n" * 1_000)
        attach(desk, record)
        item = desk.page.locator(".attached__item")
        expect(item).to_have_attribute("data-state", "ready")
        assert faults_of_files(desk) == []
        desk.page.reload()
        expect(item).to_have_count(1)
        desk.page.locator("form.composer textarea").fill(ANSWER)
        desk.page.locator("form.composer textarea").press("Control+Enter")
        desk.sees(ANSWER)
        expect(item).to_have_count(0)
    phone.sees(ANSWER)
    expect(phone.chat.locator("a.file", has_text="提币记录.csv")).to_have_attribute("data-state", "unscanned")


def test_an_upload_at_the_desk_goes_on_after_a_reload(browser: Browser, product: Product, tmp_path: Path) -> None:
    writer = Writer.arrives(product)
    writer.writes("hello")
    file = tmp_path / "film.mp4"
    file.write_bytes(samples.film(b"isom") + b"\0" * 3_000_000)
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        sent: list[int] = []
        desk.page.on(
            "request",
            lambda asked: sent.append(len(asked.post_data_buffer or b"")) if asked.method == "PATCH" else None,
        )
        desk.page.route("**/desk/uploads/*", lambda route: route.abort() if len(sent) > 1 else route.continue_())
        attach(desk, file)
        item = desk.page.locator(".attached__item")
        expect(item).to_have_attribute("data-state", "waiting")
        desk.page.unroute("**/desk/uploads/*")
        desk.page.reload()
        expect(item).to_have_attribute("data-state", "ready", timeout=15_000)
        expect(item).to_have_count(1)


def test_an_upload_whose_beginning_the_server_lost_begins_again_by_itself(
    browser: Browser, product: Product, tmp_path: Path
) -> None:
    writer = Writer.arrives(product)
    writer.writes("hello")
    file = tmp_path / "film.mp4"
    file.write_bytes(samples.film(b"isom") + b"\0" * 3_000_000)
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        began: list[str] = []
        desk.page.on("request", lambda asked: began.append(asked.url) if asked.url.endswith("/desk/uploads") else None)
        lost = '{"error": {"code": "begin_again", "message": ""}}'

        def forget_once(route: Route) -> None:
            if route.request.headers.get("upload-offset", "0") == "0" or len(began) > 1:
                route.continue_()
            else:
                route.fulfill(status=404, content_type="application/json", body=lost)

        desk.page.route("**/desk/uploads/*", forget_once)
        attach(desk, file)
        expect(desk.page.locator(".attached__item")).to_have_attribute("data-state", "ready", timeout=15_000)
        assert len(began) == 2


def test_what_cannot_be_taken_says_so_beside_the_file(browser: Browser, product: Product, tmp_path: Path) -> None:
    writer = Writer.arrives(product)
    writer.writes("hello")
    file = tmp_path / "a.zip"
    file.write_bytes(samples.locked_zip())
    with watched_desk(browser, product) as desk:
        desk.open(writer)
        attach(desk, file)
        expect(desk.page.get_by_role("alert")).to_contain_text("This archive has a password")
        assert faults_of_files(desk) == []
        desk.page.get_by_role("button", name="Take a.zip away").click()
        expect(desk.page.locator(".attached__item")).to_have_count(0)
