"""The filter at the edge: text PostgreSQL can hold, bounded JSON, numbers in range, paths of this host."""

from __future__ import annotations

import json

import pytest

from foundation.errors import Refused
from foundation.web.guards import JSON_DEPTH, JSON_KEYS, PAGE_MAX, TEXT_MAX, clean_text, page_number, parse_json
from foundation.web.routes import local_path


def refusal(call: object, *arguments: object, **named: object) -> tuple[str, str, int]:
    """Code, pointer and status of the refusal that the call ends in."""
    with pytest.raises(Refused) as refused:
        call(*arguments, **named)  # type: ignore[operator]
    return refused.value.code, refused.value.pointer, refused.value.status


# Text


def test_text_is_trimmed_and_composed() -> None:
    assert clean_text("  Cafe\u0301 \n") == "Caf\u00e9"
    assert clean_text("tab\tand\nline") == "tab\tand\nline"
    assert clean_text("😀 متن עברית") == "😀 متن עברית"
    assert clean_text("") == ""


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800", "a\udfff", "\ude00\ud83d"])
def test_text_that_cannot_be_stored_is_refused(bad: str) -> None:
    assert refusal(clean_text, bad, "name") == ("bad_text", "name", 400)
    assert clean_text(bad.encode("utf-8", "ignore").decode().replace("\0", ""), "name") in ("", "a", "ab")


def test_text_has_a_longest() -> None:
    assert clean_text("x" * TEXT_MAX) == "x" * TEXT_MAX
    assert refusal(clean_text, "x" * (TEXT_MAX + 1), "brief") == ("text_too_long", "brief", 422)
    assert clean_text(" " * 50 + "1234 ", most=4) == "1234", "what counts is what is kept"
    assert refusal(clean_text, "12345", most=4) == ("text_too_long", "", 422)


# JSON


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_json_is_parsed() -> None:
    body = {"a": [1, -2.5, True, None, "é"], "b": {"c": 'x:y{[\\"]}'}}
    assert parse_json(json.dumps(body, ensure_ascii=False).encode()) == body
    assert parse_json(json.dumps(body).encode()) == body
    assert parse_json(b" 7 ") == 7


def test_json_has_a_depth() -> None:
    assert parse_json(nested(JSON_DEPTH)) is not None
    assert refusal(parse_json, nested(JSON_DEPTH + 1)) == ("json_too_deep", "", 400)
    assert refusal(parse_json, nested(200_000)) == ("json_too_deep", "", 400)
    assert refusal(parse_json, b'{"a":' * 40 + b"1" + b"}" * 40)[0] == "json_too_deep"
    assert parse_json(json.dumps({"a": "[" * 500}).encode()) == {"a": "[" * 500}, "brackets in a text are no depth"
    assert parse_json(rb'{"a": "\\", "b": "\"[[[["}') == {"a": "\\", "b": '"[[[['}


def test_json_has_a_number_of_keys() -> None:
    fits = {str(number): 1 for number in range(JSON_KEYS)}
    assert parse_json(json.dumps(fits).encode()) == fits
    assert refusal(parse_json, json.dumps(fits | {"more": 1}).encode()) == ("json_too_large", "", 400)
    assert parse_json(json.dumps({"a": ":" * 2_000}).encode()) == {"a": ":" * 2_000}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b"\xff\xfe",
        b'{"a": 1,}',
        b"[1] [2]",
        b"]" * 40,
        b"1" * 5_000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    assert refusal(parse_json, body) == ("bad_json", "", 400)


def test_a_number_beyond_every_number_is_refused() -> None:
    """1e999 is read as infinity, which PostgreSQL's JSON and our arithmetic do not know."""
    assert refusal(parse_json, b'{"a": 1e999}') == ("bad_json", "", 400)
    assert parse_json(b'{"a": 1e30}') == {"a": 1e30}


def test_json_holds_only_text_that_can_be_stored() -> None:
    assert refusal(parse_json, rb'{"a": {"b": ["fine", "\u0000"]}}') == ("bad_text", "/a/b/1", 400)
    assert refusal(parse_json, rb'{"a": "\ud800"}') == ("bad_text", "/a", 400)
    assert refusal(parse_json, rb'{"\u0000": 1}')[0] == "bad_text"
    assert parse_json(rb'{"a": "\ud83d\ude00"}') == {"a": "😀"}


# Numbers of pages


def test_pages_are_counted_from_one() -> None:
    assert [page_number(text) for text in (None, "", "1", "42", str(PAGE_MAX))] == [1, 1, 1, 42, PAGE_MAX]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", " 1", "1e3", "²", "٣", "10001", "9" * 400, "1\0"])
def test_there_is_no_such_page(text: str) -> None:
    assert refusal(page_number, text) == ("bad_page", "page", 400)


# Where a sign-in leads


@pytest.mark.parametrize("target", ["/", "/orders/NL-2026-1", "/t/orders?view=open&q=a%20b", "/t/orders#row", "/a//b"])
def test_a_path_of_this_host_is_followed(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None, "", "orders", "//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example/", "javascript:alert(1)",
        "/a\\b", "/a b", "/a\r\nLocation: x", "\t//elsewhere.example", "/\t/elsewhere.example", "/a\0",
    ],
)  # fmt: skip
def test_any_other_place_is_not(target: str | None) -> None:
    assert local_path(target) == "/"
    assert local_path(target, "/desk") == "/desk"
