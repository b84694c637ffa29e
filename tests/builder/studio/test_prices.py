"""The studio sets what something costs: by which model, with which steps, and what that comes to."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from builder.studio.prices import LINES, examples, models, repriced
from portal_config.kinds import registry
from portico.kinds import discover_kinds
from tests.builder.studio.selling import attributes, compiled, draft, drawn, errors, field, offers, save, way

LETTER = "/prices/prc_letter"
LETTERS = "/services/svc_letters"
STEPS = [{"up_to": 4, "unit_amount": 24000}, {"up_to": 9, "unit_amount": 21000}, {"up_to": None, "unit_amount": 18500}]
GRADUATED = {"model": "graduated", "unit": "letter", "currency": "EUR", "tiers": STEPS}
discover_kinds()
AMOUNTS = ("flat", "per_unit", "graduated", "volume", "package")


def by(model: str, raw: dict) -> dict:
    kind = registry.get("price_model", model)
    assert kind is not None
    return repriced(raw, kind, "EUR")


def test_every_model_is_told_and_offered_where_it_may_be() -> None:
    assert {kind.name for kind in registry.family("price_model")} == set(LINES)
    assert {kind.name for kind in models(of_service=False)} == set(AMOUNTS)
    assert {kind.name for kind in models(of_service=True)} == set(LINES)


@pytest.mark.parametrize("model", sorted(LINES))
@pytest.mark.parametrize(
    "raw",
    [
        {}, {"model": "flat", "money": [48000, "JPY"]}, {"model": "per_unit", "unit": "set", "money": [3900, "EUR"]}, GRADUATED,
        {"model": "volume", "unit": "seat", "currency": "EUR", "tiers": [{"up_to": None, "unit_amount": "12.5"}]},
        {"model": "package", "unit": "photo", "package_size": "2.5", "free_units": 2, "money": [100, "EUR"]}, {"model": "percent", "of": "service", "percent": "25"},
        {"model": "graduated_percent", "of": "service", "currency": "EUR", "tiers": [{"up_to": 100, "percent": "10"}, {"up_to": None, "percent": "5"}]},
        {"model": "graduated", "tiers": "broken", "currency": 7}, {"model": "flat", "money": "broken"},
    ],
)  # fmt: skip
def test_a_price_by_another_model_is_one(model: str, raw: dict) -> None:
    made = by(model, raw)
    assert made.pop("model") == model
    kind = registry.get("price_model", model)
    assert kind is not None and kind.schema().validate(made) == {}


def test_what_both_models_can_say_is_kept() -> None:
    assert by("volume", GRADUATED) == {**GRADUATED, "model": "volume"}
    assert by("graduated", by("volume", GRADUATED)) == GRADUATED
    assert by("per_unit", GRADUATED) == {"model": "per_unit", "unit": "letter", "money": [24000, "EUR"]}
    begun = by("graduated", {"model": "per_unit", "unit": "set", "money": [3900, "CHF"]})
    assert begun["currency"] == "CHF" and begun["unit"] == "set"
    assert begun["tiers"] == [{"up_to": None, "unit_amount": 3900}], "nothing costs anything else than before"
    assert by("graduated_percent", {"model": "percent", "percent": "25"})["tiers"] == [{"up_to": None, "percent": "25"}]
    assert by("flat", {"model": "per_unit", "unit": "set", "money": [1, "EUR"], "archived": True})["archived"] is True


def test_a_model_is_chosen_and_chosen_back(house, mia) -> None:
    before = draft(house)
    html = drawn(mia, LETTERS)["inspector"]
    told = save(mia, way(html, "How it is priced", "volume"))
    assert errors(told) == [] and draft(house)["prices"]["prc_letter"]["model"] == "volume"
    told = save(mia, way(drawn(mia, LETTERS)["inspector"], "How it is priced", "flat"))
    assert draft(house)["prices"]["prc_letter"] == {"model": "flat", "money": [24000, "EUR"]}
    for _ in range(2):
        assert mia.send("/p/northlight/sandbox/main/studio/undo", {}).status_code == 200
    assert draft(house) == before, "undo brings the steps back"
    assert 'value="percent"' not in html, "a part of what the service costs is a price of add-ons alone"
    assert 'value="percent"' in drawn(mia, "/addons/adn_express")["inspector"]


def test_steps_are_a_table_whose_last_row_is_open(mia) -> None:
    html = drawn(mia, LETTERS)["inspector"]
    assert [field(html, f"{LETTER}/tiers/{place}/unit_amount")["value"] for place in range(3)] == [
        "240.00",
        "210.00",
        "185.00",
    ]
    assert [field(html, f"{LETTER}/tiers/{place}/up_to")["value"] for place in range(2)] == ["4", "9"]
    assert f'data-set="{LETTER}/tiers/2/up_to"' not in html and "and more" in html
    assert "Each, EUR" in html and ">Once<" in html
    percent = drawn(mia, "/addons/adn_express")["inspector"]
    assert field(percent, "/prices/prc_express/percent")["value"] == "25"
    assert "data-text" in re.search(r'<input[^>]*data-set="/prices/prc_express/percent"[^>]*>', percent)[0]


def test_steps_are_added_before_the_last_and_removed(house, mia) -> None:
    edits, _ = offers(drawn(mia, LETTERS)["inspector"])["A tier was added"]
    told = save(mia, edits)
    assert errors(told) == []
    tiers = draft(house)["prices"]["prc_letter"]["tiers"]
    assert tiers == [*STEPS[:2], {"up_to": 18, "unit_amount": 18500}, STEPS[2]]
    html = drawn(mia, LETTERS)["inspector"]
    rows = [attributes(each) for each in re.findall(r'<button[^>]*aria-label="Remove tier[^>]*>', html)]
    assert [one["aria-label"] for one in rows] == [f"Remove tier {number}" for number in (1, 2, 3, 4)]
    assert errors(save(mia, json.loads(rows[3]["data-edits"]))) == [], "the one before it has no end then"
    after = draft(house)["prices"]["prc_letter"]["tiers"]
    assert after == [*STEPS[:2], {"unit_amount": 18500}]
    html = drawn(mia, LETTERS)["inspector"]
    for _ in range(2):
        rows = [attributes(each) for each in re.findall(r'<button[^>]*aria-label="Remove tier[^>]*>', html)]
        assert errors(save(mia, json.loads(rows[0]["data-edits"]))) == []
        html = drawn(mia, LETTERS)["inspector"]
    assert "Remove tier" not in html, "one is left"


def test_a_finding_stands_at_its_row_and_once(mia) -> None:
    told = save(mia, [{"op": "set", "ptr": f"{LETTER}/tiers/1/up_to", "value": 3}])
    assert [one["code"] for one in errors(told)][:1] == ["tier_order"] or errors(told)
    html = drawn(mia, LETTERS)["inspector"]
    sentence = "A tier ends after the one before it."
    row = html[html.index('aria-label="Tier 2"') : html.index('aria-label="Tier 3"')]
    assert sentence in row and html.count(sentence) == 1
    assert "What that comes to" not in html, "a price with a fault comes to nothing"
    assert errors(save(mia, [{"op": "set", "ptr": f"{LETTER}/tiers/1/up_to", "value": 9}])) == []
    assert sentence not in drawn(mia, LETTERS)["inspector"]


def test_a_step_that_is_no_number_is_refused_by_the_checker(mia) -> None:
    told = save(mia, [{"op": "set", "ptr": f"{LETTER}/tiers/0/unit_amount", "value": "many"}])
    assert "A decimal number is needed here." in [one["message"] for one in errors(told)]
    assert "A decimal number is needed here." in drawn(mia, LETTERS)["inspector"]


def test_figures_come_to_what_an_order_comes_to(house, mia) -> None:
    made = compiled(house).prices

    def told(price: str) -> tuple[str, ...]:
        return tuple(line.replace("\N{NO-BREAK SPACE}", " ") for line in examples(made[price], "EUR"))

    assert told("prc_letter") == (
        "4 letters cost EUR 960.00: 4 × 240.00.",
        "6 letters cost EUR 1,380.00: 4 × 240.00 + 2 × 210.00.",
        "11 letters cost EUR 2,380.00: 4 × 240.00 + 5 × 210.00 + 2 × 185.00.",
    )
    assert told("prc_article") == ("3 articles cost EUR 720.00: 3 × 240.00.",)
    assert told("prc_express") == ("Of a service of EUR 1,000.00 it is EUR 250.00.",)
    assert told("prc_photos") == ("7 photos cost EUR 900.00: 2 × 450.00.",)
    assert told("prc_onepager") == (), "nothing to work out"
    html = unescape(drawn(mia, LETTERS)["inspector"]).replace("\N{NO-BREAK SPACE}", " ")
    assert "6 letters cost EUR 1,380.00: 4 × 240.00 + 2 × 210.00." in html


def test_a_price_that_two_have_is_told_and_parted(house, mia) -> None:
    assert "as well" not in drawn(mia, LETTERS)["inspector"]
    save(mia, [{"op": "set", "ptr": "/services/svc_banner/price", "value": "prc_letter"}])
    html = drawn(mia, "/services/svc_banner")["inspector"]
    assert "Another part has the same price." in html
    edits, _ = offers(html)["It has a price of its own now"]
    assert errors(save(mia, edits)) == []
    after = draft(house)
    own = after["services"]["svc_banner"]["price"]
    assert own != "prc_letter" and after["prices"][own] == after["prices"]["prc_letter"]
    assert "as well" not in drawn(mia, LETTERS)["inspector"]
