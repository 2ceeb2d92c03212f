"""Browsers and phones told from what they call themselves."""

import pytest

from kefu.exchange.diagnoses.login.authenticator_clock import phone_of
from kefu.exchange.diagnoses.login.browser_data import browser_of

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; {}) AppleWebKit/537.36 (KHTML, like Gecko)"
CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        (f"{WINDOWS} {CHROMIUM}", "chrome"),
        (f"{WINDOWS} {CHROMIUM} Edg/130.0.0.0", "edge"),
        (f"{WINDOWS} {CHROMIUM} OPR/115.0.0.0", "other"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0", "firefox"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0", "firefox_android"),
        (f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "safari_mac"),
        (f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1", "safari_iphone"),
        (f"{IPHONE} CriOS/130.0.0.0 Mobile/15E148 Safari/604.1", "chrome_iphone"),
        (f"{IPHONE} FxiOS/132.0 Mobile/15E148 Safari/605.1.15", "other"),
        (f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.50 NetType/WIFI", "in_app"),
        (f"{ANDROID.format('K')} Chrome/130.0.0.0 Mobile Safari/537.36", "chrome_android"),
        (f"{ANDROID.format('SM-S918B')} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "samsung"),
        (f"{ANDROID.format('2311DRK48C')} Chrome/120.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.5", "other"),
        (f"{ANDROID.format('Pixel 8; wv')} Version/4.0 Chrome/130.0 Mobile Safari/537.36", "in_app"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_told_from_its_name(agent: str, browser: str) -> None:
    assert browser_of(agent) == browser


@pytest.mark.parametrize(
    ("agent", "phone"),
    [
        (IPHONE, "iphone"),
        (ANDROID.format("HUAWEI P60"), "huawei"),
        (ANDROID.format("Redmi Note 12"), "xiaomi"),
        (ANDROID.format("MI 9"), "xiaomi"),
        (ANDROID.format("vivo X100"), "oppo_vivo"),
        (ANDROID.format("SM-S918B"), "samsung"),
        (ANDROID.format("Pixel 8"), "android"),
        (f"{WINDOWS} {CHROMIUM}", ""),
        ("", ""),
    ],
)
def test_a_phone_is_told_from_its_name(agent: str, phone: str) -> None:
    assert phone_of(agent) == phone
