"""Every view declares who may call it. The edge refuses what does not; this says so before anything runs."""

import ast
from collections.abc import Iterator

from tools.lint_rules.source import Finding, Source, dotted


def views_declare_a_policy(file: Source) -> Iterator[Finding]:
    if not _holds_views(file):
        return
    for node in file.tree.body:
        if isinstance(node, ast.ClassDef) and any(dotted(base).endswith("View") for base in node.bases):
            yield file.finding(node, f"{node.name}: views are functions with a @policy")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_view(node) and not _has_policy(node):
            yield file.finding(node, f"{node.name} has no @policy")


def _holds_views(file: Source) -> bool:
    in_edge = file.within("kefu/web", "kefu/api") and not file.is_test
    return in_edge and ("views" in file.path or file.within("kefu/api"))


def _is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Public, and first takes the request. What takes a request but is no view starts with an underscore."""
    first = function.args.args[:1]
    return bool(first) and first[0].arg == "request" and not function.name.startswith("_")


def _has_policy(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    called = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(dotted(name).split(".")[-1] == "policy" for name in called)
