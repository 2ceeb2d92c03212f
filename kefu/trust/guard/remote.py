"""Whether a text asks for somebody's screen or device. The tools are named in warnings alone, or not at all. Pure."""


from kefu.trust.guard import cues
from kefu.trust.guard.asks import Found, sentences
from kefu.trust.guard.kinds import Rule
from kefu.trust.guard.words import compiled, loose

TOOLS = compiled(
    loose("any desk", "team viewer", "team veiwer", "teamviwer", "to desk", "rust desk", "awe sun", "ultra viewer", "sunlogin", "air droid", "hop to desk", "supremo", "dw service", "goto assist"),
    r"\bquick assist\b|chrome remote desktop|screen ?connect|splashtop|logmein|向日葵|[todesk]{6}远程|网易uu远程|远程码|设备代码",
    r"远程(?!办公|网络|工作|服务器|银行)|(?:协助|控制)软件|连(?:一下|接)(?:您|你)的?(?:电脑|手机)|屏幕(?:共享|分享)|分享(?:您的|你的)?屏幕|远控|投屏|共享(?:一下)?(?:您的|你的)?屏幕|(?:控制|接管|操作)(?:您|你)的?(?:电脑|手机|桌面|屏幕|设备)|连接(?:您|你)的?(?:电脑|手机)",
    r"\bremote (?:in|into)\b|\bremote(?:ly)? (?:access|control|session|desktop|support|assist\w*|connection|help|software|tool|app)\b|\b(?:connect\w*|control|access|help you|fix (?:it|this)|it) (?:for you )?remotely|\bfor you remotely",
    r"\bscreen[- ]?(?:shar(?:e|ing)|mirror\w*)\b|\b(?:control|take over|operate|access) your (?:\w+ )?(?:computer|phone|pc|screen|device|laptop)|remote request|\bshar(?:e|ing) (?:your|ur|the) (?:\w+ )?screen\b|control (?:of|over) (?:your|the) (?:\w+ )?(?:screen|computer|phone|device|pc|mouse)|connect to your (?:computer|phone|device|pc|laptop)|(?:see|view|watch) your (?:screen|desktop)|access to your (?:computer|phone|device|pc|laptop)|on your (?:machine|computer|pc): ",
    r"(?:удал[еa-я]+|дистанционн[а-яa-z]+) (?:доступ|управлен|подключ|помощ)[а-яa-z]*|демонстрац[а-яa-z]+ экрана|энидеск|тимвьювер",
    r"(?:truy cap|dieu khien|ket noi|ho tro)(?: may tinh| dien thoai| thiet bi)? tu xa|dieu khien (?:may tinh|dien thoai)|chia se man hinh",
    r"uzaktan (?:eris|baglan|kontrol|yardim|destek)\w*|ekran\w* paylas\w*|acceso remoto|control remoto|compart\w+ (?:su |tu )?pantalla|conectarse a su (?:ordenador|equipo)",
)
WANTED = compiled(
    r"\b(?:let|allow|accept|start|please|pls|install|download|open|give|get|grab|grant|set up|turn on|join|run|use|show|share|sharing|i|we|can|could|your|number|id|tell|quick)\b",
    r"请|让|麻烦|装|下载|打开|开启|允许|接受|同意|我|给|帮|连接|吗|告诉|发|用|加|установ|скач|дай|включ|разреш|пришл|\b(?:cai|tai|cho phep|hay|ban)\b|kur|indir|verin|acin|paylas|instal|descarg|permit|compart",
)
HARMLESS = compiled(
    r"\b(?:remove|uninstall|delete|disconnect|turn (?:it |that )?off|stop|close|switch off|disable|no need|do you have|installed)\b|卸载|关掉|关闭|断网|断开|删掉|挂断|安装过|装过|装了|用过|удалите|отключите|\bgo\b bo|kaldir|desinstal",
    r"如果|要是|if (?:you (?:have|had|already|ever|see)|some|any)|\bремонт|\bnếu\b",
)


def found(text: str) -> Found | None:
    for sentence in sentences(text):
        if sentence.has(cues.WARNS) or not sentence.has(WANTED):
            continue
        for hit in TOOLS.finditer(text, sentence.begins, sentence.ends):
            if _is_asked(text, sentence.clauses(*hit.span())):
                return (Rule.REMOTE, *hit.span())
    return None


def _is_asked(text: str, clause: tuple[int, int]) -> bool:
    return not any(cue.search(text, *clause) for cue in (cues.DENIES, cues.OTHERS, HARMLESS))
