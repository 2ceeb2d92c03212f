"""Each rule finds its planted violation, and lets the proper form pass."""

from collections.abc import Callable, Iterator

import pytest

from tools.lint_rules import hazards, policies, shape, traces
from tools.lint_rules.source import Finding, Source

Rule = Callable[[Source], Iterator[Finding]]

LONG_BODY = "".join(f"    x{number} = {number}\n" for number in range(50))
PLANTED: list[tuple[Rule, str, str]] = [
    (shape.short_functions, "kefu/people/staff.py", f"def f() -> None:\n{LONG_BODY}"),
    (shape.short_functions, "kefu/people/staff.py", f"async def f() -> None:\n{LONG_BODY}"),
    (shape.short_files, "kefu/people/staff.py", "x = 1\n" * 401),
    (shape.short_files, "kefu/ui/templates/ui/base.html", "<p></p>\n" * 81),
    (shape.short_files, "kefu/ui/static/ui/thread.js", "f();\n" * 151),
    (shape.short_files, "kefu/ui/static/ui/thread.css", "a {}\n" * 301),
    (shape.telling_names, "kefu/people/helpers.py", ""),
    (shape.telling_names, "kefu/services/staff.py", ""),
    (shape.imports_at_the_top, "kefu/people/staff.py", "def f():\n    from kefu import kit\n"),
    (hazards.failures_are_not_swallowed, "kefu/live/hub.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
    (hazards.failures_are_not_swallowed, "kefu/live/hub.py", "try:\n    f()\nexcept:\n    log.info('x')\n"),
    (
        hazards.failures_are_not_swallowed,
        "kefu/live/hub.py",
        "while x:\n    try:\n        f()\n    except (KeyError, Exception):\n        log.info('x')\n        continue\n",
    ),
    (hazards.failures_are_not_swallowed, "kefu/live/hub.py", "with contextlib.suppress(Exception):\n    f()\n"),
    (hazards.no_signals, "kefu/people/staff.py", "from django.db.models.signals import post_save\n"),
    (hazards.no_signals, "kefu/people/staff.py", "from django.dispatch import receiver\n"),
    (hazards.one_clock, "kefu/people/staff.py", "x = datetime.now(UTC)\n"),
    (hazards.one_clock, "kefu/people/staff.py", "x = time.time()\n"),
    (hazards.one_clock, "kefu/people/staff.py", "x = timezone.now()\n"),
    (hazards.rows_are_read_for_a_viewer, "kefu/web/desk/views.py", "x = Conversation.objects.get(pk=1)\n"),
    (hazards.rows_are_read_for_a_viewer, "kefu/api/v1/files.py", "x = get_object_or_404(Upload, key=1)\n"),
    (hazards.html_is_escaped, "kefu/ui/thread.py", "x = mark_safe(body)\n"),
    (hazards.html_is_escaped, "kefu/ui/templates/ui/base.html", "<p>{{ body|safe }}</p>\n"),
    (hazards.html_is_escaped, "kefu/ui/templates/ui/base.html", "{% autoescape off %}\n"),
    (hazards.digests_are_compared_in_constant_time, "kefu/people/identity.py", "x = signature == given\n"),
    (hazards.pages_are_asked_from_outside, "tests/journeys/sides.py", "page.wait_for_function('1')\n"),
    (hazards.digests_are_compared_in_constant_time, "kefu/people/identity.py", "x = given != mac.hexdigest()\n"),
    (policies.views_declare_a_policy, "kefu/web/desk/views.py", "def inbox(request):\n    ...\n"),
    (policies.views_declare_a_policy, "kefu/web/desk/views.py", "@login_required\ndef inbox(request):\n    ...\n"),
    (policies.views_declare_a_policy, "kefu/web/desk/views.py", "class Inbox(ListView):\n    ...\n"),
    (policies.views_declare_a_policy, "kefu/api/v1/messages.py", "async def messages(request, key):\n    ...\n"),
    (traces.no_traces, "docs/set-up.md", "cd /wo" + "rk/kefu\n"),
    (traces.no_traces, "requirements/core.txt", "--index-url=https://py" + "pi.org/simple\n"),
    (traces.no_traces, "kefu/live/hub.py", "# TO" + "DO: later\n"),
]
PROPER: list[tuple[Rule, str, str]] = [
    (shape.short_functions, "kefu/people/staff.py", f"def f() -> None:\n{LONG_BODY[:200]}"),
    (shape.short_files, "kefu/people/staff.py", "x = 1\n" * 400),
    (shape.imports_at_the_top, "kefu/people/staff.py", "from kefu import kit\n"),
    (hazards.failures_are_not_swallowed, "kefu/live/hub.py", "try:\n    f()\nexcept (KeyError, OSError):\n    pass\n"),
    (
        hazards.failures_are_not_swallowed,
        "kefu/live/hub.py",
        "try:\n    f()\nexcept Exception as e:\n    row.failed(e)\n",
    ),
    (hazards.one_clock, "kefu/kit/clock.py", "x = datetime.now(UTC)\n"),
    (hazards.one_clock, "kefu/people/staff.py", "x = time.monotonic()\n"),
    (hazards.rows_are_read_for_a_viewer, "kefu/web/desk/views.py", "x = queries.conversation_for(viewer, key)\n"),
    (hazards.html_is_escaped, "kefu/ui/templates/ui/base.html", "<p>{{ body }}</p> {# safe #}\n"),
    (hazards.digests_are_compared_in_constant_time, "kefu/people/identity.py", "x = compare_digest(mac, given)\n"),
    (hazards.digests_are_compared_in_constant_time, "kefu/people/identity.py", "x = token == ''\n"),
    (policies.views_declare_a_policy, "kefu/web/desk/views.py", "@policy(Who.STAFF)\ndef inbox(request):\n    ...\n"),
    (policies.views_declare_a_policy, "kefu/web/desk/views.py", "def _own(request):\n    ...\n"),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_found(rule: Rule, path: str, text: str) -> None:
    found = list(rule(Source(path, text)))
    assert len(found) == 1
    assert found[0].path == path


@pytest.mark.parametrize(("rule", "path", "text"), PROPER)
def test_the_proper_form_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []


def test_every_rule_has_a_planted_violation() -> None:
    modules = (shape, hazards, policies, traces)
    rules = {
        function
        for module in modules
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__
        and list(getattr(function, "__annotations__", {}).values()) == [Source, Iterator[Finding]]
        and not name.startswith("_")
    }
    assert rules == {rule for rule, _, _ in PLANTED}
