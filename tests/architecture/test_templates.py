"""Templates: they look downwards only, and hold nothing a strict Content-Security-Policy would stop or that would pass a text unescaped."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest
from jinja2 import Environment, nodes

from tests.architecture.reading import Module, dotted, may_use, module, modules, templates
from tests.architecture.reading import nodes as every_node

PREFIXES = {
    "foundation/web/components/": "components/",
    "themes/": "themes/",
    "runtime/widgets/": "widgets/",
    "runtime/tabs/": "tabs/",
    "form_schemas/templates/": "",
    "form_schemas/fields/": "",
    "runtime/templates/": "",
    "storefront/templates/": "",
    "builder/templates/": "",
    "foundation/mail/pages/": "mail:",
}
"""Folder → what its templates are called in front of their own path. Letters are an environment of their own."""

LETTERS = "foundation/mail/pages/"
"""Mail programs know no stylesheets, so letters carry their styles inline; browsers show them in a sandbox without scripts."""

CHOSEN = {"form_schemas/templates/form_fields.html": "the engine of a field's kind names its own template"}
"""Templates that include one whose name is only known while drawing."""

DRAWING = {"render_template", "draw", "_gate"}

_FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "hx-on": re.compile(r"\bhx-(?:on|vals=.js)", re.IGNORECASE),
    "foreign address": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
}
_UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\s+false|\|\s*forceescape|Markup\s*\(", re.IGNORECASE)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def name_of(path: str) -> str | None:
    """What a template is called when another one or a view asks for it; None for a file in no template folder."""
    for folder, prefix in PREFIXES.items():
        if path.startswith(folder):
            return prefix + path[len(folder) :]
    return None


def known() -> dict[str, list[str]]:
    """Template name → the files that have it; two faces may both have an ``order.html``."""
    found: dict[str, list[str]] = {}
    for path, _ in templates():
        name = name_of(path)
        if name is not None:
            found.setdefault(name, []).append(path)
    return found


def asked_for(path: str, text: str) -> Iterator[tuple[int, str]]:
    """(line, name) of every template that a template extends, includes or imports. Computed names count with every name they can be."""
    tree = Environment(autoescape=True).parse(text)
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        names = (
            [one.value for one in node.template.find_all(nodes.Const)]
            if not isinstance(node.template, nodes.Const)
            else [node.template.value]
        )
        for name in names or ["(computed)"]:
            if isinstance(name, str) and (name.endswith((".html", ".txt")) or name == "(computed)"):
                yield node.lineno, ("mail:" + name if path.startswith(LETTERS) else name)


def looks_upward(path: str, text: str, names: dict[str, list[str]]) -> Iterator[str]:
    """What a template asks for that its own floor and those below do not have."""
    for line, name in asked_for(path, text):
        if name == "(computed)" and path in CHOSEN:
            continue
        if not any(may_use(path, owner) for owner in names.get(name, ())):
            yield f"{path}:{line} {name}"


def stopped(path: str, text: str) -> Iterator[str]:
    """What a strict Content-Security-Policy forbids."""
    bare = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    for what, pattern in _FORBIDDEN.items():
        if path.startswith(LETTERS) and what in ("style attribute", "inline style"):
            continue
        for found in pattern.finditer(bare):
            yield f"{path}:{bare.count(chr(10), 0, found.start()) + 1} {what}"


def unescaped(path: str, text: str) -> Iterator[str]:
    """Places where a text would reach a page as it is."""
    bare = _COMMENT.sub("", text)
    for found in _UNESCAPED.finditer(bare):
        yield f"{path}: {found.group()}"


def drawn(one: Module) -> Iterator[tuple[int, str]]:
    """(line, name) of templates that a module draws by a literal name."""
    for node in every_node(one.tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in DRAWING and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value.endswith(".html"):
                yield node.lineno, first.value


def raw_html(one: Module) -> Iterator[tuple[int, str]]:
    """(line, text) of tags that Python writes itself in a way that can carry a text unescaped: f-strings, ``%`` and ``+`` with ``Markup``."""
    for node in every_node(one.tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func).rpartition(".")[2]
        pieced = name == "Markup" and bool(node.args) and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        if pieced or name in ("render_template_string", "from_string"):
            yield node.lineno, ast.unparse(node)


def test_every_template_stands_in_a_known_folder() -> None:
    assert [path for path, _ in templates() if name_of(path) is None and path.endswith(".html")] == []


def test_templates_look_downwards() -> None:
    names = known()
    assert [
        place for path, text in templates() if path.endswith(".html") for place in looks_upward(path, text, names)
    ] == []


def test_views_draw_templates_of_their_own_floor_or_below() -> None:
    names = known()
    wrong = [
        f"{one.path}:{line} {name}"
        for one in modules()
        for line, name in drawn(one)
        if not any(may_use(one.path, owner) for owner in names.get(name, ()))
    ]
    assert wrong == []
    assert sum(1 for one in modules() for _ in drawn(one)) > 20, "the detector finds no views any more"


def test_every_template_is_used() -> None:
    used = {name for one in modules() for _, name in drawn(one)}
    used |= {name for path, text in templates() if path.endswith(".html") for _, name in asked_for(path, text)}
    texts = "\n".join(one.text for one in modules())
    # Parts of a theme's layout are asked for by their stem.
    layouts = "\n".join(text for path, text in templates() if path.startswith("themes/"))
    # Widgets, fields and letters are drawn by a name that is put together: their folder or stem then stands in the source.
    left = [
        path
        for name, paths in known().items()
        for path in paths
        if name not in used
        and PurePosixPath(name.removeprefix("mail:")).name not in texts
        and not path.startswith(("form_schemas/fields/", LETTERS))
        and not (
            path.startswith("themes/")
            and any(f'{drawn}("{PurePosixPath(path).stem}")' in layouts for drawn in ("part", "own"))
        )
    ]
    assert left == []


def test_nothing_a_strict_policy_would_stop() -> None:
    assert [place for path, text in templates() for place in stopped(path, text)] == []


def test_nothing_unescaped() -> None:
    assert [place for path, text in templates() for place in unescaped(path, text)] == []
    assert [f"{one.path}:{line} {what}" for one in modules() for line, what in raw_html(one)] == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<p\n  class='a'\n  style = 'x'>",
        '<button onclick="go()">',
        '<body ONLOAD="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        '<script src="https://elsewhere.example/x.js"></script>',
        '<img src="//elsewhere.example/x.png">',
    ],
)
def test_the_detector_sees_what_is_stopped(text: str) -> None:
    assert list(stopped("runtime/templates/page.html", text))


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{{ asset_url("portal.js") }}" defer></script>',
        '<p class="style">on time = good</p>',
        '{# <p style="x"> #}<p>',
        '<a href="https://elsewhere.example/">',
    ],
)
def test_the_detector_lets_pass(text: str) -> None:
    assert not list(stopped("runtime/templates/page.html", text))


@pytest.mark.parametrize(
    "text", ["{{ name|safe }}", "{{ name | safe }}", "{% autoescape false %}{{ name }}{% endautoescape %}"]
)
def test_the_detector_sees_unescaped(text: str) -> None:
    assert list(unescaped("runtime/templates/page.html", text))


def test_the_detector_sees_html_made_by_hand() -> None:
    assert list(raw_html(module("runtime/app.py", 'Markup(f"<b>{name}</b>")')))
    assert list(raw_html(module("runtime/app.py", 'Markup("<b>" + name)')))
    assert list(raw_html(module("runtime/app.py", "render_template_string(text)")))
    assert not list(raw_html(module("runtime/app.py", 'Markup("<b>{}</b>").format(name)')))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("runtime/templates/page.html", '{% include "catalogue.html" %}'),
        ("themes/quiet/layout.html", '{% include "error.html" %}'),
        ("builder/templates/desk.html", '{% include "parts/order_table.html" %}'),
        (
            "foundation/web/components/ui.html",
            '{% from "themes/quiet/layout.html" import x %}{% include "board.html" %}',
        ),
        ("runtime/templates/page.html", "{% include name %}"),
        ("runtime/templates/page.html", '{% include "missing.html" %}'),
    ],
)
def test_the_detector_sees_a_look_upward(path: str, text: str) -> None:
    assert list(looks_upward(path, text, known()))


def test_the_detector_lets_a_look_downwards_pass() -> None:
    text = '{% extends layout|default("themes/quiet/layout.html") %}{% from "components/ui.html" import button %}'
    assert not list(looks_upward("storefront/templates/pay.html", text, known()))
