"""What import-linter cannot see of the floors: third-party imports, Flask below the pages, imports by name, names of modules."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.reading import PACKAGES, ROOT, Module, dotted, imported, may_use, module, modules, nodes

PURE = {
    "words": {"babel", "jinja2", "markupsafe"},
    "portal_config": {"marshmallow", "coloraide", "holidays"},
    "form_schemas": {"babel", "marshmallow", "stdnum"},
}
"""What the pure floors take from outside the standard library; Babel knows how a language writes numbers and dates and reads catalogues, stdnum the
check digits of company numbers."""

NO_IO = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "smtplib",
    "sqlite3",
    "subprocess",
    "asyncio",
    "threading",
    "time",
    "os",
    "tempfile",
}
"""What of the standard library reaches outside, keeps a clock or starts something: none of it is pure."""

FLASK = ("flask", "flask_sqlalchemy", "flask_login", "werkzeug", "jinja2")
FLASK_BELOW = {
    "foundation/web/": "what every page stands on",
    "foundation/db/": "Flask-SQLAlchemy's session, one engine for all apps",
    "foundation/identity/viewer.py": "the viewer is Flask-Login's user",
    "foundation/mail/templates.py": "letters are drawn with Jinja",
    "words/templates.py": "sentences of templates",
    "foundation/formats.py": "how figures and days are written, as filters of pages and letters",
}
"""The only places below the faces that know of requests and templates."""

BY_NAME = frozenset({"portico/engines.py", "portico/rooms.py", "portal_config/kinds.py"})
"""The composition root, the registry's ``discover``, which only the composition root calls, and the engines of questions, one folder each: the only places
that import by name."""

LOADERS = ("spec_from_file_location", "module_from_spec", "exec_module", "load_module")

DRAWERS = re.compile(
    r"(?:^|_)(?:utils?|helpers?|managers?|handlers?|misc|common|lib|info|processors?|stuff|shared|core)(?:_|$)"
)
SHADOWS = {"platform", "calendar", "email", "queue", "types", "signal"}
ENGINE_PLACE = re.compile(r"(?:runtime|storefront)/(?:tabs|widgets)/\w+/data\.py$")


def strange_imports(one: Module) -> Iterator[tuple[int, str]]:
    """(line, package) of what a pure module takes from where it must not."""
    package = one.name.split(".")[0]
    if package not in PURE:
        return
    allowed = PURE[package] | {"words", package} | ({"portal_config"} if package == "form_schemas" else set())
    for line, base, name in imported(one):
        top = base.split(".")[0]
        if top in sys.stdlib_module_names or top == "__future__":
            if top in NO_IO or base in NO_IO or f"{base}.{name}" in NO_IO:
                yield line, base
        elif top not in allowed:
            yield line, base


def flask_below(one: Module) -> Iterator[tuple[int, str]]:
    """(line, import) of Flask and its relatives below the faces, outside the named places."""
    package = one.name.split(".")[0]
    if package in ("runtime", "storefront", "builder", "portico") or any(
        one.path.startswith(place) for place in FLASK_BELOW
    ):
        return
    for line, base, name in imported(one):
        if base.split(".")[0] in FLASK or base.startswith("foundation.web") or (base, name) == ("foundation", "web"):
            yield line, base


def by_name(one: Module) -> Iterator[tuple[int, str]]:
    """(line, call) of every import or code made from a text."""
    for node in nodes(one.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if name.endswith("import_module") or name in ("__import__", "exec", "eval") or name.endswith(LOADERS):
                yield node.lineno, name
            if name.startswith(("pkgutil.", "runpy.")):
                yield node.lineno, name
    for line, base, _ in imported(one):
        if base in ("pkgutil", "runpy", "imp"):
            yield line, base


def upward(one: Module) -> Iterator[tuple[int, str]]:
    """(line, module) of imports of a sibling or a higher floor, deferred ones inside functions included."""
    for line, base, _ in imported(one):
        other = base.split(".")[0]
        if other in PACKAGES and not may_use(one.path, f"{other}/"):
            yield line, base


def test_the_pure_floors_import_only_what_is_listed() -> None:
    assert [f"{one.path}:{line} {what}" for one in modules() for line, what in strange_imports(one)] == []


def test_the_list_names_only_what_is_taken() -> None:
    taken = {
        package: {
            base.split(".")[0]
            for one in modules()
            if one.path.startswith(f"{package}/")
            for _, base, _ in imported(one)
        }
        for package in PURE
    }
    assert {package: allowed - taken[package] for package, allowed in PURE.items()} == {
        package: set() for package in PURE
    }


def test_no_page_code_below_the_faces() -> None:
    assert [f"{one.path}:{line} {what}" for one in modules() for line, what in flask_below(one)] == []


def test_flask_is_where_the_list_says() -> None:
    for place in FLASK_BELOW:
        users = [one for one in modules() if one.path.startswith(place)]
        assert any(base.split(".")[0] in FLASK for one in users for _, base, _ in imported(one)), place


def test_imports_by_name_stay_in_the_composition_root() -> None:
    assert [
        f"{one.path}:{line} {what}" for one in modules() if one.path not in BY_NAME for line, what in by_name(one)
    ] == []
    assert {one.path for one in modules() if any(True for _ in by_name(one))} == BY_NAME
    assert {
        one.path for one in modules() if ("portal_config.kinds", "discover") in {found[1:] for found in imported(one)}
    } == {"portico/kinds.py"}


def test_no_floor_imports_a_higher_one() -> None:
    assert [f"{one.path}:{line} {what}" for one in modules() for line, what in upward(one)] == []


def test_every_package_stands_on_a_floor() -> None:
    found = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "e2e", "tools", "migrations"}
    assert found == set(PACKAGES)


def test_modules_are_named_after_the_business() -> None:
    assert [one.path for one in modules() if drawer(one.path)] == []
    assert not SHADOWS & {folder.name for folder in ROOT.iterdir() if folder.is_dir()}


def drawer(path: str) -> bool:
    """True for a module or folder that is named after a drawer instead of what it is about."""
    parts = path.removesuffix(".py").split("/")
    return any(DRAWERS.search(part) for part in parts) or (parts[-1] == "data" and not ENGINE_PLACE.search(path))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("portal_config/money.py", "import requests"),
        ("portal_config/money.py", "import foundation.clock"),
        ("portal_config/money.py", "from urllib import request\nimport socket"),
        ("form_schemas/fields/url/field.py", "import time"),
        ("form_schemas/view.py", "from flask import g"),
    ],
)
def test_the_detector_sees_a_strange_import(path: str, text: str) -> None:
    assert list(strange_imports(module(path, text)))


def test_the_detector_lets_pure_imports_pass() -> None:
    text = "from marshmallow import Schema\nfrom coloraide import Color\nimport json\nfrom portal_config import ids"
    assert not list(strange_imports(module("portal_config/money.py", text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("commerce/orders/actions.py", "from flask import g"),
        ("commerce/orders/actions.py", "def f():\n    import flask"),
        ("commerce/orders/actions.py", "from foundation.web import needs"),
        ("sandbox/people.py", "from werkzeug.exceptions import NotFound"),
        ("foundation/timers/actions.py", "import flask_sqlalchemy"),
    ],
)
def test_the_detector_sees_flask_below(path: str, text: str) -> None:
    assert list(flask_below(module(path, text)))
    assert not list(flask_below(module("runtime/pages/views.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "import importlib\nimportlib.import_module(x)",
        "__import__(x)",
        "eval(x)",
        "exec(x)",
        "import pkgutil",
        "from importlib import import_module\nimport_module(x)",
    ],
)
def test_the_detector_sees_imports_by_name(text: str) -> None:
    assert list(by_name(module("runtime/app.py", text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("foundation/events/record.py", "def f():\n    from commerce.orders import events"),
        ("storefront/shop/views.py", "import builder"),
        ("builder/desk/views.py", "from runtime.pages import portal"),
        ("runtime/app.py", "from sandbox.people import join"),
        ("commerce/orders/queries.py", "from ...runtime import app"),
    ],
)
def test_the_detector_sees_a_look_upward(path: str, text: str) -> None:
    assert list(upward(module(path, text)))


def test_the_detector_sees_drawers() -> None:
    assert drawer("commerce/utils.py")
    assert drawer("commerce/order_helpers/places.py")
    assert drawer("commerce/orders/data.py")
    assert not drawer("runtime/widgets/links/data.py")
    assert not drawer("commerce/orders/library.py")
