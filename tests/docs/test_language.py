"""The generated pages of the language are as its settings are, and the schema says the same of documents as the checker does."""

from __future__ import annotations

import copy
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

import portal_config
from portal_config import ids
from portal_config.codes import CODES
from portal_config.compile import READY
from portal_config.kinds import FAMILIES, registry
from portico.kinds import discover_kinds

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STARTERS = sorted(path for path in (ROOT / "builder" / "library").glob("*.json") if "samples" not in path.name)


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_language_docs", ROOT / "tools" / "write_language_docs.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = before
    return module


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    made: dict[str, str] = writer().pages()
    return made


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads((DOCS / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("name", ["schema.json", "language.md", "findings.md"])
def test_the_page_is_current(pages: dict[str, str], name: str) -> None:
    assert (DOCS / name).read_text() == pages[name], "run: python tools/write_language_docs.py"


def test_every_section_and_kind_has_its_place(pages: dict[str, str]) -> None:
    discover_kinds()
    schema = json.loads(pages["schema.json"])
    assert schema["properties"].keys() >= READY | ids.MAPS.keys() & READY
    defined = {name.partition(".")[2] for name in schema["$defs"] if "." in name}
    assert {kind.name for family in FAMILIES for kind in registry.family(family)} <= defined
    headings = {line[4:-1] for line in pages["language.md"].splitlines() if line.startswith("## `")}
    assert headings == READY
    assert [line.split("`")[1] for line in pages["findings.md"].splitlines() if line.startswith("| `")] == list(CODES)


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_starters_fit_the_schema(validator: Any, path: Path) -> None:
    document = json.loads(path.read_text())
    assert [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(document)] == []


def test_examples_of_every_kind_fit_the_schema(validator: Any) -> None:
    discover_kinds()
    schema = validator.schema
    checked = 0
    for family in FAMILIES:
        for kind in registry.family(family):
            name = next(name for name in schema["$defs"] if name.endswith(f".{kind.name}") and _family(name) == family)
            part = jsonschema.Draft202012Validator({**schema["$defs"][name], "$defs": schema["$defs"]})
            assert [each.message for each in part.iter_errors(dict(kind.example))] == [], f"{family} {kind.name}"
            checked += 1
    assert checked > 40


def _family(name: str) -> str:
    prefixes = {
        "tab": "tab", "wdg": "widget", "fld": "field", "prc": "price_model", "pmt": "payment_method", "svc": "service", "sec": "section", "blk": "block",
    }  # fmt: skip
    return prefixes.get(name.partition(".")[0], "")


BREAKS: list[tuple[str, Any]] = [
    ("/nonsense", 1),
    ("/tabs/tab_home/nonsense", 1),
    ("/tabs/tab_home/type", "nonsense"),
    ("/tabs/home", {"type": "orders", "label": "Orders"}),
    ("/portal/name", 3),
    ("/portal/business_days", {"days": []}),
    ("/schema", 2),
    ("/forms/frm_article/fields/fld_count/show", ["nonsense", 1]),
    ("/forms/frm_article/fields/fld_count/show", ["eq", 1]),
    ("/forms/frm_article/fields/fld_lang/options/0/label", 1),
    ("/prices/prc_article/money", [24000]),
    ("/roles/rol_buyer/can", {"nonsense": "company"}),
    ("/desks", {"dsk_x": {}}),
]


@pytest.mark.parametrize(("pointer", "value"), BREAKS)
def test_what_the_schema_refuses_the_checker_refuses(validator: Any, pointer: str, value: Any) -> None:
    document = json.loads((ROOT / "builder" / "library" / "northlight.json").read_text())
    assert validator.is_valid(document) and portal_config.check(document) == []
    broken = copy.deepcopy(document)
    *path, last = pointer.split("/")[1:]
    place: Any = broken
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[last] = value
    assert not validator.is_valid(broken)
    assert [each for each in portal_config.check(broken) if each.severity == "error"]


def test_a_rule_of_every_shape_fits_the_schema(validator: Any) -> None:
    document = json.loads((ROOT / "builder" / "library" / "northlight.json").read_text())
    fields = document["forms"]["frm_article"]["fields"]
    for rule in (
        True,
        ["has", ["field", "fld_lang"], "de"],
        ["and", ["gt", ["field", "fld_count"], 2], ["not", ["empty", ["field", "fld_topics"]]]],
        ["gt", {"num": "2.5"}, ["field", "fld_count"]],
    ):
        fields["fld_formal"]["show"] = rule
        assert [each.message[:200] for each in validator.iter_errors(document)] == []
        assert [str(each) for each in portal_config.check(document) if each.severity == "error"] == []
