"""Pipelines, roles and the portal as a whole in the studio."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builder.studio.selling import compiled, draft, drawn, errors, field, offers, save

PIPELINE = "/pipelines/pip_work"


def look(mia: Any, at: str, mode: str) -> dict[str, Any]:
    return offers(drawn(mia, at, mode)["inspector"])


def added(mia: Any, mode: str, said: str) -> tuple[dict[str, Any], str]:
    edits, ptr = offers(drawn(mia, "", mode)["tree"])[said]
    return save(mia, edits), ptr


def test_a_pipeline_is_made_and_its_statuses_are_its_own(mia: Any, house: Any) -> None:
    told, ptr = added(mia, "flow", "“Pipeline” was added")
    assert errors(told) == []
    save(mia, look(mia, ptr, "flow")["“Waits for the client” was added"][0])
    made = compiled(house).pipelines[ptr.split("/")[2]]
    assert [one.kind for one in made.statuses] == ["open", "active", "done", "cancelled", "waiting_client"]
    last = f"{ptr}/statuses/{made.statuses[-1].id}"
    save(mia, look(mia, last, "flow")["“Waits for the client” is now 4 of 5"][0])
    assert [one.kind for one in compiled(house).pipelines[made.id].statuses][3] == "waiting_client"
    save(mia, look(mia, last, "flow")["“Waits for the client” was removed"][0])
    save(mia, look(mia, ptr, "flow")["“New pipeline” was removed"][0])
    assert made.id not in draft(house)["pipelines"]


def test_who_moves_an_order_is_set_by_rules(mia: Any, house: Any) -> None:
    before = draft(house)["pipelines"]["pip_work"]["moves"]
    shown = drawn(mia, PIPELINE, "flow")["inspector"]
    assert "From Received, Planned to Planned, In progress, Cancelled, by" in shown
    assert field(shown, f"{PIPELINE}/moves/0/by")["data-kind"] == "several"
    save(mia, offers(shown)["A move was added"][0])
    moves = draft(house)["pipelines"]["pip_work"]["moves"]
    assert (
        len(moves) == len(before) + 1
        and errors(save(mia, [{"op": "set", "ptr": f"{PIPELINE}/moves/0/by", "value": ["rol_pm"]}])) == []
    )
    assert compiled(house).pipelines["pip_work"].moves[0].by == {"rol_pm"}
    refused = save(mia, [{"op": "set", "ptr": f"{PIPELINE}/moves/0/by", "value": []}])
    assert [one["code"] for one in errors(refused)] == ["too_few"]


def test_what_services_are_delivered_by_cannot_be_removed_at_a_press(mia: Any, house: Any) -> None:
    assert house
    assert "“Delivery” was removed" not in look(mia, PIPELINE, "flow")
    assert "Delivers “" in drawn(mia, PIPELINE, "flow")["inspector"]


@pytest.mark.parametrize("side", ["client", "seller"])
def test_a_role_is_made_and_given_what_it_may(mia: Any, house: Any, side: str) -> None:
    tree = drawn(mia, "", "people")["tree"]
    clients, team = tree.split(">Roles of your team<")
    part = clients[clients.index(">Roles at clients<") :] if side == "client" else team
    edits, ptr = offers(part)["“Role” was added"]
    assert errors(save(mia, edits)) == []
    made = compiled(house).roles[ptr.split("/")[2]]
    assert made.side == side and made.can["order.read"] == ("company" if side == "client" else "all")
    shown = drawn(mia, ptr, "people")["inspector"]
    assert field(shown, f"{ptr}/can/order.pay")["data-kind"] == "select"
    assert ("/can/portal.edit" in shown) == (side == "seller")
    save(
        mia,
        [
            {"op": "set", "ptr": f"{ptr}/can/order.read", "value": "own"},
            {"op": "set", "ptr": f"{ptr}/can/price.read", "value": None},
        ],
    )
    can = compiled(house).roles[made.id].can
    assert can["order.read"] == "own" and "price.read" not in can


def test_a_role_that_is_needed_elsewhere_is_kept(mia: Any, house: Any) -> None:
    assert house
    edits = look(mia, "/roles/rol_viewer", "people")["“Viewer” was removed"][0]
    save(mia, edits, status=422)
    assert "rol_viewer" in draft(house)["roles"], "it is what somebody new is given"
    save(mia, look(mia, "/roles/rol_pm", "people")["“Project manager” was removed"][0])
    assert all("rol_pm" not in one["by"] for one in draft(house)["pipelines"]["pip_work"]["moves"]), (
        "lists let go of it"
    )


def test_language_money_and_time(mia: Any, house: Any) -> None:
    shown = drawn(mia, "/portal", "settings")["inspector"]
    for ptr in ("/portal/timezone", "/portal/currency", "/portal/locale", "/portal/locales", "/portal/numbering/order"):
        assert field(shown, ptr)
    assert '<option value="Europe/Berlin" selected>' in shown and 'value="de"' in shown
    assert errors(save(mia, [{"op": "set", "ptr": "/portal/locales", "value": ["en", "de"]}])) == []
    assert compiled(house).locales == ("en", "de")


def test_an_address_of_ones_own_is_one_press(mia: Any, house: Any) -> None:
    said = "Links begin with an address of your own once it is chosen"
    save(mia, look(mia, "/domains", "settings")[said][0])
    assert compiled(house).domains.primary == "env_domain"
    shown = drawn(mia, "/domains", "settings")["inspector"]
    assert "publishing asks for it" in shown and field(shown, "/domains/primary")
    save(
        mia,
        [
            {"op": "set", "ptr": "/domains/primary", "value": None},
            {"op": "remove", "ptr": "/env/env_domain", "uses": "drop"},
        ],
    )
    save(mia, look(mia, "/domains", "settings")[said][0])
    (slot,) = [one for one in compiled(house).env.values() if one.kind == "domain"]
    assert compiled(house).domains.primary == slot.id, "a slot was made for it"


def test_legal_texts_and_ways_to_pay_are_added(mia: Any, house: Any) -> None:
    told, text = added(mia, "settings", "A legal text was added")
    assert errors(told) == []
    legal = compiled(house).legal[text.split("/")[2]]
    assert legal.page in compiled(house).pages and compiled(house).pages[legal.page].public
    told, method = added(mia, "settings", "“Bank transfer” was added")
    assert errors(told) == []
    assert "No service takes it yet" in drawn(mia, method, "settings")["inspector"]
    shown = drawn(mia, "/payment_methods/pmt_card", "settings")["inspector"]
    assert 'value="env_pay"' in shown and 'value="env_domain"' not in shown
