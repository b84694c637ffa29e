"""What does not fit together is refused before it is ever evaluated."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

from portal_config.expressions import ExpressionFailed, evaluate, parse, raw_of
from portal_config.expressions.given import names_of, read_given, written_given
from portal_config.expressions.types import Names, check
from portal_config.expressions.values import type_of
from tests.portal_config.expressions.made import Maker

COUNT = int(os.environ.get("COUNT") or "2000")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
NAMES = Names(
    fields={
        "fld_n": "num",
        "fld_t": "text",
        "fld_k": "text",
        "fld_s": "set",
        "fld_address": "thing",
        "fld_column": "list:num",
    },
    row={"fld_cell": "num"},
    ctx={"order.total": "money", "today": "date"},
    options={"fld_k": {"hours": "num"}, "fld_s": {"hours": "num"}},
    choices={"fld_k": frozenset(("de", "en")), "fld_s": frozenset(("de", "en"))},
)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (["eq", ["field", "fld_k"], "de"], "bool"),
        (["if", ["filled", ["field", "fld_address"]], 1, ["field", "fld_n"]], "num"),
        (["mul", ["ctx", "order.total"], ["row", "fld_cell"]], "money"),
        (["div", ["ctx", "order.total"], {"money": [100, "EUR"]}], "num"),
        (["sum", "fld_column"], "num"),
        (["option", ["field", "fld_k"], "hours"], "num"),
        (["option", ["field", "fld_s"], "hours"], "list:num"),
        (["max", ["field", "fld_column"]], "num"),
        (["coalesce", None, ["ctx", "today"]], "date"),
        (["add_business_days", ["ctx", "today"], 7], "date"),
        (["has_any", ["field", "fld_s"], {"set": ["de"]}], "bool"),
    ],
)
def test_what_fits_has_a_type(raw: Any, kind: str) -> None:
    checked = check(raw, NAMES)
    assert (checked.type, checked.misfits) == (kind, ())
    assert check(raw, NAMES, kind).fits
    assert raw_of(parse(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "at", "code", "message"),
    [
        (
            ["gt", ["ctx", "order.total"], 100],
            (),
            "expr_type",
            "An amount of money and a number cannot go together here.",
        ),
        (["and", True, ["add", 1, 2]], (2,), "expr_type", "A yes or no is needed here, and this is a number."),
        (["eq", ["field", "fld_gone"], 1], (1, 1), "ref_missing", "“fld_gone” is no question of this form."),
        (["row", "fld_n"], (1,), "ref_missing", "“fld_n” is no question of this row."),
        (["ctx", "moon.phase"], (1,), "ref_missing", "“moon.phase” is not known here."),
        (["eq", ["field", "fld_address"], "Berlin"], (1,), "expr_type", "This answer cannot be used here."),
        (["sum", "fld_n"], (1,), "expr_type", "A number has no sum."),
        (["count", ["field", "fld_t"]], (1,), "expr_type", "A text cannot be counted."),
        (["option", ["field", "fld_k"], "weight"], (2,), "ref_missing", "No option has “weight”."),
        (["option", ["field", "fld_n"], "hours"], (1,), "expr_type", "Only a question with choices has options."),
        (["lt", True, False], (1,), "expr_type", "A yes or no cannot be used here."),
        (["not", {"num": "x"}], (1,), "expr_literal", 'A number is written as "2.5".'),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(raw: Any, at: tuple[int, ...], code: str, message: str) -> None:
    checked = check(raw, NAMES)
    assert not checked.fits
    found = checked.misfits[0]
    assert (found.at, found.fault.code, str(found.fault)) == (at, code, message)


def test_the_place_may_ask_for_a_type() -> None:
    assert check(["add", 1, 2], NAMES, "num").fits
    checked = check(["add", 1, 2], NAMES, "bool")
    assert [str(one.fault) for one in checked.misfits] == ["A yes or no is needed here, and this is a number."]


def test_a_choice_nobody_can_make_is_a_warning() -> None:
    checked = check(["has", ["field", "fld_s"], "fr"], NAMES)
    assert checked.fits
    assert [(one.severity, one.at, one.fault.code) for one in checked.misfits] == [("warning", (2,), "expr_option")]
    assert check(["has", ["field", "fld_s"], "de"], NAMES).misfits == ()


def test_what_checks_never_meets_a_type_it_cannot_use() -> None:
    """And comes to the type that was promised."""
    maker, fitting = Maker(SEED), 0
    for _ in range(COUNT):
        expr, raw = maker.case()
        given = read_given(raw)
        checked = check(expr, names_of(given))
        if checked.node is None or not checked.fits:
            continue
        fitting += 1
        where = f"SEED={SEED}\n{json.dumps(expr)}\n{json.dumps(raw)}"
        try:
            value = evaluate(checked.node, given)
        except ExpressionFailed as failure:
            assert failure.code != "type", where
            continue
        if value is not None and checked.type != "missing":
            assert type_of(value) == checked.type.split(":")[0], where
    assert fitting > COUNT / 4


def test_what_is_given_goes_through_json() -> None:
    maker = Maker(SEED)
    for _ in range(50):
        given = read_given(maker.case()[1])
        assert read_given(json.loads(json.dumps(written_given(given)))) == given
