"""Reading and writing: what no document may hold, and canonical JSON."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest

import portal_config
from portal_config import DocumentRefused, canonical, limits


def refusal(text: bytes | str) -> tuple[str, str]:
    with pytest.raises(DocumentRefused) as refused:
        portal_config.load(text)
    return refused.value.findings[0].code, refused.value.findings[0].pointer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("not_json", "")),
        ("{", ("not_json", "")),
        ('{"a": 1,}', ("not_json", "")),
        ("[1]", ("not_object", "")),
        ('"text"', ("not_object", "")),
        ("null", ("not_object", "")),
        (b"\xff{}", ("not_utf8", "")),
        ('{"a": NaN}', ("number_not_finite", "/a")),
        ('{"a": [0, -Infinity]}', ("number_not_finite", "/a/1")),
        ('{"a": 1e999}', ("number_not_finite", "/a")),
        ('{"a": 9007199254740992}', ("number_range", "/a")),
        ('{"a": -9007199254740992}', ("number_range", "/a")),
        ('{"a": 1e17}', ("number_range", "/a")),
        ('{"a": ' + "9" * 5000 + "}", ("number_range", "/a")),
        ('{"a": "x\\u0000"}', ("text_nul", "/a")),
        ('{"a~/b": "\\ud800"}', ("text_surrogate", "/a~0~1b")),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', ("duplicate_key", "/a/b")),
        ('{"\\u00e9": 1, "e\\u0301": 2}', ("duplicate_key", "/é")),
        (json.dumps({"a": "x" * 20_001}), ("text_too_long", "/a")),
        ("[" * 41 + "]" * 41, ("too_deep", "")),
        ('{"a":' * 100_000, ("too_deep", "")),
        (b"[" * 2_000_000, ("too_deep", "")),
        (b'"' + b"x" * limits.RAW_BYTES, ("too_large", "")),
        (json.dumps({str(number): "x" * 1000 for number in range(1100)}), ("too_large", "")),
    ],
    ids=range(24),
)
def test_load_refuses_with_code_and_pointer(text: bytes | str, expected: tuple[str, str]) -> None:
    assert refusal(text) == expected


def test_load_accepts_what_is_just_within_the_limits() -> None:
    deep = '{"a":' * 39 + '{"n": 9007199254740991, "x": "' + "x" * 20_000 + '"}' + "}" * 39
    assert portal_config.load(deep)["a"]
    assert portal_config.load(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00 {[["}') == {"a": "😀 {[["}


def test_load_gives_nfc_and_one_form_of_whole_numbers() -> None:
    document = portal_config.load('{"e\\u0301": ["e\\u0301", 4.0, -0.0, 1.5, 1e2, true]}')
    assert document == {"é": ["é", 4, 0, 1.5, 100, True]}
    assert [type(value) for value in document["é"]] == [str, int, int, float, int, bool]


def test_depth_is_measured_in_one_pass_over_hostile_text() -> None:
    hostile = '{"a":"' + '\\"' * 900_000
    before = time.process_time()
    assert refusal(hostile)[0] == "not_json"
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (0.000000000000000000000000001, "1e-27"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-5, "0.000015"),
        (-1.5e-9, "-1.5e-9"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (123456789012345680.5, "123456789012345680"),
        (-0.0, "0"),
        (9007199254740991, "9007199254740991"),
    ],
)
def test_numbers_are_written_as_ecmascript_writes_them(value: float, text: str) -> None:
    assert canonical.dump([value]) == f"[{text}]"
    assert canonical.es6_number(float(value)) == text
    assert float(text) == value


def test_canonical_json_of_the_rfc() -> None:
    """RFC 8785, section 3.2.3 (order by UTF-16 units) and 3.2.2.2 (escapes)."""
    document = {"\u20ac": 1, "\r": 2, "\uff21": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert [
        json.loads(
            portal_config.dump(dict.fromkeys(document, 0)), object_pairs_hook=lambda pairs: [k for k, _ in pairs]
        )
    ] == [["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\uff21"]]
    assert portal_config.dump('€$\u000f\nA\'B"\\\\"/\x7f') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'
    assert portal_config.dump({"b": [True, None, {}], "a": 0.00001}) == '{"a":0.00001,"b":[true,null,{}]}'


@pytest.mark.parametrize("value", [math.nan, math.inf, 2**53, "\ud800", {1: 2}, {"é": 1, "e\u0301": 2}, object(), b"x"])
def test_dump_refuses_what_has_no_canonical_form(value: Any) -> None:
    with pytest.raises(DocumentRefused):
        portal_config.dump([value])
    assert portal_config.dump([1]) == "[1]"


def test_digest_does_not_depend_on_writing() -> None:
    one = portal_config.load('{"b": 1.0, "a": "e\\u0301"}')
    other = portal_config.load('{ "a": "\\u00e9", "b": 1 }')
    assert portal_config.digest(one) == portal_config.digest(other)
    assert portal_config.digest(one) == "sha256:" + __import__("hashlib").sha256('{"a":"é","b":1}'.encode()).hexdigest()
    assert portal_config.digest(one) != portal_config.digest({"a": "é", "b": 2})


def test_the_starter_survives_a_round_trip(starter: dict[str, Any]) -> None:
    text = portal_config.dump(starter)
    assert portal_config.load(text) == starter
    assert portal_config.dump(portal_config.load(text)) == text
