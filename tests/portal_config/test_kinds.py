"""The registry of kinds and what every declaration keeps to."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from portal_config import planned
from portal_config.kinds import DuplicateKind, Kind, Registry, registry
from portal_config.settings import Settings
from portal_config.settings.base import reading_with
from portico.kinds import PACKAGES, discover_kinds

ROOT = Path(__file__).parents[2]
READY = [
    kind
    for family in ("tab", "widget", "field", "price_model", "payment_method", "service", "section", "block")
    for kind in registry.family(family)
]
COMMON = {
    "type",
    "model",
    "label",
    "icon",
    "see",
    "title",
    "size",
    "key",
    "help",
    "show",
    "require",
    "compute",
    "name",
    "pipeline",
    "blocks",
}


def test_registry_refuses_a_second_declaration_of_a_name() -> None:
    fresh = Registry()

    class First(Kind):
        name, family, label = "one", "tab", "One"

    class Second(Kind):
        name, family, label = "one", "tab", "Another"

    class Elsewhere(Kind):
        name, family, label = "one", "widget", "One"

    fresh.register(First)
    fresh.register(Elsewhere)
    with pytest.raises(DuplicateKind):
        fresh.register(Second)
    assert fresh.get("tab", "one") is First
    assert fresh.get("tab", "two") is None


def test_registry_refuses_an_unknown_family() -> None:
    class Stray(Kind):
        name, family, label = "one", "gadget", "One"

    with pytest.raises(ValueError, match="gadget"):
        Registry().register(Stray)


def test_everything_promised_is_ready() -> None:
    assert {kind.name for kind in registry.family("tab")} == {
        "dashboard", "files", "messages", "orders", "page", "storefront", "team",
    }  # fmt: skip
    assert {kind.name for kind in registry.family("widget")} == {
        "welcome", "waiting_for_you", "order_list", "payment_due", "text", "links", "messages", "files_recent", "timeline", "checklist",
    }  # fmt: skip
    assert {kind.name for kind in registry.family("field")} == {
        "short_text", "long_text", "email", "phone", "url", "number", "yes_no", "choice_one", "choice_many", "date", "po_number", "consent",
        "repeat", "group", "calculated", "price_summary", "percent", "money", "rating", "scale", "ranking", "image_choice", "date_range",
        "time", "datetime", "hidden", "country", "address", "company_id", "rich_text", "heading", "text", "callout", "image_block", "divider",
        "signature", "matrix", "line_items", "person", "record", "file", "image",
    }  # fmt: skip
    assert {kind.name for kind in registry.family("price_model")} == {
        "flat", "per_unit", "graduated", "volume", "package", "percent", "graduated_percent",
    }  # fmt: skip
    assert {kind.name for kind in registry.family("payment_method")} == {"gateway", "bank_transfer"}
    assert {kind.name for kind in registry.family("service")} == {"productized", "free"}


def test_planned_kinds_are_known_and_not_offered() -> None:
    assert registry.get("field", "cost_center").engine == "planned"
    assert "cost_center" not in {kind.name for kind in registry.family("field")}
    assert "cost_center" in {kind.name for kind in registry.family("field", planned=True)}
    assert sum(len(names.split()) for names in planned.KINDS.values()) > 50


@pytest.mark.parametrize("kind", READY, ids=lambda kind: f"{kind.family}-{kind.name}")
def test_a_declaration_is_whole_and_its_example_reads(kind: type[Kind]) -> None:
    assert kind.label and kind.icon and kind.group and issubclass(kind.Settings, Settings)
    assert kind.example[{"price_model": "model"}.get(kind.family, "type")] == kind.name
    own = {
        key: value
        for key, value in kind.example.items()
        if key in {field.data_key or name for name, field in kind.schema().load_fields.items()}
    }
    assert set(kind.example) - set(own) <= COMMON
    with reading_with(None) as notes:
        kind.schema().load(own)
    assert not notes.warnings


@pytest.mark.parametrize("module", discover_kinds())
def test_a_declaration_imports_the_language_only(module: str) -> None:
    source = inspect.getsource(importlib.import_module(f"{module}.kind"))
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported <= {
        "portal_config",
        "words",
        "marshmallow",
        "re",
        "typing",
        "datetime",
        "decimal",
        "collections",
        "__future__",
    }


def test_every_folder_of_a_kind_is_discovered() -> None:
    found = {
        str(path.parent.relative_to(ROOT)).replace("/", ".")
        for package in PACKAGES
        for path in (ROOT / package.replace(".", "/")).glob("*/kind.py")
    }
    assert found == set(discover_kinds())
    assert len(found) >= 26
