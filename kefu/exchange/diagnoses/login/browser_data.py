"""Old data of the browser in the way: how exactly the browser at hand forgets ours, and nothing else."""

from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
)
from kefu.exchange.diagnoses.shared_words import CONTACT
from kefu.kit import browsers

_BROWSERS: dict[str, str] = {  # browser -> how its private window is opened
    "chrome": "private_n",
    "edge": "private_n",
    "firefox": "private_p",
    "safari_mac": "private_n",
    "safari_iphone": "private_phone",
    "chrome_iphone": "private_phone",
    "chrome_android": "private_phone",
    "firefox_android": "private_phone",
    "samsung": "private_phone",
    "in_app": "open_outside",
    "other": "private_phone",
}
_SEEN = {  # what it is on which system, as the choices call it; on systems that stand not here it is another one
    **dict.fromkeys((("inside", system) for system in ("ios", "android", "windows", "macos", "linux", "")), "in_app"),
    ("samsung", "android"): "samsung",
    ("edge", "windows"): "edge",
    ("edge", "macos"): "edge",
    ("edge", "linux"): "edge",
    ("firefox", "windows"): "firefox",
    ("firefox", "macos"): "firefox",
    ("firefox", "linux"): "firefox",
    ("firefox", "android"): "firefox_android",
    ("chrome", "windows"): "chrome",
    ("chrome", "macos"): "chrome",
    ("chrome", "linux"): "chrome",
    ("chrome", "ios"): "chrome_iphone",
    ("chrome", "android"): "chrome_android",
    ("safari", "ios"): "safari_iphone",
    ("safari", "macos"): "safari_mac",
}


def judge(facts: Facts) -> Finding:
    browser = facts.answer("browser") or browser_of(facts.user_agent)
    if not browser:
        lines = (Line(Mark.INFO, "private_any"), Line(Mark.INFO, "clear_any"), *_AFTER)
        return Finding("unknown_browser", State.ACT, lines=lines, steps=_STEPS)
    lines = (Line(Mark.INFO, _BROWSERS[browser]), Line(Mark.INFO, f"clear_{browser}"), *_AFTER)
    return Finding("clear", State.ACT, {"browser": browser}, lines, _STEPS)


def browser_of(user_agent: str) -> str:
    """Empty where it does not say."""
    found = browsers.of(user_agent)
    return _SEEN.get((found.family, found.system), "other") if found.family else ""


_AFTER = tuple(Line(mark, key) for mark, key in ((Mark.INFO, "reopen"), (Mark.OK, "safe"), (Mark.INFO, "new_device")))
_STEPS = (
    Step(StepKind.TOOL, "browser", "tool"),
    Step(StepKind.CHECK, "change-network", "network"),
    Step(StepKind.ARTICLE, "clear-cache-and-cookies", "how"),
    CONTACT,
)

CHECK = Definition(
    key="browser-data",
    topic=Topic.LOGIN,
    asks=(Question("browser", Ask.CHOICE, is_needed=False, choices=tuple(_BROWSERS)),),
    judge=judge,
    articles=("clear-cache-and-cookies",),
    words={
        "en": {
            "title": "Clear cache and cookies",
            "intro": "If the page does not open or does nothing, old data of the browser may be in the way.",
            "ask.browser": "Browser",
            "ask.browser.hint": "Leave it open to see the steps for the one you are using now.",
            "ask.browser.chrome": "Chrome on a computer",
            "ask.browser.edge": "Edge on a computer",
            "ask.browser.firefox": "Firefox on a computer",
            "ask.browser.safari_mac": "Safari on a Mac",
            "ask.browser.safari_iphone": "Safari on an iPhone or iPad",
            "ask.browser.chrome_iphone": "Chrome on an iPhone or iPad",
            "ask.browser.chrome_android": "Chrome on Android",
            "ask.browser.firefox_android": "Firefox on Android",
            "ask.browser.samsung": "Samsung Internet",
            "ask.browser.in_app": "A page inside a chat app",
            "ask.browser.other": "Another browser",
            "verdict.clear": "These are the steps for {browser}. Nothing in your account is lost by it.",
            "verdict.unknown_browser": (
                "We could not tell your browser. These steps fit most; nothing in your account is lost by it."
            ),
            "line.private_n": (
                "First a private window: Ctrl + Shift + N (Mac: ⌘ + "
                "Shift + N); if you can sign in there, clear as follows"
            ),
            "line.private_p": (
                "First a private window: Ctrl + Shift + P (Mac: ⌘ + "
                "Shift + P); if you can sign in there, clear as follows"
            ),
            "line.private_phone": (
                "First a private or incognito tab from the browser's menu; if you can sign in there, clear as follows"
            ),
            "line.private_any": "First a private or incognito window; if you can sign in there, clear as follows",
            "line.open_outside": "Tap ⋯ at the top right, then “Open in browser”, and compare the address before you sign in",
            "line.clear_chrome": (
                "Open our site, click the icon left of the address → Cookies and site data → Manage → delete ours"
            ),
            "line.clear_edge": "Open our site, click the lock left of the address → Cookies and site data → delete ours",
            "line.clear_firefox": "Open our site, click the lock left of the address → Clear cookies and site data",
            "line.clear_safari_mac": "Safari → Settings → Privacy → Manage Website Data, search for our site → Remove",
            "line.clear_safari_iphone": (
                "Settings → Apps → Safari → Advanced → Website Data, search for our site → swipe left, Delete"
            ),
            "line.clear_chrome_iphone": "⋯ → Delete browsing data → Cookies and site data; this clears other sites as well",
            "line.clear_chrome_android": "⋮ → Settings → Site settings → All sites, search for ours → Delete data",
            "line.clear_firefox_android": "Open our site, tap the lock left of the address → Clear cookies and site data",
            "line.clear_samsung": "☰ → Settings → Sites and downloads → Manage website data, search for ours → Delete",
            "line.clear_in_app": "If it fails in the browser too, choose that browser above and clear its data",
            "line.clear_other": "In the browser's settings, under privacy: website data, search for our site → delete",
            "line.clear_any": "In the browser's settings, under privacy: website data, search for our site → delete",
            "line.reopen": "Close all windows of the browser, open it again and sign in",
            "line.safe": "Funds and orders are on our servers: clearing the browser does not touch them",
            "line.new_device": "Have your phone or mailbox at hand: the browser counts as a new device afterwards",
            "step.tool": "See what your browser can do",
            "step.network": "It is not that: check the network",
            "step.how": "For every browser",
            "term.chrome": "Chrome on a computer",
            "term.edge": "Edge on a computer",
            "term.firefox": "Firefox on a computer",
            "term.safari_mac": "Safari on a Mac",
            "term.safari_iphone": "Safari on an iPhone or iPad",
            "term.chrome_iphone": "Chrome on an iPhone or iPad",
            "term.chrome_android": "Chrome on Android",
            "term.firefox_android": "Firefox on Android",
            "term.samsung": "Samsung Internet",
            "term.in_app": "a page inside a chat app",
            "term.other": "your browser",
        },
        "zh-CN": {
            "title": "清除缓存和 Cookies",
            "intro": "页面打不开、点了没反应，可能是浏览器里的旧数据造成的。",
            "ask.browser": "浏览器",
            "ask.browser.hint": "不选的话，按您现在使用的浏览器给出步骤。",
            "ask.browser.chrome": "Chrome（电脑）",
            "ask.browser.edge": "Edge（电脑）",
            "ask.browser.firefox": "Firefox（电脑）",
            "ask.browser.safari_mac": "Safari（Mac 电脑）",
            "ask.browser.safari_iphone": "Safari（iPhone 或 iPad）",
            "ask.browser.chrome_iphone": "Chrome（iPhone 或 iPad）",
            "ask.browser.chrome_android": "Chrome（安卓）",
            "ask.browser.firefox_android": "Firefox（安卓）",
            "ask.browser.samsung": "三星浏览器",
            "ask.browser.in_app": "聊天软件里打开的网页",
            "ask.browser.other": "其他浏览器",
            "verdict.clear": "这是{browser}的清除步骤，账户里的东西不会丢。",
            "verdict.unknown_browser": "没能识别您的浏览器。下面的步骤多数都适用，账户里的东西不会丢。",
            "line.private_n": "先开无痕窗口：Ctrl + Shift + N（Mac 按 ⌘ + Shift + N）。能登录，再按下一步清除",
            "line.private_p": "先开隐私窗口：Ctrl + Shift + P（Mac 按 ⌘ + Shift + P）。能登录，再按下一步清除",
            "line.private_phone": "先在浏览器菜单里开无痕（隐私）标签页。能登录，再按下一步清除",
            "line.private_any": "先开一个无痕（隐私）窗口。能登录，再按下一步清除",
            "line.open_outside": "点右上角 ⋯ →“在浏览器打开”，核对网址后再登录",
            "line.clear_chrome": "打开我们的网站，点地址栏左边的图标 → Cookie 和网站数据 → 管理 → 删除我们的数据",
            "line.clear_edge": "打开我们的网站，点地址栏左边的锁 → Cookie 和站点数据 → 删除我们的数据",
            "line.clear_firefox": "打开我们的网站，点地址栏左边的锁 → 清除 Cookie 和网站数据",
            "line.clear_safari_mac": "Safari → 设置 → 隐私 → 管理网站数据，搜索我们的域名 → 移除",
            "line.clear_safari_iphone": "设置 → App → Safari → 高级 → 网站数据，搜索我们的域名 → 左滑删除",
            "line.clear_chrome_iphone": "⋯ → 删除浏览数据 → Cookie 和网站数据；其他网站的数据也会一并清除",
            "line.clear_chrome_android": "⋮ → 设置 → 网站设置 → 所有网站，搜索我们的域名 → 删除数据",
            "line.clear_firefox_android": "打开我们的网站，点地址栏左边的锁 → 清除 Cookie 和网站数据",
            "line.clear_samsung": "☰ → 设置 → 网站和下载 → 管理网站数据，搜索我们的域名 → 删除",
            "line.clear_in_app": "在浏览器里也打不开的话，在上面选那个浏览器，再清除它的数据",
            "line.clear_other": "在浏览器设置的隐私部分找到“网站数据”，搜索我们的域名 → 删除",
            "line.clear_any": "在浏览器设置的隐私部分找到“网站数据”，搜索我们的域名 → 删除",
            "line.reopen": "关掉浏览器的所有窗口，重新打开再登录",
            "line.safe": "资金和订单都在服务器上，清除浏览器数据不会影响",
            "line.new_device": "请把手机或邮箱放在手边：清除后浏览器会被当成新设备",
            "step.tool": "检测我的浏览器",
            "step.network": "不是这个原因，检查网络",
            "step.how": "各种浏览器的清除办法",
            "term.chrome": "电脑版 Chrome ",
            "term.edge": "电脑版 Edge ",
            "term.firefox": "电脑版 Firefox ",
            "term.safari_mac": " Mac 电脑上的 Safari ",
            "term.safari_iphone": " iPhone 或 iPad 上的 Safari ",
            "term.chrome_iphone": " iPhone 或 iPad 上的 Chrome ",
            "term.chrome_android": "安卓版 Chrome ",
            "term.firefox_android": "安卓版 Firefox ",
            "term.samsung": "三星浏览器",
            "term.in_app": "聊天软件里的网页",
            "term.other": "您的浏览器",
        },
    },
)
