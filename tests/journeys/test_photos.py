"""A photo of a document is looked at on the customer's own device: each fault is named, and not one byte of it is sent."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.journeys import photos
from tests.journeys.conftest import Product
from tests.journeys.sides import WITHIN_MS

pytestmark = pytest.mark.browser

TOOL = "/help/en/tools/photo"
PLACES = (TOOL, "/help/en/checks/kyc-photo", "/help/en/articles/kyc-photo-quality")
SMALL = {"width": 360, "height": 740}
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
SAID: Mapping[str, str] = {
    "blurred": "Blurred: clean the lens",
    "dark": "Too dark: go to a window",
    "glare": "Light is reflected where the picture is marked",
    "cropped": "It runs out of the picture (left)",
    "cornered": "It runs out of the picture (right and bottom)",
    "tiny": "640 × 480 pixels is too small: the short side needs 800",
}


def spoilt(fault: str) -> Image.Image:
    match fault:
        case "blurred":
            return photos.photo(blur_px=3)
        case "dark":
            return photos.photo(light=0.3)
        case "glare":
            return photos.photo(glare=True)
        case "cropped":
            return photos.photo(shift=(-500, 0))
        case "cornered":
            return photos.photo(shift=(420, 400))
        case "tiny":
            return photos.photo(frame=(640, 480))
        case _:
            return photos.photo()


def choose(page: Page, name: str, content: bytes) -> Locator:
    """The receipt of what was chosen."""
    expect(page.locator("[data-photo]")).to_be_visible(timeout=WITHIN_MS)
    field = page.get_by_label("Choose a photo")
    field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    found = page.locator("[data-photo] .receipt")
    expect(found).to_be_focused(timeout=WITHIN_MS * 3)
    return found


@pytest.mark.parametrize("fault", SAID)
def test_each_fault_is_named_and_it_alone(customer: BrowserContext, product: Product, fault: str) -> None:
    page = customer.new_page()
    page.goto(product.base_url + TOOL)
    found = choose(page, "photo.jpg", photos.as_jpeg(spoilt(fault)))
    expect(found.locator(".receipt__verdict")).to_contain_text("may be sent back")
    expect(found.locator(".receipt__line--bad")).to_have_count(1)
    expect(found.locator(".receipt__line--bad")).to_contain_text(SAID[fault])


@pytest.mark.parametrize("path", PLACES)
def test_a_good_photo_passes_wherever_it_is_looked_at_and_is_sent_nowhere(
    customer: BrowserContext, product: Product, path: str
) -> None:
    page, asked = customer.new_page(), list[Request]()
    page.goto(product.base_url + path)
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright marks what it calls
    found = choose(page, "photo.jpg", photos.as_jpeg(photos.photo()))
    expect(found.locator(".receipt__verdict")).to_have_text("Nothing stands against this photo: it can be sent.")
    expect(found.locator(".receipt__line--ok")).to_have_count(7)
    expect(page.locator("[data-photo] canvas")).to_be_visible()
    assert asked, "what looks at a photo is loaded once one is chosen"
    assert {each.method for each in asked} == {"GET"}
    assert all(each.url.startswith(f"{product.base_url}/static/") for each in asked)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("IMG_1.HEIC", HEIC, "HEIC, an iPhone’s own format"),
        ("bill.pdf", b"%PDF-1.7\n" + bytes(99), "A PDF is right for a proof of address"),
        ("photo.jpg", b"no picture at all", "Take the photo with the camera app"),
        ("photo.jpg", b"", "Take the photo with the camera app"),
    ],
    ids=["heic", "pdf", "broken", "empty"],
)
def test_what_is_no_picture_here_gets_a_sentence_that_helps(
    customer: BrowserContext, product: Product, name: str, content: bytes, said: str
) -> None:
    page = customer.new_page()
    page.goto(product.base_url + TOOL)
    found = choose(page, name, content)
    expect(found).to_contain_text("This file could not be opened as a picture.")
    expect(found).to_contain_text(said)


def test_a_photo_that_leaves_nothing_to_tell_is_left_to_the_eye(customer: BrowserContext, product: Product) -> None:
    page = customer.new_page()
    page.goto(product.base_url + TOOL)
    found = choose(page, "photo.jpg", photos.as_jpeg(photos.photo(table=(224, 224, 218), paper=(252, 252, 252))))
    expect(found).to_contain_text("Look yourself at what could not be told.")
    expect(found.locator(".receipt__line--unknown")).to_have_count(2)
    choose(page, "photo.png", png(photos.photo(noise=0).resize((1200, 900))))
    expect(found).to_contain_text("Format: PNG")
    expect(found).to_contain_text("it can be sent")


def test_on_a_small_phone_in_chinese_nothing_stands_out_of_the_page(
    chromium: Browser, product: Product, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport=SMALL, locale="zh-CN", has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{product.base_url}/help/zh-cn/tools/photo")
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photos.as_jpeg(photos.photo(shift=(0, 480), glare=True)))
    page.get_by_label("拍照").set_input_files(photo)
    expect(page.locator("[data-photo] .receipt")).to_contain_text("证件超出了画面（下边）", timeout=WITHIN_MS * 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    context.close()


def png(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
