"""Whether the network is what keeps somebody out: the test of the connection, and what its result means."""

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

_TEST = Step(StepKind.TOOL, "connection", "test")
_STATUS = Step(StepKind.FLOW, "status", "status")
_BROWSER = Step(StepKind.CHECK, "browser-data", "browser")
_HACKED = Step(StepKind.CHECK, "account-hacked", "typed_there")
_HOW = Step(StepKind.ARTICLE, "change-network", "how")

_SEEN: dict[str, tuple[State, tuple[Line, ...], tuple[Step, ...]]] = {
    "one_works": (State.ACT, (Line(Mark.OK, "account_fine"), Line(Mark.INFO, "router")), (_TEST, _HOW, CONTACT)),
    "none_works": (
        State.PERSON,
        (Line(Mark.INFO, "look_at_status"), Line(Mark.INFO, "share_test"), Line(Mark.INFO, "region")),
        (_STATUS, _TEST, CONTACT),
    ),
    "live_stands": (
        State.ACT,
        (Line(Mark.BAD, "live_blocked"), Line(Mark.INFO, "blocker")),
        (_TEST, _BROWSER, CONTACT),
    ),
    "vpn": (State.ACT, (Line(Mark.BAD, "vpn_off"), Line(Mark.INFO, "region")), (_TEST, _HOW, CONTACT)),
    "certificate": (
        State.ACT,
        (Line(Mark.BAD, "do_not_go_on"), Line(Mark.INFO, "compare_site"), Line(Mark.INFO, "clock")),
        (_TEST, _HACKED, _HOW, CONTACT),
    ),
}


def judge(facts: Facts) -> Finding:
    seen = facts.answer("seen")
    if seen not in _SEEN:
        lines = tuple(Line(Mark.INFO, key) for key in ("vpn_off", "change", "restart", "clock", "look_at_status"))
        return Finding("try", State.ACT, lines=lines, steps=(_TEST, _STATUS, _BROWSER, _HOW, CONTACT))
    state, lines, steps = _SEEN[seen]
    return Finding(seen, state, lines=lines, steps=steps)


CHECK = Definition(
    key="change-network",
    topic=Topic.LOGIN,
    asks=(Question("seen", Ask.CHOICE, is_needed=False, choices=tuple(_SEEN)),),
    judge=judge,
    articles=("change-network",),
    words={
        "en": {
            "title": "Check the connection, change the network",
            "intro": "Another network is the fastest way to find out. The test says what works: DNS, TLS, WebSocket, clock.",
            "ask.seen": "What did you see so far?",
            "ask.seen.hint": "Leave it open if you have not tried another network yet.",
            "ask.seen.one_works": "On another network it works",
            "ask.seen.none_works": "It works on no network",
            "ask.seen.live_stands": "The page opens, but prices do not move",
            "ask.seen.vpn": "I use a VPN or a proxy",
            "ask.seen.certificate": "The browser warns of the certificate",
            "verdict.try": "Run the test, then change from Wi-Fi to mobile data or back. Your account is not touched by it.",
            "verdict.one_works": "The other network is at fault, not your account. You can go on with the one that works.",
            "verdict.none_works": (
                "If no network works, it may be us or your region. Look at the status page and send us the test."
            ),
            "verdict.live_stands": "Something on the way blocks the live connection, so prices on your screen may be old.",
            "verdict.vpn": "Turn the VPN off: its address changes again and again, and that looks like a stranger.",
            "verdict.certificate": "Do not go on past that warning: it may be a false site, or somebody on the way reads along.",
            "line.account_fine": "Account: not the cause",
            "line.router": "Restart the router, and let it find the DNS server by itself",
            "line.look_at_status": "Status page: during maintenance no other network helps; wait for its end",
            "line.share_test": "The test's result can be sent to us: time, network and where it stops",
            "line.region": "Some countries we do not serve; a VPN to get round that can cost you the account",
            "line.live_blocked": "Live connection (WebSocket) blocked: do not trade by prices that stand still",
            "line.blocker": "Turn off ad blockers, or use another network: offices and hotels often block it",
            "line.vpn_off": "Turn off VPN, proxy and accelerators",
            "line.do_not_go_on": "Do not choose “continue anyway”, and type no password there",
            "line.compare_site": "Change the network, type our address yourself, compare it letter by letter",
            "line.clock": "Set date and time to automatic: a wrong clock breaks secure connections",
            "line.change": "Change from Wi-Fi to mobile data, or back",
            "line.restart": "Turn flight mode on for ten seconds",
            "step.test": "Test the connection",
            "step.status": "See the status page",
            "step.browser": "Clear the browser's old data",
            "step.typed_there": "I typed my password there",
            "step.how": "Change the network, step by step",
        },
        "zh-CN": {
            "title": "检查网络连接，换个网络",
            "intro": "换个网络试试最快。检测会告诉您哪一环通、哪一环不通：DNS、TLS、WebSocket 和时间。",
            "ask.seen": "现在是什么情况？",
            "ask.seen.hint": "还没换过网络的，可以不选。",
            "ask.seen.one_works": "换个网络就好了",
            "ask.seen.none_works": "换哪个网络都不行",
            "ask.seen.live_stands": "网页能开，但行情不动",
            "ask.seen.vpn": "正在使用 VPN 或代理",
            "ask.seen.certificate": "浏览器提示证书有问题",
            "verdict.try": "先做一次检测，再把 Wi-Fi 换成手机流量（或反过来）。这不会影响您的账户。",
            "verdict.one_works": "问题在原来的网络，您的账户没事，用能连上的网络就可以。",
            "verdict.none_works": "所有网络都不行，可能是我们的服务或您所在地区的问题。请看状态页，并把检测结果发给我们。",
            "verdict.live_stands": "实时连接被拦截了，您屏幕上的价格可能不是最新的。",
            "verdict.vpn": "请关掉 VPN：它的出口地址总在变，看起来像陌生人在登录。",
            "verdict.certificate": "看到这个提示不要继续：可能是假网站，也可能有人在中间截取。",
            "line.account_fine": "账户：没有问题",
            "line.router": "重启路由器，DNS 改为自动获取",
            "line.look_at_status": "看状态页：如在维护，换网络没有用，等维护结束即可",
            "line.share_test": "检测结果可以发给我们：时间、网络、停在哪一步",
            "line.region": "部分国家和地区不在服务范围；用 VPN 绕过，账户可能被限制",
            "line.live_blocked": "实时连接（WebSocket）被拦截：价格不动时请不要下单",
            "line.blocker": "关掉广告拦截或换个网络：公司、酒店的网络常会屏蔽",
            "line.vpn_off": "关掉 VPN、代理和加速软件",
            "line.do_not_go_on": "不要点“继续访问”，也不要在那里输入密码",
            "line.compare_site": "换个网络，自己输入官方网址，逐个字母核对",
            "line.clock": "日期和时间设为自动：时间不准，安全连接会失败",
            "line.change": "Wi-Fi 换成手机流量，或反过来",
            "line.restart": "打开飞行模式，十秒后关掉",
            "step.test": "检测网络连接",
            "step.status": "查看状态页",
            "step.browser": "清除浏览器旧数据",
            "step.typed_there": "我在那里输过密码",
            "step.how": "换网络的步骤",
        },
    },
)
