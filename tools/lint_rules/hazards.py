"""What has hurt others: silent failures, several clocks, hidden callers, unescaped HTML, comparisons that leak."""

import ast
import re
from collections.abc import Iterator

from tools.lint_rules.source import Finding, Source, dotted

BROAD = {"Exception", "BaseException"}
LOGGERS = re.compile(r"^(log|logger|logging)\.")
SIGNAL_MODULES = {"django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.datetime.now", "timezone.now", "time.time", "date.today"}
MAY_ASK_THE_TIME = {"kefu/kit/clock.py"}
LEAKY = re.compile(r"(digest|signature|hmac|mac|token|token_hash|secret|password)$")
UNESCAPED = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
# Each file that may catch whatever comes and go on, and why.
MAY_GO_ON: dict[str, str] = {
    "kefu/live/writer.py": "what it was given is committed: a sender who cannot be told asks again, and the log says so",
    "kefu/live/tail.py": "the top of tasks of the socket loop: the log is the truth, and the next round tells the rest",
    "kefu/conversations/worker.py": "the top of a thread: the rows keep what failed, and the next round takes them",
}
# Each file that may mark text as safe HTML, and why that is safe there.
MAY_MARK_SAFE: dict[str, str] = {
    "kefu/ui/templatetags/kefu_ui.py": "the import map is JSON of our own static addresses",
    "kefu/web/help/templatetags/kefu_help.py": "JSON of ours, in which nothing is left that could end its element",
    "kefu/knowledge/rendering.py": "the line before cleaned the HTML of an article against a short list",
}


def failures_are_not_swallowed(file: Source) -> Iterator[Finding]:
    if file.path in MAY_GO_ON:
        return
    for handler in file.every(ast.ExceptHandler):
        if _is_broad(handler) and all(_does_nothing(statement) for statement in handler.body):
            yield file.finding(handler, "any failure is swallowed here: name it, raise it, or write it to a row")
    for call in file.every(ast.Call):
        if dotted(call.func).endswith("suppress") and any(dotted(kind) in BROAD for kind in call.args):
            yield file.finding(call, "any failure is swallowed here: name it")


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or dotted(kind) in BROAD for kind in kinds)


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass | ast.Continue):
        return True
    if not isinstance(statement, ast.Expr):
        return False
    return isinstance(statement.value, ast.Constant) or (
        isinstance(statement.value, ast.Call) and bool(LOGGERS.match(dotted(statement.value.func)))
    )


def no_signals(file: Source) -> Iterator[Finding]:
    if not file.within("kefu"):
        return
    for node in file.every(ast.ImportFrom):
        if node.module in SIGNAL_MODULES:
            yield file.finding(node, "signals hide who calls whom: call it, or append an entry")


def one_clock(file: Source) -> Iterator[Finding]:
    if not file.within("kefu") or file.is_test or file.path in MAY_ASK_THE_TIME:
        return
    for call in file.every(ast.Call):
        if dotted(call.func) in CLOCKS:
            yield file.finding(call, f"{dotted(call.func)}(): ask kefu.kit.clock, which tests can hold still")


def rows_are_read_for_a_viewer(file: Source) -> Iterator[Finding]:
    if not file.within("kefu/web", "kefu/api", "kefu/live") or file.is_test:
        return
    for call in file.every(ast.Call):
        name = dotted(call.func)
        by_row = any(word.arg in {"pk", "id"} for word in call.keywords)
        if name.endswith("get_object_or_404") or (name.endswith("objects.get") and by_row):
            yield file.finding(call, "a row is read without a viewer: ask the room's *_for(viewer, ...)")


def html_is_escaped(file: Source) -> Iterator[Finding]:
    if file.path in MAY_MARK_SAFE or not file.within("kefu", "demo"):
        return
    for call in file.every(ast.Call):
        if dotted(call.func).split(".")[-1] in {"mark_safe", "SafeString"}:
            yield file.finding(call, "text marked as safe HTML: use a template or format_html")
    if file.path.endswith(".html"):
        for number, line in enumerate(file.text.splitlines(), start=1):
            if UNESCAPED.search(line):
                yield Finding(file.path, number, "unescaped text in a template")


def digests_are_compared_in_constant_time(file: Source) -> Iterator[Finding]:
    if not file.within("kefu") or file.is_test:
        return
    for compare in file.every(ast.Compare):
        sides = [compare.left, *compare.comparators]
        equals = any(isinstance(operator, ast.Eq | ast.NotEq) for operator in compare.ops)
        if equals and not any(isinstance(side, ast.Constant) for side in sides) and any(map(_is_secret, sides)):
            yield file.finding(compare, "a secret is compared with ==: use secrets.compare_digest")


def _is_secret(side: ast.expr) -> bool:
    name = dotted(side.func if isinstance(side, ast.Call) else side)
    return bool(LEAKY.search(name.lower()))


def pages_are_asked_from_outside(file: Source) -> Iterator[Finding]:
    for call in file.every(ast.Call):
        if dotted(call.func).endswith(".wait_for_function"):
            yield file.finding(call, "our pages' policy refuses it at its second look: tools.browser.wait_until")
