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
from portal_config.sections.automations import STEPS
from portal_config.sections.later import SECTIONS
from portal_config.sections.templates import BLOCKS
from portico.kinds import discover_kinds

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLE = (ROOT / "tests" / "portal_config" / "example.json").read_text()
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
    assert {kind.name for family in FAMILIES for kind in registry.family(family, planned=True)} <= defined
    assert set(STEPS) | set(BLOCKS) <= defined
    headings = {line[4:-1] for line in pages["language.md"].splitlines() if line.startswith("## `")}
    assert headings == READY | SECTIONS
    unobeyed = pages["language.md"].split("Not yet: read and checked in a draft")
    assert {before.rstrip().splitlines()[-1] for before in unobeyed[:-1]} == {f"## `{name}`" for name in SECTIONS}
    assert [line.split("`")[1] for line in pages["findings.md"].splitlines() if line.startswith("| `")] == list(CODES)


def test_what_is_not_obeyed_yet_is_told_so(pages: dict[str, str]) -> None:
    rows = pages["language.md"].splitlines()
    for row in (
        "| `signup` | `invite`; not yet: `invite_or_request` `open` | `invite` | Who may join |",
        "| `join_by_domain` | `false`; not yet: `true` | `false` | Joining by e-mail domain |",
        "| `sold_by` | `self`; not yet: `either` `rep` | `self` | Who sells it |",
        "| `escalate_when` | not yet: true, false or a rule | | A rule that passes an order on |",
        "| `expire.then` | `reject` `approve` `escalate` | `reject` | Then |",
        "| `move_status` | `to` | id of `sts_…` | needed |  |",
    ):
        assert row in rows
    assert not any("when more is known" in row for row in rows)


def test_the_worked_example_fits_the_schema(validator: Any) -> None:
    assert [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(json.loads(EXAMPLE))] == []


PLANNED: list[tuple[str, Any, bool]] = [
    ("/branding/logo", {"asset": "ast_logo", "alt": "Northlight"}, True),
    ("/branding/logo", {"asset": "ast_logo", "alt": 3}, False),
    ("/branding/density", "compact", True),
    ("/branding/density", "dense", False),
    ("/access/signup", "open", True),
    ("/access/signup", "all", False),
    ("/access/join_by_domain", True, True),
    ("/access/join_by_domain", "yes", False),
    ("/assets/ast_logo/type", "image/svg+xml", True),
    ("/assets/ast_logo/type", "image/gif", False),
    ("/roles/rol_buyer/can/report.read", "company", True),
    ("/roles/rol_buyer/can/report.read", "world", False),
    ("/services/svc_articles/sold_by", "rep", True),
    ("/services/svc_articles/escalate_when", True, True),
    ("/services/svc_articles/escalate_when", {"if": 1}, False),
    ("/services/svc_retainer/trial", "P7D", True),
    ("/services/svc_retainer/trial", 7, False),
    ("/automations/aut_stale/steps/0", {"id": "stp_tag", "do": "tag", "tag": "late"}, True),
    ("/automations/aut_stale/steps/0", {"id": "stp_tag", "do": "tag"}, False),
    ("/automations/aut_stale/steps/0", {"id": "stp_tag", "do": "sing", "tag": "late"}, False),
    (
        "/automations/aut_stale/steps/0",
        {"id": "stp_if", "do": "branch", "if": True, "then": [{"id": "stp_tag", "do": "tag", "tag": "late"}]},
        True,
    ),
    (
        "/automations/aut_stale/steps/0",
        {"id": "stp_if", "do": "branch", "if": True, "then": [{"id": "stp_tag", "do": "tag", "colour": "red"}]},
        False,
    ),
    ("/templates/tpl_review/blocks/0", {"type": "divider"}, True),
    ("/templates/tpl_review/blocks/0", {"type": "divider", "text": "—"}, False),
    ("/price_lists/prl_key/entries/prc_hour", {"money": [9000, "EUR"]}, True),
    ("/price_lists/prl_key/entries/prc_hour", {"discount": 1}, False),
    ("/coupons", {"cpn_a": {"code": "SPRING", "percent": 10}}, True),
    ("/coupons", {"cpn_a": {"percent": 10}}, False),
    ("/invoicing", {"terms": "net_30", "reminders": [{"after": "P7D"}]}, True),
    ("/invoicing", {"reminders": [{}]}, False),
    ("/tax", {"regions": {"reg_a": {"name": "A", "countries": ["DE"]}}, "region_order": ["reg_a"]}, True),
    ("/tax", {"rates": {"DE": 19}}, False),
    ("/help", {"questions": {"qst_a": {"question": "How?", "answer": "So."}}}, True),
    ("/help", {"questions": {"qst_a": {"question": "How?"}}}, False),
    ("/desks", {"dsk_a": {"name": "Help", "sla": {"first_reply": "PT4H"}}}, True),
    ("/desks", {"dsk_a": {"name": "Help", "sla": {"first_reply": "soon"}}}, False),
    ("/reviews", {"rounds": 2}, True),
    ("/reviews", {"rounds": 0}, False),
    ("/wording", {"order": "job"}, True),
    ("/wording", {"banana": "job"}, False),
]
"""Of what no engine obeys yet: where it stands, and whether a draft may hold it."""


@pytest.mark.parametrize(("pointer", "value", "fine"), PLANNED)
def test_the_schema_and_the_checker_agree_on_what_is_planned(
    validator: Any, pointer: str, value: Any, fine: bool
) -> None:
    document = json.loads(EXAMPLE)
    _put(document, pointer, value)
    assert validator.is_valid(document) is fine
    assert [str(each) for each in portal_config.check(document) if each.severity == "error"] == [] or not fine
    assert fine or any(each.severity == "error" for each in portal_config.check(document))


def _put(document: Any, pointer: str, value: Any) -> None:
    *path, last = pointer.split("/")[1:]
    place = document
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[int(last) if isinstance(place, list) else last] = value


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_starters_fit_the_schema(validator: Any, path: Path) -> None:
    document = json.loads(path.read_text())
    assert [f"{each.json_path}: {each.message[:200]}" for each in validator.iter_errors(document)] == []


def test_examples_of_every_kind_fit_the_schema(validator: Any) -> None:
    discover_kinds()
    schema = validator.schema
    checked = 0
    for family in FAMILIES:
        for kind in registry.family(family, planned=True):
            if not kind.example:
                continue
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
    _put(broken, pointer, value)
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
