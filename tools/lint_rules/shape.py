"""Sizes: what does not fit on a screen or in a head is cut up. Migrations and vendor folders are not ours."""

import ast
from collections.abc import Iterator

from tools.lint_rules.source import Finding, Source

FUNCTION_LINES = 50
FILE_LINES = {".py": 400, ".html": 80, ".js": 150, ".css": 300}
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "service", "services", "manager", "managers", "common", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(file: Source) -> list[Function]:
    return [node for node in ast.walk(file.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def limit(file: Source) -> int | None:
    return next((most for ending, most in FILE_LINES.items() if file.path.endswith(ending)), None)


def short_functions(file: Source) -> Iterator[Finding]:
    for function in functions(file):
        if length(function) > FUNCTION_LINES:
            yield file.finding(function, f"{function.name} has {length(function)} lines, {FUNCTION_LINES} are the most")


def short_files(file: Source) -> Iterator[Finding]:
    most = limit(file)
    if most is not None and file.lines > most:
        yield file.finding(None, f"{file.lines} lines, {most} are the most for such a file")


def telling_names(file: Source) -> Iterator[Finding]:
    for part in file.parts:
        if file.is_python and part.removesuffix(".py") in VAGUE_NAMES:
            yield file.finding(None, f"'{part}' does not say what is inside")


def imports_at_the_top(file: Source) -> Iterator[Finding]:
    if file.is_test:
        return
    for function in functions(file):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield file.finding(node, "an import inside a function hides a design error")
