"""The catalogue of findings holds every code that can be found, and none besides."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import portal_config
from portal_config.codes import CODES
from portal_config.kinds import FAMILIES, registry
from portico.cli import main
from portico.kinds import discover_kinds

ROOT = Path(__file__).parents[2]
CALLS = {
    "Fault": 0,
    "refuse": 0,
    "fault": 0,
    "_fault": 0,
    "_refused": 0,
    "NotAnExpression": 1,
    "misfit": 1,
    "Finding": 2,
}
"""What makes a finding, and which of its arguments is the code."""


def sources() -> list[Path]:
    discover_kinds()
    modules = {kind.__module__ for family in FAMILIES for kind in registry.family(family)}
    kinds = {Path(str(sys.modules[name].__file__)) for name in modules}
    return sorted({*kinds, *(ROOT / "portal_config").rglob("*.py")})


def raised() -> dict[str, set[str]]:
    """Code → the severities that can be read off the places where it is made; a code in a variable is made elsewhere."""
    found: dict[str, set[str]] = {}
    for path in sources():
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            place = CALLS.get(name)
            if place is None or len(node.args) <= place:
                continue
            code = node.args[place]
            value = code.value if isinstance(code, ast.Constant) else constants.get(getattr(code, "id", ""))
            if isinstance(value, str):
                found.setdefault(value, set()).add(path.name)
    return found


def test_every_code_that_can_be_found_is_in_the_catalogue_and_no_other() -> None:
    found = raised()
    assert sorted(found.keys() - CODES.keys()) == [], "add a line to portal_config/codes.py"
    assert sorted(CODES.keys() - found.keys()) == [], "no place finds this any more"
    assert len(found) > 80


def test_sentences_of_the_catalogue_are_sentences() -> None:
    for code, one in CODES.items():
        assert one.severity in ("error", "warning"), code
        assert one.when[0].isupper() and one.when.endswith("."), code
        assert one.do[0].isupper() and one.do.endswith("."), code


def test_a_finding_has_the_severity_of_the_catalogue(starter: dict[str, object]) -> None:
    starter["texts"] = {"de": {"tab_gone.label": "Weg"}}
    starter["tab_order"] = ["tab_gone", "tab_home", "tab_home"]
    starter["tabs"]["tab_home"]["type"] = "nonsense"  # type: ignore[index]
    starter["nonsense"] = 1
    found = portal_config.check(starter)
    assert {each.code for each in found} >= {
        "text_orphan",
        "order_unknown",
        "order_duplicate",
        "kind_unknown",
        "unknown_key",
    }
    assert [(each.code, each.severity) for each in found if CODES[each.code].severity != each.severity] == []


def test_a_code_is_explained_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "explain", "ref_missing"]) == 0
    assert capsys.readouterr().out == (
        "ref_missing (error): A reference names a part that does not exist here. Choose one that does.\n"
    )
    assert main(["config", "explain", "nonsense"]) == 2
    assert "no such finding" in capsys.readouterr().err
