"""Addresses of a portal are built by endpoint name: a portal may be mounted below a path, and a link written by hand would leave it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import Module, dotted, module, modules, nodes, templates

FACES = ("runtime/", "storefront/", "themes/", "workspace/", "form_schemas/")
DECLARING = {"get", "post", "put", "patch", "delete", "route", "startswith", "removeprefix"}
"""Calls that name a path without leading anybody there."""

_ATTRIBUTE = re.compile(r'\b(?:href|action|formaction|src|data-[a-z-]*(?:url|stream))\s*=\s*"/')
_PATH = re.compile(r"/[a-z~{-][\w/{}<>~.-]*")


def by_hand(one: Module) -> Iterator[str]:
    """Paths that a module writes into what it hands over: keywords and keys whose name ends in ``url``, and targets of ``redirect``."""
    for node in nodes(one.tree):
        places: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2]
            if name in DECLARING:
                continue
            places += [word.value for word in node.keywords if word.arg and word.arg.endswith(("url", "_to"))]
            places += node.args[:1] if name in ("redirect", "Keyset", "Paging") else []
        elif isinstance(node, ast.Dict):
            places += [
                value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and str(key.value).endswith("url")
            ]
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr | ast.Constant):
            places.append(node.value)
        for place in places:
            for line, text in _texts(place):
                if _PATH.fullmatch(text) and not text.startswith("//"):
                    yield f"{one.path}:{line} {text}"


def _texts(part: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, beginning) of every text in an expression; what follows a value in an f-string is not a beginning."""
    if isinstance(part, ast.JoinedStr):
        first = part.values[0] if part.values else None
        if isinstance(first, ast.Constant):
            yield part.lineno, str(first.value)
    elif isinstance(part, ast.Constant):
        if isinstance(part.value, str):
            yield part.lineno, part.value
    else:
        for inner in ast.iter_child_nodes(part):
            yield from _texts(inner)


def test_no_template_of_a_portal_leads_to_the_root_of_its_host() -> None:
    wrong = [
        f"{path}: {found.group()}"
        for path, text in templates()
        if path.startswith((*FACES, "foundation/web/"))
        for found in _ATTRIBUTE.finditer(text)
    ]
    assert wrong == []


def test_no_view_of_a_portal_writes_an_address_by_hand() -> None:
    allowed = {"storefront/checkout/page.py"}  # the name of the page that is present, not a link
    assert [
        place for one in modules() if one.path.startswith(FACES) and one.path not in allowed for place in by_hand(one)
    ] == []


@pytest.mark.parametrize(
    "text",
    ['redirect(f"/orders/{number}", 303)', 'draw("x.html", pay_url="/pay")', 'x = {"url": f"/orders/{n}"}'],
)
def test_the_detector_sees_an_address_by_hand(text: str) -> None:
    assert list(by_hand(module("runtime/app.py", text)))


@pytest.mark.parametrize(
    "text", ['redirect(url_for("orders.order", number=number))', '@pages.get("/t/<slug>")\ndef f(): ...']
)
def test_the_detector_lets_pass(text: str) -> None:
    assert not list(by_hand(module("runtime/app.py", text)))
