"""What people write is the expression that stands in the document, and says the same when it is told again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from portal_config.expressions.parse import NotAnExpression, parse
from portal_config.expressions.text import NotWritten, read, text_of
from tests.portal_config.expressions import made

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))


def again(raw: Any) -> bool:
    """Whether an expression is told and read back; what is none is left out."""
    try:
        node = parse(raw)
    except NotAnExpression:
        return False
    try:
        words = text_of(node)
    except ValueError:
        return False
    assert parse(read(words)) == node, words
    return True


def named(raw: Any) -> Any:
    """The same expression, its questions called as a document calls them."""
    if not isinstance(raw, list):
        return raw
    if len(raw) == 2 and isinstance(raw[1], str) and raw[0] in ("field", "row", "count", "sum"):
        return [raw[0], "fld_" + re.sub("[^a-z0-9]+", "_", raw[1].removeprefix("fld_").lower())]
    return [named(one) for one in raw]


def test_every_vector_is_told_and_read_back() -> None:
    told = sum(again(named(one["expr"])) for one in VECTORS)
    assert told > 0.9 * len(VECTORS)


def test_whatever_is_made_is_told_and_read_back() -> None:
    maker = made.Maker(20261126)
    told = sum(again(named(maker.case()[0])) for _ in range(1_000))
    assert told > 800, "all but lists that say nothing of their type"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("fld_count > 3", ["gt", ["field", "fld_count"], 3]),
        ('fld_lang = "de" and not user.signed_in', ["and", ["eq", ["field", "fld_lang"], "de"], ["not", ["ctx", "user.signed_in"]]]),
        ("a.b or c.d and e.f", ["or", ["ctx", "a.b"], ["and", ["ctx", "c.d"], ["ctx", "e.f"]]]),
        ("(a.b or c.d) and e.f", ["and", ["or", ["ctx", "a.b"], ["ctx", "c.d"]], ["ctx", "e.f"]]),
        ("1 + 2 + 3 - 4 - 5", ["sub", ["sub", ["add", 1, 2, 3], 4], 5]),
        ("(1 + 2) + 3", ["add", ["add", 1, 2], 3]),
        ("2 * (3 + 4.5)", ["mul", 2, ["add", 3, {"num": "4.5"}]]),
        ("not (today >= 2026-11-20)", ["not", ["ge", ["ctx", "today"], {"date": "2026-11-20"}]]),
        ("client.orders != -1", ["ne", ["ctx", "client.orders"], -1]),
        ("row.fld_price < 1140.50 EUR", ["lt", ["row", "fld_price"], {"money": [114050, "EUR"]}]),
        ('has_any(fld_langs, {"de", "en"})', ["has_any", ["field", "fld_langs"], {"set": ["de", "en"]}]),
        ("count(fld_topics) = count((fld_langs))", ["eq", ["count", "fld_topics"], ["count", ["field", "fld_langs"]]]),
        ('option(fld_kind, "hours")', ["option", ["field", "fld_kind"], "hours"]),
        ("if(yes, nothing, no)", ["if", True, None, False]),
        ('contains(fld_topic, "say \\"no\\"")', ["contains", ["field", "fld_topic"], 'say "no"']),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_meant(written: str, meant: Any) -> None:
    assert read(written) == meant
    assert text_of(parse(meant)) == written or read(text_of(parse(meant))) == meant


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Something is missing at the end."),
        ("fld_count >", "Something is missing at the end."),
        ("fld_count > 3 fld_x", "“fld_x” does not fit here."),
        ("(fld_count", "“)” is needed before the end."),
        ('fld_x = "open', "A text ends with a quote."),
        ("fld_x = §", "“§” means nothing here."),
        ("1.005 EUR", "EUR has 2 digits after the point."),
        ("{1}", "In braces stand texts in quotes."),
        ("[]", "In brackets stand values of one kind, at least one."),
        ("1 = not yes", "Put “not …” in brackets here."),
        ("- fld_x", "After a sign that stands first a number is needed."),
        ("(" * 100, "This is nested too deep."),
        ("x" * 10_001, "A rule has at most 10,000 characters."),
    ],
)
def test_what_cannot_be_read_says_why(written: str, sentence: str) -> None:
    with pytest.raises(NotWritten) as refused:
        read(written)
    assert str(refused.value) == sentence and refused.value.at <= len(written)
