"""Nothing a seller can write makes the language raise anything but a refusal. COUNT sets the number of examples."""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import portal_config
from portal_config import DocumentRefused
from portal_config.codes import CODES
from portal_config.compiled import Compiled
from tests.portal_config.conftest import _document

COUNT = int(os.environ.get("COUNT", "60"))
MUTANTS = int(os.environ.get("MUTANTS", "2000"))
"""Mutations of the worked example, without hypothesis: it is large, and what counts is their number."""
SEED = int(os.environ.get("SEED", "20261121"))
relaxed = settings(
    max_examples=COUNT, deadline=None, database=None, derandomize=False, suppress_health_check=list(HealthCheck)
)

WORDS = [
    "type", "id", "see", "roles", "when", "rol_buyer", "tab_home", "fld_count", "svc_audit", "pag_shop", "prc_banner", "", "P7D", "P", "[]",
    "\ud800", "\x00", "a\nb", "x" * 400, "{{", "{{user.first_name}}", "{{a.b | c}}", "2026-02-30", "-0", "1e5", "#fff", "$value", "é",
]  # fmt: skip
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.floats(allow_nan=True),
    st.sampled_from(WORDS),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key in value:
            found += places(value[key], (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            found += places(item, (*path, place))
    return found


PLACES = places(_document)
EXAMPLE = json.loads((Path(__file__).parent / "example.json").read_text())
EXAMPLE_PLACES = places(EXAMPLE)
IDS = sorted({path[-1] for path in EXAMPLE_PLACES if isinstance(path[-1], str) and path[-1][3:4] == "_"})


def hostile(chooser: random.Random) -> Any:
    """A value that nobody writes: another type, huge, deep, of strange letters, a dangling id, a rule without sense."""
    return chooser.choice([
        lambda: chooser.choice([None, True, False, 0, -1, 2**53, 10**30, 1e308, float("nan"), float("-inf"), 0.1, "", [], {}]),
        lambda: chooser.choice(["\u202e\u2066", "\ud83d", "\x00", "a" * 25_000, "e\u0301" * 200, "\u2028", "{{order.total |", "sha256:", "P9999999D", "__proto__"]),
        lambda: chooser.choice(IDS),
        lambda: chooser.choice(IDS)[:4] + "nowhere",
        lambda: [chooser.choice(["eq", "field", "ctx", "add", "if", "row", "no_such"]), *(hostile(chooser) for _ in range(chooser.randrange(3)))],
        lambda: {chooser.choice([*WORDS[:8], *IDS, "steps", "tiers", "when"]): hostile(chooser)},
        lambda: json.loads("[" * 45 + "]" * 45),
        lambda: {"type": chooser.choice(["invoices", "kpi", "columns", "magic"]), "see": {"groups": ["grp_key"], "when": ["ctx", "today"]}},
    ])()  # fmt: skip


def mutated(
    chooser: random.Random, new: Any, base: dict[str, Any] = _document, among: list[tuple[Any, ...]] = PLACES
) -> dict[str, Any]:
    """A document with one to four places replaced, removed, duplicated or swapped with another part of it."""
    document = copy.deepcopy(base)
    for _ in range(chooser.randrange(1, 5)):
        *path, last = chooser.choice(among)
        place: Any = document
        try:
            for part in path:
                place = place[part]
            how = chooser.randrange(5)
            if how == 0:
                del place[last]
            elif how == 1:
                other: Any = document
                for part in chooser.choice(among):
                    other = other[part]
                place[last] = copy.deepcopy(other)
            elif how == 2 and isinstance(place, dict):
                place[chooser.choice(WORDS)] = place[last]
            else:
                place[last] = copy.deepcopy(new)
        except (KeyError, IndexError, TypeError):
            continue
    return document


def exercise(document: Any) -> None:
    findings = portal_config.check(document)
    refusals = portal_config.check(document, publish=True)
    errors = [finding for finding in refusals if finding.severity == "error"]
    try:
        compiled = portal_config.compile(document, strict=False)
    except DocumentRefused as refused:
        assert errors and tuple(findings) == refused.findings
        return
    assert isinstance(compiled, Compiled)
    assert list(compiled.findings) == findings
    assert [finding for finding in refusals if finding.code not in ("engine_planned", "slot_unbound")] == findings
    for finding in refusals:
        assert finding.code and finding.message and (finding.pointer == "" or finding.pointer.startswith("/"))
        assert CODES[finding.code].severity == finding.severity, (
            f"{finding.code} stands in the catalogue as something else"
        )
    if errors:
        with pytest.raises(DocumentRefused):
            portal_config.compile(document, strict=True, bound=())
    else:
        assert portal_config.compile(document, strict=True, bound=()) == compiled
    for locale in compiled.locales[1:2]:
        assert portal_config.compile(document, strict=False, locale=locale).findings == compiled.findings
    for form in compiled.forms.values():
        portal_config.thaw_form(form.frozen.text)
    compiled.permissions(compiled.roles)


@seed(SEED)
@relaxed
@given(st.randoms(use_true_random=False), values)
def test_a_mutated_starter_never_breaks_the_language(chooser: random.Random, new: Any) -> None:
    exercise(mutated(chooser, new))


def test_a_mutated_example_never_breaks_the_language() -> None:
    chooser = random.Random(SEED)
    for number in range(MUTANTS):
        document = mutated(chooser, hostile(chooser), EXAMPLE, EXAMPLE_PLACES)
        try:
            # Every tenth is taken through all there is; the others are checked.
            if number % 10:
                assert all(finding.code and finding.message for finding in portal_config.check(document, publish=True))
            else:
                exercise(document)
        except Exception as error:
            error.add_note(f"mutation {number} of seed {SEED}")
            raise


@seed(SEED)
@relaxed
@given(
    st.dictionaries(
        st.sampled_from(sorted({*_document, *EXAMPLE, "onboarding", "tax", "help", "desks", "coupons", "invoicing"})),
        values,
        max_size=6,
    )
)
def test_arbitrary_sections_never_break_the_language(document: dict[str, Any]) -> None:
    exercise(document)


@seed(SEED)
@relaxed
@given(values)
def test_arbitrary_values_never_break_the_language(value: Any) -> None:
    exercise(value)


@seed(SEED)
@relaxed
@given(st.text() | st.binary() | values.map(lambda value: __import__("json").dumps(value)))
def test_load_answers_or_refuses(text: str | bytes) -> None:
    try:
        document = portal_config.load(text)
    except DocumentRefused as refused:
        assert refused.findings
    else:
        assert portal_config.load(portal_config.dump(document)) == document


def test_the_fuzz_reaches_both_sides() -> None:
    """The mutations make documents that are refused, that are broken, and that are fine."""
    print(f"seed {SEED}, {COUNT} examples each")
    chooser = random.Random(SEED)
    outcomes = set()
    for _ in range(60):
        findings = portal_config.check(mutated(chooser, chooser.choice(WORDS)))
        outcomes.add("error" if any(finding.severity == "error" for finding in findings) else "fine")
    assert outcomes == {"error", "fine"}
