"""The mode in which a seller says what people are told: a row for each kind of news, an entry from the first change on."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from foundation.db import transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.queries import draft_document
from foundation.tenancy import entered
from portal_config.news import NEWS, news_of

ROOT = "/p/northlight/sandbox/main/studio"
MOVED = "/notifications/ntf_client_order_moved"


def draft(house: Any) -> dict[str, Any]:
    with entered(house.sandbox), transaction():
        return json.loads(draft_document()[1])


def write(house: Any, **entries: Any) -> None:
    """The draft as it is, with these entries."""
    with entered(house.sandbox), transaction():
        number, text = draft_document()
        save_draft({**json.loads(text), "notifications": entries}, base=number, author="system")


def parts(mia: Any, at: str = MOVED) -> dict[str, Any]:
    return mia.get(f"{ROOT}/notifications/parts?at={at}").get_json()


def field(drawn: dict[str, Any], name: str, at: str = MOVED) -> dict[str, str]:
    """The attributes of the field of a setting."""
    tag = re.search(rf'<[^>]*data-set="{re.escape(at)}/{name}"[^>]*>', drawn["inspector"])
    return {one: unescape(text) for one, text in re.findall(r'([\w-]+)="([^"]*)"', tag[0])} if tag else {}


def ticked(drawn: dict[str, Any]) -> list[str]:
    return re.findall(r'type="checkbox" value="(\w+)" checked', drawn["inspector"])


def save(mia: Any, base: int, *edits: dict[str, Any]) -> Any:
    return mia.send(
        f"{ROOT}/edits", {"edits": list(edits), "base": base, "intent": "", "label": "Told", "key": f"key-{base}"}
    )


def put(name: str, value: Any, at: str = MOVED) -> dict[str, Any]:
    return {"op": "set", "ptr": f"{at}/{name}", "value": value}


def test_every_kind_of_news_has_a_row_on_its_side(mia) -> None:
    page = mia.look(f"{ROOT}/notifications")
    rows = re.findall(r'data-row="(/notifications/[^"]+)" data-show="([^"]*)" data-name="([^"]+)"', page)
    assert [(row, unescape(name)) for row, _, name in rows] == [(f"/notifications/{one.id}", one.title) for one in NEWS]
    assert {show for row, show, _ in rows if "ntf_client" in row} == {"/account"}
    assert {show for row, show, _ in rows if "ntf_seller" in row} == {""}
    assert "Clients are told" in page and "Your team is told" in page
    assert "Clients choose it as “your order moves on”." in parts(mia)["inspector"]


def test_the_first_change_makes_the_entry_and_undo_takes_it_away(house, mia) -> None:
    drawn = parts(mia)
    assert ticked(drawn) == ["bell", "email"]
    assert re.findall(r'data-set="([^"]+)"', drawn["inspector"]) == [f"{MOVED}/channels", f"{MOVED}/subject"]
    asked = field(drawn, "channels")
    first = json.loads(asked["data-first"])
    assert first == {
        "op": "insert",
        "ptr": MOVED,
        "value": {"event": "order.status_changed", "to": {"actors": ["order.requester"]}},
    }
    assert asked["data-default"] == "bell email", "none is not the default, so it is written"
    assert save(mia, drawn["number"], first, put("channels", ["bell"])).status_code == 200
    assert draft(house)["notifications"] == {"ntf_client_order_moved": {**first["value"], "channels": ["bell"]}}
    drawn = parts(mia)
    assert ticked(drawn) == ["bell"] and "no mail" in drawn["tree"]
    assert "data-first" not in field(drawn, "channels") and "data-first" not in field(drawn, "subject")
    assert "Mail for “Order moved on” is" in unescape(mia.look(f"{ROOT}/changes"))
    refused = save(mia, drawn["number"], first, put("channels", ["email"]))
    assert (refused.status_code, refused.get_json()["code"]) == (422, "id_duplicate"), "what the script then leaves out"
    assert mia.send(f"{ROOT}/undo", {}).status_code == 200
    assert "notifications" not in draft(house)
    assert "data-first" in field(parts(mia), "channels")


def test_told_as_usual_leaves_nothing_to_publish(house, mia) -> None:
    first = json.loads(field(parts(mia), "channels")["data-first"])
    assert "data-remove" not in parts(mia)["inspector"]
    save(mia, 1, first, put("channels", []), put("subject", "News"))
    drawn = parts(mia)
    assert '<span class="tag">off</span>' in drawn["tree"] and drawn["review"] == "Review 1 change"
    button = re.search(
        r'data-edits="([^"]+)" data-said="([^"]+)" data-select="([^"]+)" data-remove', drawn["inspector"]
    )
    assert unescape(button[2]) == "“Order moved on” is told as usual" and button[3] == MOVED
    assert save(mia, 2, *json.loads(unescape(button[1]))).status_code == 200
    assert draft(house)["notifications"]["ntf_client_order_moved"] == first["value"]
    assert parts(mia)["review"] == "Review"


def test_a_finding_stands_at_its_field(mia) -> None:
    drawn = parts(mia)
    assert "{{order.number}}" in drawn["inspector"], "what may be named is told"
    save(mia, 1, json.loads(field(drawn, "subject")["data-first"]), put("subject", "{{order.numer}}"))
    drawn = parts(mia)
    assert field(drawn, "subject")["aria-invalid"] == "true"
    assert "“order.numer” is not known here" in drawn["inspector"] and "problem" in drawn["tree"]


def test_what_starts_off_says_so_and_a_note_has_no_mail(mia) -> None:
    words = "This mail is off until a person switches it on."
    assert words not in parts(mia)["inspector"]
    paid = "/notifications/ntf_client_order_paid"
    drawn = parts(mia, paid)
    assert words in drawn["inspector"]
    save(mia, 1, json.loads(field(drawn, "channels", paid)["data-first"]), put("channels", ["bell"], paid))
    assert words not in parts(mia, paid)["inspector"], "where nobody can switch it on"
    note = parts(mia, "/notifications/ntf_seller_note")
    assert ticked(note) == ["bell"] and words not in note["inspector"]
    assert field(note, "subject", "/notifications/ntf_seller_note") == {}


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ({"event": "order.burnt", "to": {"side": "client"}}, "ntf_x"),
        ({"event": "order.paid", "to": dict(news_of("client", "order_paid").to), "channels": []}, "Order paid"),
    ],
)
def test_what_is_not_used_stands_apart_and_can_be_removed(house, mia, entry: dict[str, Any], name: str) -> None:
    paid = {"event": "order.paid", "to": {"side": "client"}}
    write(house, ntf_a=paid, ntf_x=entry)
    drawn = parts(mia, "/notifications/ntf_x")
    assert "Not used" in drawn["tree"] and 'class="notice bad"' in drawn["inspector"]
    assert f'data-row="/notifications/ntf_x" data-show="" data-name="{name}"' in drawn["tree"]
    assert 'data-row="/notifications/ntf_a"' in drawn["tree"], "the one that is used stands for its news"
    remove = json.loads(unescape(re.search(r'data-edits="([^"]+)"[^>]*data-remove', drawn["inspector"])[1]))
    assert save(mia, drawn["number"], *remove).status_code == 200
    assert draft(house)["notifications"] == {"ntf_a": paid}
    assert "Not used" not in parts(mia)["tree"]


def test_a_planned_key_is_told_above_the_fields(house, mia) -> None:
    entry = {
        "event": "order.status_changed",
        "to": {"actors": ["order.requester"]},
        "subject": "{{a.b}}",
        "digest": "PT1H",
    }
    write(house, ntf_a=entry)
    drawn = parts(mia, "/notifications/ntf_a")["inspector"]
    notice = drawn[: drawn.index("data-set=")]
    assert "A digest cannot be used yet." in notice and "a.b" not in notice, "what has a field stands there"


def test_an_id_that_was_used_before_is_not_asked_for_again(house, mia) -> None:
    first = json.loads(field(parts(mia), "channels")["data-first"])
    assert save(mia, 1, first).status_code == save(mia, 2, {"op": "remove", "ptr": MOVED}).status_code == 200
    assert draft(house)["retired_ids"][-1] == "ntf_client_order_moved"
    again = json.loads(field(parts(mia, f"{MOVED}_2"), "channels", f"{MOVED}_2")["data-first"])
    assert again == {**first, "ptr": f"{MOVED}_2"}
    assert save(mia, 3, again, put("channels", [], f"{MOVED}_2")).status_code == 200
    assert (
        f'data-row="{MOVED}_2"' in parts(mia, f"{MOVED}_2")["tree"] and f'data-row="{MOVED}"' not in parts(mia)["tree"]
    )


def test_where_the_team_is_told_nothing_there_is_nothing_to_choose(house, mia) -> None:
    choices = "/p/northlight/sandbox/main/desk/notifications/choices"
    page = mia.look(choices)
    assert 'value="order_placed.email" checked' in page and 'value="note.bell"' in page and "note.email" not in page
    write(
        house,
        **{one.id: {"event": one.event, "to": dict(one.to), "channels": []} for one in NEWS if one.side == "seller"},
    )
    page = mia.look(choices)
    assert "Nothing is told here" in page and 'type="checkbox"' not in page[page.index("Nothing is told here") :]
