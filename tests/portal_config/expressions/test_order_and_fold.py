"""Which question comes first, and what a browser may know of a rule."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from portal_config.expressions import Given, evaluate, parse, raw_of
from portal_config.expressions.fold import fold
from portal_config.expressions.order import Circle, contexts, order, reads
from portal_config.money import Money

LIMIT = {"client.credit_limit": Money(500_000, "EUR"), "client.blocked": False, "client.rating": None}


def test_an_expression_tells_what_it_reads() -> None:
    node = parse(
        [
            "and",
            ["gt", ["sum", "fld_a"], ["row", "fld_b"]],
            ["has", ["field", "fld_c"], ["ctx", "user.name"]],
            ["eq", ["option", ["field", "fld_d"], "hours"], ["count", "fld_e"]],
        ]
    )
    assert reads(node) == {"fld_a", "fld_b", "fld_c", "fld_d", "fld_e"}
    assert contexts(node) == {"user.name"}


def test_each_question_comes_after_those_it_reads_however_they_stand() -> None:
    read_by: dict[str, Any] = {"a": ["c", "gone"], "b": [], "c": ["d"], "d": ["b"]}
    for given in itertools.permutations(read_by):
        found = order({name: read_by[name] for name in given})
        assert sorted(found) == sorted(read_by)
        assert all(
            found.index(before) < found.index(name) for name in found for before in read_by[name] if before in read_by
        )
    assert order({"b": [], "a": [], "c": []}) == ("b", "a", "c")


@pytest.mark.parametrize("names", list(itertools.permutations("abc")))
def test_a_circle_names_those_in_it(names: tuple[str, ...]) -> None:
    read_by = {"a": ["b"], "b": ["c"], "c": ["a"]}
    with pytest.raises(Circle) as caught:
        order({name: read_by[name] for name in names} | {"outside": ["a"]})
    through = caught.value.through
    assert sorted(through) == ["a", "b", "c"]
    assert all(after in read_by[before] for before, after in itertools.pairwise((*through, through[0])))


def test_a_question_may_not_wait_for_itself() -> None:
    with pytest.raises(Circle) as caught:
        order({"a": ["a"]})
    assert str(caught.value) == "a → a"


def test_a_very_long_chain_is_no_depth() -> None:
    assert order({str(n): [str(n + 1)] for n in range(5_000)})[0] == "4999"


@pytest.mark.parametrize(
    ("raw", "expect"),
    [
        (["gt", ["ctx", "client.credit_limit"], {"money": [100_000, "EUR"]}], True),
        (
            ["and", ["not", ["ctx", "client.blocked"]], ["filled", ["field", "fld_a"]]],
            ["and", True, ["filled", ["field", "fld_a"]]],
        ),
        (["eq", ["ctx", "client.rating"], "A"], None),
        (["eq", ["field", "fld_a"], ["ctx", "today"]], ["eq", ["field", "fld_a"], ["ctx", "today"]]),
    ],
)
def test_what_only_the_server_knows_is_worked_out(raw: Any, expect: Any) -> None:
    folded = fold(parse(raw), Given(ctx=LIMIT), LIMIT)
    assert folded is not None
    assert raw_of(folded) == expect


@pytest.mark.parametrize(
    "raw",
    [
        ["gt", ["field", "fld_total"], ["ctx", "client.credit_limit"]],
        ["ctx", "client.credit_limit"],
        ["if", ["field", "fld_a"], ["ctx", "client.credit_limit"], ["field", "fld_b"]],
        ["gt", ["ctx", "client.credit_limit"], {"money": [1, "USD"]}],
    ],
)
def test_a_secret_beside_an_answer_is_asked_of_the_server(raw: Any) -> None:
    """The last one fails with these values: what that means is for the server to say."""
    assert fold(parse(raw), Given(ctx=LIMIT), LIMIT) is None


def test_a_folded_rule_comes_to_the_same() -> None:
    raw = ["or", ["lt", ["ctx", "client.credit_limit"], {"money": [1, "EUR"]}], ["eq", ["field", "fld_a"], "x"]]
    given = Given(fields={"fld_a": "x"}, ctx=LIMIT)
    folded = fold(parse(raw), given, LIMIT)
    assert folded is not None
    assert evaluate(folded, Given(fields={"fld_a": "x"})) == evaluate(parse(raw), given) is True
