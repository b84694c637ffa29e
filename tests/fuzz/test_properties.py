"""Laws that hold for whatever is priced and whatever is written as canonical JSON. COUNT sets the number of examples, SEED repeats a run."""

from __future__ import annotations

import json
import math
import os
import random
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import portal_config
from commerce.pricing import half_away, quote
from commerce.pricing.limits import LARGEST_MINOR, LARGEST_UNIT
from foundation.errors import Refused
from foundation.web.guards import parse_json
from portal_config.compiled import Frozen, Price
from portal_config.money import Money
from portico.kinds import discover_kinds

COUNT = int(os.environ.get("COUNT") or "100")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
examples = settings(
    max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)

discover_kinds()
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
LARGEST = 2**53 - 1  # beyond it no document holds a number
numbers = st.integers(-LARGEST, LARGEST) | st.floats(-LARGEST, LARGEST)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)
documents = st.dictionaries(texts, values, max_size=6)


def shuffled(value: Any, chooser: random.Random) -> Any:
    """The same value with its keys in another order and its texts decomposed."""
    if isinstance(value, dict):
        pairs = [(unicodedata.normalize("NFD", key), shuffled(inner, chooser)) for key, inner in value.items()]
        chooser.shuffle(pairs)
        return dict(pairs)
    if isinstance(value, list):
        return [shuffled(inner, chooser) for inner in value]
    return unicodedata.normalize("NFD", value) if isinstance(value, str) else value


def unique_in_nfc(value: Any) -> bool:
    """Whether no two keys of one object become the same."""
    if isinstance(value, dict):
        return len({unicodedata.normalize("NFC", key) for key in value}) == len(value) and all(
            map(unique_in_nfc, value.values())
        )
    return all(map(unique_in_nfc, value)) if isinstance(value, list) else True


@seed(SEED)
@examples
@given(documents.filter(unique_in_nfc), st.randoms(use_true_random=False))
def test_canonical_json_has_one_form(document: dict[str, Any], chooser: random.Random) -> None:
    written = portal_config.dump(document)
    assert portal_config.dump(shuffled(document, chooser)) == written
    assert portal_config.digest(shuffled(document, chooser)) == portal_config.digest(document)
    again = json.loads(written)
    assert portal_config.dump(again) == written
    assert written == unicodedata.normalize("NFC", written)
    assert again == json.loads(unicodedata.normalize("NFC", json.dumps(document, ensure_ascii=False)))


@seed(SEED)
@examples
@given(st.lists(texts, max_size=8, unique_by=lambda text: unicodedata.normalize("NFC", text)))
def test_keys_are_sorted_by_utf_16(names: list[str]) -> None:
    pairs = json.loads(
        portal_config.dump(dict.fromkeys(names, 0)), object_pairs_hook=lambda found: [name for name, _ in found]
    )
    assert list(pairs) == sorted(pairs, key=lambda name: name.encode("utf-16-be"))


@seed(SEED)
@examples
@given(numbers | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_back_as_it_was(number: float) -> None:
    written = portal_config.dump([number])[1:-1]
    assert float(written) == number
    assert len(written) <= 25 and "+" not in written.replace("e+", "")
    assert not written.startswith("-0") or (number < 0 and not math.isclose(number, 0, abs_tol=0))


@seed(SEED)
@examples
@given(st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_a_body_is_parsed_or_refused(body: bytes) -> None:
    try:
        parsed = parse_json(body)
    except Refused as refused:
        assert refused.status in (400, 422) and refused.code
    else:
        assert json.loads(json.dumps(parsed)) == parsed


def price(model: str, minor: int) -> Price:
    unit = "hour" if model == "per_unit" else None
    return Price("prc_x", model, "EUR", unit, {"money": Money(minor, "EUR")}, Frozen("sha256:0", "{}"))


def exactly(amount: Fraction) -> int:
    """Halves away from zero, by whole numbers only: an oracle that shares no code with the rounding."""
    doubled = abs(amount) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return -whole if amount < 0 else whole


@seed(SEED)
@examples
@given(st.integers(0, LARGEST_MINOR), st.decimals("-5", "1000000000", places=6) | st.integers(-5, 10**12).map(Decimal))
def test_a_price_per_unit_is_exact_or_refused(minor: int, quantity: Decimal) -> None:
    exact = Fraction(minor) * Fraction(quantity)
    try:
        quoted = quote(price("per_unit", minor), quantity, "EUR")
    except Refused as refused:
        assert refused.code == ("bad_quantity" if not 0 < quantity <= 10**9 else "amount_too_large")
        assert not 0 < quantity <= 10**9 or exact > LARGEST_MINOR or minor >= LARGEST_UNIT
    else:
        assert quoted.net_minor == exactly(exact) == sum(line.net_minor for line in quoted.lines)
        assert isinstance(quoted.net_minor, int) and 0 <= quoted.net_minor <= LARGEST_MINOR


@seed(SEED)
@examples
@given(st.lists(st.tuples(st.integers(0, 10**8), st.decimals("0.000001", "1000", places=6)), min_size=1, max_size=20))
def test_an_order_is_the_sum_of_rounded_lines(items: list[tuple[int, Decimal]]) -> None:
    quoted = [quote(price("per_unit", minor), quantity, "EUR") for minor, quantity in items]
    exact = [Fraction(minor) * Fraction(quantity) for minor, quantity in items]
    assert sum(one.net_minor for one in quoted) == sum(map(exactly, exact))
    assert abs(sum(one.net_minor for one in quoted) - sum(exact)) <= Fraction(len(items), 2)


@seed(SEED)
@examples
@given(st.decimals("-1000000000", "1000000000", places=9))
def test_halves_go_away_from_zero_everywhere(amount: Decimal) -> None:
    assert half_away(amount) == exactly(Fraction(amount)) == -half_away(-amount)


def test_the_seed_is_told(capfd: Any) -> None:
    with capfd.disabled():
        print(f"\nlaws of prices and of canonical JSON: SEED={SEED} COUNT={COUNT}", flush=True)
    assert exactly(Fraction(5, 2)) == 3 and exactly(Fraction(-5, 2)) == -3 and exactly(Fraction(249, 100)) == 2
