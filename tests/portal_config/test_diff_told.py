"""What a difference says as plain text, in English and German: whose price, which rule, from what to what."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from portal_config.diff import LOCALES, diff
from portal_config.diff.names import Names, value_words
from portal_config.diff.rules import is_rule
from tests.portal_config.conftest import _document


def base() -> dict[str, Any]:
    """A document with packages, an add-on, and rules to change."""
    document = copy.deepcopy(_document)
    document["prices"] |= {
        "prc_wall": {"model": "flat", "money": [360000, "EUR"]},
        "prc_rush": {"model": "flat", "money": [9000, "EUR"]},
        "prc_loose": {"model": "flat", "money": [100, "EUR"]},
        "prc_many": {
            "model": "graduated", "unit": "post", "currency": "EUR",
            "tiers": [{"up_to": 10, "unit_amount": 10000}, {"up_to": None, "unit_amount": 8000}],
        },
    }  # fmt: skip
    document["services"]["svc_stand"] = {
        "type": "productized", "name": "Trade fair stand", "pipeline": "pip_work",
        "packages": {"pkg_wall": {"name": "Wall", "price": "prc_wall"}, "pkg_wide": {"name": "Wide", "price": "prc_wall"}},
    }  # fmt: skip
    document["service_order"] = [*document["service_order"], "svc_stand"]
    document["addons"] = {
        "adn_rush": {"name": "Rush", "price": "prc_rush", "for": ["svc_stand"]},
        "adn_wall": {"name": "Second wall", "price": "prc_wall", "for": ["svc_stand"]},
    }
    return document


def told(change: Any, locale: str) -> list[str]:
    old = base()
    new = copy.deepcopy(old)
    *path, last = change[0].split("/")[1:]
    place: Any = new
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place[part]
    if change[1] is None:
        del place[last]
    else:
        place[last] = change[1]
    return [text for each in diff(old, new, locale=locale) for text in (each.sentence, *each.notes)]


def check(change: Any, english: str, german: str) -> None:
    assert [told(change, locale)[0] for locale in LOCALES] == [english, german]


@pytest.mark.parametrize(
    ("price", "english", "german"),
    [
        ("prc_wall", "Wall of “Trade fair stand”", "Wall von „Trade fair stand“"),
        ("prc_rush", "Rush", "Rush"),
        ("prc_loose", "Fixed price", "Festpreis"),
    ],
)
def test_a_price_is_told_by_the_first_that_is_sold_by_it(price: str, english: str, german: str) -> None:
    change = (f"/prices/{price}/money", [360100, "EUR"])
    old = base()["prices"][price]["money"][0] // 100
    check(change, f"{english}: from EUR {old:,}.00 to 3,601.00",
          f"{german}: von EUR {f'{old:,}'.replace(',', '.')},00 auf 3.601,00")  # fmt: skip


@pytest.mark.parametrize(
    ("change", "english", "german"),
    [
        (
            ("/services/svc_banner/lead_time", "P7D"),
            "“Banner set”: delivered after from 5 days to 7 days",
            "„Banner set“: Lieferzeit von 5 Tagen auf 7 Tage",
        ),
        (
            ("/roles/rol_pm/can/order.read", "assigned"),
            "Project manager may read orders: from everywhere to what is assigned to them",
            "Project manager darf Aufträge lesen: überall, jetzt was ihnen zugewiesen ist",
        ),
        (
            ("/pages/pag_work/sections/sec_steps/blocks/blk_steps_h/text", "From order to invoice"),
            "Heading in “How we work”: from “From order to delivery” to “From order to invoice”",
            "Überschrift in „How we work“: von „From order to delivery“ auf „From order to invoice“",
        ),
    ],
)
def test_plain_text_says_from_what_to_what(change: Any, english: str, german: str) -> None:
    check(change, english, german)


def test_a_part_without_its_kind_is_called_as_it_was() -> None:
    old = base()
    widgets = old["dashboards"]["dsh_default"]["widgets"]
    part_id = next(each for each, part in widgets.items() if "title" not in part)
    new = copy.deepcopy(old)
    del new["dashboards"]["dsh_default"]["widgets"][part_id]["type"]
    [english], [german] = (diff(old, new, locale=locale) for locale in LOCALES)
    assert part_id not in english.sentence + german.sentence
    assert english.sentence.startswith("Widget “Welcome” in “Default”: kind")
    assert german.sentence.startswith("Kachel „Willkommen“ in „Default“: Art")


LANG = "/forms/frm_article/fields/fld_lang"
RULE = ["gt", ["field", "fld_count"], 3]


@pytest.mark.parametrize(
    ("change", "english", "german"),
    [
        (
            (f"{LANG}/show", RULE),
            ["Question “Languages” in “Order articles” is now shown only when “How many articles?” > 3"],
            ["Frage „Languages“ in „Order articles“ wird jetzt nur gezeigt, wenn „How many articles?“ > 3"],
        ),
        (
            (f"{LANG}/require", ["and", RULE, ["has", ["field", "fld_gone"], "fld_count"]]),
            ["Question “Languages” in “Order articles” is now required only when “How many articles?” > 3 and has(fld_gone, \"fld_count\")"],
            ["Frage „Languages“ in „Order articles“ ist jetzt nur Pflicht, wenn „How many articles?“ > 3 and has(fld_gone, \"fld_count\")"],
        ),
        (
            ("/addons/adn_rush/when", ["ctx", "user.signed_in"]),
            ["“Rush”: offered is now user.signed_in"],
            ["„Rush“: Angeboten ist jetzt user.signed_in"],
        ),
    ],
)  # fmt: skip
def test_a_rule_is_told_as_people_type_it(change: Any, english: list[str], german: list[str]) -> None:
    assert [told(change, locale) for locale in LOCALES] == [english, german]


def test_a_rule_that_went_is_told_as_what_was_before() -> None:
    new = base()
    old = copy.deepcopy(new)
    field = old["forms"]["frm_article"]["fields"]["fld_lang"]
    field["show"], field["require"] = RULE, RULE
    was = [(each.sentence, *each.notes) for each in diff(old, new)]
    before, subject = "Before: only when “How many articles?” > 3", "Question “Languages” in “Order articles” is now"
    asked = "Orders placed from now on are asked for it"
    assert was == [(f"{subject} always required", asked, before), (f"{subject} shown", before)]
    # The control: a long one is cut, and a list that is no rule is a list.
    field["show"] = ["or", *([RULE] * 12)]
    shown = next(each for each in diff(new, old) if each.ptr.endswith("/show"))
    assert len(shown.sentence) < 220 and shown.sentence.endswith("…")


def test_lists_that_look_like_rules_are_lists() -> None:
    assert not any(map(is_rule, (["min", "max"], ["field"], ["sum", "count"], [], True, "eq")))
    assert all(map(is_rule, (RULE, ["field", "fld_a"], ["ctx", "today"], ["count", "fld_a"])))


def test_both_sides_of_a_conflict_tell_their_rule() -> None:
    names = Names(base())
    assert value_words(RULE, names) == "“How many articles?” > 3"
    assert value_words(True, names) == "on"
    assert value_words({"date": "2026-11-20"}, names) == "2026-11-20"


MOVES = [
    {"from": ["sts_todo"], "to": ["sts_doing"], "by": ["rol_pm"]},
    {"from": ["sts_doing"], "to": ["sts_todo"], "by": ["rol_pm", "rol_buyer"]},
]
TEST = {"test": RULE, "message": "More, please", "level": "warning"}


@pytest.mark.parametrize(
    ("pointer", "before", "after", "english", "german"),
    [
        (
            "/prices/prc_many/tiers",
            [{"up_to": 10, "unit_amount": 10000}, {"up_to": 20, "unit_amount": 9000}, {"up_to": None, "unit_amount": 8000}],
            [{"up_to": 10, "unit_amount": 9000}, {"up_to": "30.5", "unit_amount": "8000.5"}, {"up_to": None, "unit_amount": 8000, "flat_amount": 100}],
            "“Graduated price”: tiers: up to 10: EUR 100.00 → EUR 90.00; beyond that: EUR 80.00 → EUR 80.00 plus EUR 1.00;"
            " without up to 20: EUR 90.00; with up to 30.5: EUR 80.005",
            "„Staffelpreis“: Staffeln: bis 10: EUR 100,00 → EUR 90,00; darüber hinaus: EUR 80,00 → EUR 80,00 plus EUR 1,00;"
            " ohne bis 20: EUR 90,00; mit bis 30,5: EUR 80,005",
        ),
        (
            "/pipelines/pip_work/moves",
            MOVES,
            [MOVES[0], {**MOVES[1], "by": ["rol_pm"]}],
            "“Delivery”: moves: “In progress” → “Planned”: by “Project manager” and “Buyer” → by “Project manager”",
            "„Delivery“: Übergänge: „In progress“ → „Planned“: durch „Project manager“ und „Buyer“ → durch „Project manager“",
        ),
        (
            "/pipelines/pip_work/moves",
            MOVES,
            MOVES[1:],
            "“Delivery”: moves: without “Planned” → “In progress”: by “Project manager”",
            "„Delivery“: Übergänge: ohne „Planned“ → „In progress“: durch „Project manager“",
        ),
        (
            f"{LANG}/check",
            None,
            [TEST],
            "Question “Languages” in “Order articles”: check: with “More, please”: “How many articles?” > 3, warning",
            "Frage „Languages“ in „Order articles“: Prüfung: mit „More, please“: „How many articles?“ > 3, Warnung",
        ),
        ("/pipelines/pip_work/moves", MOVES, MOVES[::-1], "“Delivery”: moves changed", "„Delivery“: Übergänge geändert"),
    ],
)  # fmt: skip
def test_entries_without_ids_are_told_one_by_one(
    pointer: str, before: Any, after: Any, english: str, german: str
) -> None:
    sides = []
    for value in (before, after):
        sides.append(base())
        *path, last = pointer.split("/")[1:]
        place: Any = sides[-1]
        for part in path:
            place = place[part]
        place[last] = value
    found = [diff(*sides, locale=locale)[0].sentence for locale in LOCALES]
    assert found == [english, german]


@pytest.mark.parametrize(
    ("change", "english", "german"),
    [
        (
            ("/access/signup", "invite_or_request"),
            "Who may join from by invitation only to by invitation or on request",
            "Wer beitreten darf von nur mit Einladung auf mit Einladung oder auf Anfrage",
        ),
        (
            ("/pipelines/pip_work/statuses/sts_todo/kind", "waiting_client"),
            "Status “Planned” in “Delivery”: meaning from open to waiting for the client",
            "Status „Planned“ in „Delivery“: Bedeutung von offen auf wartet auf den Kunden",
        ),
        (
            ("/services/svc_banner/billing/terms", "net_14"),
            "“Banner set”: payment, terms is now within 14 days",
            "„Banner set“: Zahlung, Zahlungsbedingungen ist jetzt binnen 14 Tagen",
        ),
        (
            ("/dashboards/dsh_default/widgets/wdg_links/type", "spend_chart"),
            "Widget “Good to know” in “Default”: kind from links to spend chart",
            "Kachel „Good to know“ in „Default“: Art von Verweise auf Ausgabendiagramm",
        ),
        (
            ("/dashboards/dsh_default/widgets/wdg_links/type", "from_tomorrow"),
            "Widget “Good to know” in “Default”: kind from links to from tomorrow",
            "Kachel „Good to know“ in „Default“: Art von Verweise auf from tomorrow",
        ),
        (
            ("/services/svc_banner/type", "custom_quote"),
            "“Banner set”: kind from fixed service to service by quote",
            "„Banner set“: Art von Feste Leistung auf Leistung auf Angebot",
        ),
        (
            ("/tabs/tab_orders/views", ["waiting_for_you", "all"]),
            "“Orders”: views without open",
            "„Orders“: Ansichten ohne offen",
        ),
        # The control: what the seller wrote stands as it is written.
        (
            ("/forms/frm_article/fields/fld_lang/key", "a_b"),
            "Question “Languages” in “Order articles”: name in exports from lang to a_b",
            "Frage „Languages“ in „Order articles“: Name in Exporten von lang auf a_b",
        ),
        (
            ("/tabs/tab_billing/icon", "table"),
            "“Billing”: icon from card to table",
            "„Billing“: Symbol von card auf table",
        ),
    ],
)
def test_a_choice_is_told_in_words(change: Any, english: str, german: str) -> None:
    check(change, english, german)
