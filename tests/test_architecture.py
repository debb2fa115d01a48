"""Rules of the house that a program can check: sizes, docstrings, names, a test for every pure module, one clock.

Layers and doors are import contracts (pyproject.toml; tests/test_imports.py plants violations).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "syndication"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Lines of a module that fail; about 400 is the aim.
MAX_MODULE_LINES = 500
#: Lines of code in a function's body: what a reader must hold in mind. Signature, docstring, comments and blank lines
#: do not count, else explaining a function would be punished.
MAX_FUNCTION_LINES = 40

PURE_ROOMS = ("text", "normalise", "relate", "render")
PURE_MODULES = [
    *(path for path in MODULES if path.relative_to(PACKAGE).parts[0] in PURE_ROOMS and path.name != "__init__.py"),
    *(path for path in (PACKAGE / f"serve/{name}.py" for name in ("conditional", "negotiate"))),
    PACKAGE / "intake" / "schedule.py",
    PACKAGE / "model.py",
]
#: Alembic's own shape: one function that is a list of statements, and needs no docstring.
MIGRATIONS = PACKAGE / "store" / "migrations"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_module = pytest.mark.parametrize("path", MODULES, ids=name)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def public(node: ast.AST) -> Iterator[ast.ClassDef | Function]:
    """Public classes and functions at module level and in public classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | Function) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def body_lines(function: Function, lines: list[str]) -> int:
    """Lines of code in a body."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    code = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(1 for line in code if line and not line.startswith("#"))


@every_module
def test_a_module_is_short_and_says_what_it_is_for(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES
    assert ast.get_docstring(tree(path)), "no docstring"


@every_module
def test_everything_public_says_what_it_does(path: Path) -> None:
    silent = [node.name for node in public(tree(path)) if not ast.get_docstring(node)]
    assert not silent or MIGRATIONS in path.parents


@every_module
def test_functions_are_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, Function)]
    sizes = {f"{node.name}, line {node.lineno}": body_lines(node, lines) for node in functions}
    long = {where: size for where, size in sizes.items() if size > MAX_FUNCTION_LINES}
    assert not long or MIGRATIONS in path.parents


def test_a_body_is_counted_without_docstring_comments_and_blank_lines() -> None:
    text = (
        'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    # why\n\n    b = (\n        a\n    )\n    return b\n'
    )
    (function,) = ast.parse(text).body
    assert isinstance(function, Function)
    assert body_lines(function, text.splitlines()) == 4


@every_module
def test_no_module_is_named_like_one_of_the_standard_library(path: Path) -> None:
    assert path.stem in ("__init__", "__main__") or path.stem not in sys.stdlib_module_names
    assert path.stem not in ("utils", "helpers", "misc", "common")


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=name)
def test_the_door_of_a_room_is_only_its_description(path: Path) -> None:
    (only,) = tree(path).body
    assert isinstance(only, ast.Expr)
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=name)
def test_every_folder_is_a_package(folder: Path) -> None:
    assert (folder / "__init__.py").exists() or folder.is_relative_to(MIGRATIONS)


@pytest.mark.parametrize("path", PURE_MODULES, ids=name)
def test_a_pure_module_has_its_test(path: Path) -> None:
    within = path.relative_to(PACKAGE)
    assert (ROOT / "tests" / within.parent / f"test_{within.name}").exists()


@pytest.mark.parametrize("folder", sorted({path.parent for path in (ROOT / "tests").rglob("test_*.py")}), ids=name)
def test_a_folder_of_tests_is_a_package_so_that_equal_names_do_not_clash(folder: Path) -> None:
    assert (folder / "__init__.py").exists()


@every_module
def test_only_logs_asks_the_clock_of_the_day(path: Path) -> None:
    """Ruff bans ``datetime.now``; this also finds its relatives. ``time`` is kept out of pure rooms by contract."""
    if path == PACKAGE / "logs.py":
        return
    asked = [
        f"{ast.unparse(node)}, line {node.lineno}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    ]
    assert asked == []


@pytest.mark.parametrize("path", PURE_MODULES, ids=name)
def test_a_pure_module_opens_nothing(path: Path) -> None:
    """What import contracts can't name: parts of packages and built-in functions."""
    nodes = list(ast.walk(tree(path)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {
        f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert not {found for found in imported if found.startswith("urllib") and not found.startswith("urllib.parse")}
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval"}
