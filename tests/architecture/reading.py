"""The product's own sources, as the architecture tests read them: modules as syntax trees, templates as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FLOORS = (
    frozenset({"words"}),
    frozenset({"portal_config"}),
    frozenset({"form_schemas"}),
    frozenset({"foundation"}),
    frozenset({"themes"}),
    frozenset({"commerce"}),
    frozenset({"workspace"}),
    frozenset({"sandbox", "runtime"}),
    frozenset({"builder", "storefront"}),
    frozenset({"portico"}),
)
"""From the ground up. Packages of one floor are siblings and never use one another."""

STRANGERS = frozenset({("builder", "runtime")})
"""The builder stands higher than the runtime and still never uses it: they meet only in the document."""

PACKAGES = tuple(sorted(package for floor in FLOORS for package in floor if package != "themes"))


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the checkout's root, its dotted name, its text and its tree."""

    path: str
    name: str
    text: str
    tree: ast.Module


def module(path: str, text: str) -> Module:
    """A module of ``text``; what a detector is shown when it is tried out."""
    name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return Module(path, name, text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, without tests."""
    return tuple(
        module(str(file.relative_to(ROOT)), file.read_text())
        for package in PACKAGES
        for file in sorted((ROOT / package).rglob("*.py"))
        if "tests" not in file.relative_to(ROOT).parts and file.name != "conftest.py"
    )


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """(path, text) of every template that a browser or a mail program is shown."""
    return tuple(
        (str(file.relative_to(ROOT)), file.read_text())
        for folder in (*PACKAGES, "themes")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in (".html", ".txt", ".svg", ".xml") and "tests" not in file.relative_to(ROOT).parts
    )


def floor_of(path: str) -> int:
    """The floor a file stands on, counted from the ground."""
    package = path.split("/", 1)[0]
    return next(height for height, floor in enumerate(FLOORS) if package in floor)


def may_use(user: str, used: str) -> bool:
    """True when a file may name another one: its own package, or a lower floor."""
    own, other = user.split("/", 1)[0], used.split("/", 1)[0]
    return own == other or (floor_of(used) < floor_of(user) and (own, other) not in STRANGERS)


@cache
def texts(tree: ast.AST) -> tuple[tuple[int, str], ...]:
    """(line, text) of every string that is not a docstring; the holes of an f-string read ``x``."""
    return tuple(_texts(tree))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node of a tree; walking it once is enough for all tests."""
    return tuple(ast.walk(tree))


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    silent: set[int] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in ast.walk(node) if part is not node}
    for node in nodes(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            pieces = [str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values]
            yield node.lineno, "".join(pieces)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or attribute; a call or anything else in front reads ``()``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "()"


def imported(one: Module) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of every import, with relative ones resolved; ``name`` is empty for a plain ``import``."""
    package = one.name if one.path.endswith("__init__.py") else one.name.rpartition(".")[0]
    for node in nodes(one.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, base, alias.name
