"""The studio sells: services, the packages they come in, and add-ons are added, changed, copied and taken away."""

from __future__ import annotations

import pytest

from portal_config.edits import place_of
from tests.builder.studio.selling import ROOT, compiled, draft, drawn, errors, field, offers, save, way

STORY, LETTERS, ONEPAGER = "/services/svc_story", "/services/svc_letters", "/services/svc_onepager"
SHEET = f"{STORY}/packages/pkg_sheet"


@pytest.mark.parametrize("label", ["Fixed service", "Free service"])
def test_a_service_is_added_ready_to_be_ordered_and_where_the_shop_lists_services(house, mia, label: str) -> None:
    before = draft(house)
    edits, ptr = offers(drawn(mia)["tree"])[f"“{label}” was added"]
    told = save(mia, edits)
    assert errors(told) == []
    after, service = draft(house), ptr.rpartition("/")[2]
    made = after["services"][service]
    listed = next(one for one in after["pages"]["pag_shop"]["sections"].values() if one["type"] == "service_grid")
    assert listed["services"][-1] == service, "the shop names its services, so it names this one, too"
    if made["type"] == "productized":
        assert made["billing"]["collect"] == ["pmt_card", "pmt_bank"], "paid as the others are"
        assert after["prices"][made["price"]] == {"model": "flat", "money": [10000, "EUR"]}
    assert mia.send(f"{ROOT}/undo", {"step": told["undo"]["number"]}).status_code == 200
    assert draft(house) == before


def test_a_service_comes_to_be_sold_in_packages_and_at_one_price_again(house, mia) -> None:
    edits, basic = offers(drawn(mia, ONEPAGER)["inspector"])["A package was added"]
    assert errors(save(mia, edits)) == []
    made = draft(house)["services"]["svc_onepager"]
    assert "price" not in made
    assert made["packages"] == {basic.rpartition("/")[2]: {"name": "Basic", "price": "prc_onepager"}}
    html = drawn(mia, basic)["inspector"]
    assert field(html, "/prices/prc_onepager/money")["value"] == "680.00"
    edits, second = offers(drawn(mia, ONEPAGER)["inspector"])["A package was added"]
    assert errors(save(mia, edits)) == []
    prices = {one["price"] for one in draft(house)["services"]["svc_onepager"]["packages"].values()}
    assert len(prices) == 2 and {draft(house)["prices"][one]["money"][0] for one in prices} == {68000}
    assert [one.name for one in compiled(house).services["svc_onepager"].packages] == ["Basic", "New package"]
    # The second takes its price along, the last leaves its own to the service.
    save(mia, offers(drawn(mia, second)["inspector"])["“New package” was removed"][0])
    assert not prices - {"prc_onepager"} & draft(house)["prices"].keys()
    edits, home = offers(drawn(mia, basic)["inspector"])["“Basic” was removed"]
    assert home == ONEPAGER and errors(save(mia, edits)) == []
    assert draft(house)["services"]["svc_onepager"]["price"] == "prc_onepager"


def test_a_package_has_its_words_its_points_and_its_price(mia) -> None:
    shown = drawn(mia, SHEET)
    html = shown["inspector"]
    assert field(html, f"{SHEET}/name")["value"] == "Words and layout"
    assert field(html, "/prices/prc_story_full/money")["value"] == "1950.00"
    assert "Two interviews\n900 words\nPrint PDF" in html and field(html, f"{SHEET}/features")["data-kind"] == "listed"
    assert 'aria-level="2"' in shown["tree"] and f'data-row="{SHEET}"' in shown["tree"]
    listed = drawn(mia, STORY)["inspector"]
    assert listed.index("Words and layout") < listed.index("EUR\N{NO-BREAK SPACE}1,950.00")
    assert (
        f'data-set="{SHEET}/price"' not in html
        and f'data-set="{LETTERS}/price"' not in drawn(mia, LETTERS)["inspector"]
    )


def test_of_the_packages_one_is_singled_out(house, mia) -> None:
    film = f"{STORY}/packages/pkg_film"
    html = drawn(mia, film)["inspector"]
    assert f'data-set="{film}/highlight"' not in html
    assert errors(save(mia, way(html, "Single it out", "on"))) == []
    packages = draft(house)["services"]["svc_story"]["packages"]
    assert {key: one.get("highlight") for key, one in packages.items()} == {
        "pkg_text": None, "pkg_sheet": None, "pkg_film": "Most chosen",
    }  # fmt: skip
    html = drawn(mia, film)["inspector"]
    assert field(html, f"{film}/highlight")["value"] == "Most chosen"
    save(mia, way(html, "Single it out", "off"))
    assert "highlight" not in draft(house)["services"]["svc_story"]["packages"]["pkg_film"]


def test_packages_are_moved_and_copied_with_a_price_of_their_own(house, mia) -> None:
    html = drawn(mia, SHEET)["inspector"]
    save(mia, offers(html)["“Words and layout” is now 1 of 3"][0])
    assert draft(house)["services"]["svc_story"]["package_order"][0] == "pkg_sheet"
    edits, copied = offers(html)["“Words and layout” was duplicated"]
    told = save(mia, edits)
    assert told["findings"] == [], "the copy is not singled out beside the other"
    after = draft(house)
    _, made = place_of(after, copied)
    assert made["price"] != "prc_story_full" and after["prices"][made["price"]] == after["prices"]["prc_story_full"]
    assert after["services"]["svc_story"]["packages"]["pkg_sheet"]["highlight"] == "Most chosen"


def test_a_copied_service_has_its_own_prices_of_packages(house, mia) -> None:
    edits, copied = offers(drawn(mia, STORY)["inspector"])["“Customer story” was duplicated"]
    assert errors(save(mia, edits)) == []
    _, made = place_of(draft(house), copied)
    theirs = {one["price"] for one in draft(house)["services"]["svc_story"]["packages"].values()}
    assert len(made["packages"]) == 3
    assert theirs.isdisjoint(one["price"] for one in made["packages"].values())


def test_a_service_is_removed_with_its_prices_unless_something_leads_to_it(house, mia) -> None:
    edits, _ = offers(drawn(mia, STORY)["inspector"])["“Customer story” was removed"]
    refused = save(mia, edits, status=422)
    assert refused["code"] == "part_in_use", "the add-on goes with it alone"
    edits, _ = offers(drawn(mia, ONEPAGER)["inspector"])["“Product one-pager” was removed"]
    assert errors(save(mia, edits)) == []
    after = draft(house)
    assert "svc_onepager" not in after["services"] and "prc_onepager" not in after["prices"]
    assert "prc_article" in after["prices"]


def test_a_service_without_a_price_is_given_one(house, mia) -> None:
    told = save(mia, [{"op": "set", "ptr": f"{ONEPAGER}/price", "value": None}])
    assert errors(told)
    html = drawn(mia, ONEPAGER)["inspector"]
    assert "It has no price yet." in html
    assert errors(save(mia, offers(html)["It has a price now"][0])) == []
    assert "It has no price yet." not in drawn(mia, ONEPAGER)["inspector"]
    save(mia, [{"op": "set", "ptr": f"{STORY}/price", "value": "prc_letter"}])
    html = drawn(mia, STORY)["inspector"]
    assert "It has packages, so its own price means nothing." in html
    assert errors(save(mia, offers(html)["Its own price was removed"][0])) == []


def test_how_many_is_asked_by_a_number_question_of_the_service_itself(mia) -> None:
    html = drawn(mia, LETTERS)["inspector"]
    start = html.index(f'id="set{LETTERS.replace("/", "-")}-quantity-field"')
    box = html[start : html.index("</select>", start)]
    assert 'value="fld_letters" selected' in box and "fld_count" not in box and "fld_langs" not in box
    for name, label in (("min", "Fewest in one order"), ("max", "Most in one order"), ("step", "In steps of")):
        assert f'data-set="{LETTERS}/quantity/{name}"' in html and label in html


@pytest.mark.parametrize(("model", "most"), [("flat", None), ("per_unit", 10), ("percent", None)])
def test_an_addon_is_added_priced_and_offered(house, mia, model: str, most: int | None) -> None:
    found = [one for one in drawn(mia)["tree"].split("<button")[1:] if "An add-on was added" in one]
    made = {name: offers(f"<button{each}") for name, each in zip(("flat", "per_unit", "percent"), found, strict=True)}
    edits, ptr = made[model]["An add-on was added"]
    told = save(mia, edits)
    assert told["findings"] == []
    shown = drawn(mia, ptr)
    assert "No service offers it yet" in shown["inspector"] and "not offered" in shown["tree"]
    addon = ptr.rpartition("/")[2]
    assert draft(house)["addons"][addon].get("max") == most
    assert errors(save(mia, way(shown["inspector"], "SEO articles", "on"))) == []
    assert draft(house)["services"]["svc_articles"]["addons"] == [addon]
    assert [one.id for one in compiled(house).services["svc_articles"].addons] == [addon]
    shown = drawn(mia, ptr)
    assert "No service offers it yet" not in shown["inspector"] and "not offered" not in shown["tree"]
    save(mia, way(shown["inspector"], "SEO articles", "off"))
    assert "addons" not in draft(house)["services"]["svc_articles"]
    assert "Free content audit" not in shown["inspector"], "a free service has no way to pay for it"


def test_an_addon_goes_with_the_services_that_offer_it(house, mia) -> None:
    html = drawn(mia, "/addons/adn_images")["inspector"]
    assert errors(save(mia, way(html, "SEO articles", "on"))) == [], "it went with newsletters alone"
    assert draft(house)["addons"]["adn_images"]["for"] == ["svc_letters", "svc_articles"]
    assert errors(save(mia, way(html, "Newsletters", "off"))) == []
    assert draft(house)["services"]["svc_letters"]["addons"] == ["adn_express"]


def test_a_service_offers_its_addons_in_its_order(house, mia) -> None:
    html = drawn(mia, LETTERS)["inspector"]
    assert "Move “Express” up" not in html
    assert errors(save(mia, offers(html)["“Original images” was moved up"][0])) == []
    assert draft(house)["services"]["svc_letters"]["addons"] == ["adn_images", "adn_express"]
    html = drawn(mia, "/services/svc_articles")["inspector"]
    assert errors(save(mia, way(html, "Original images", "on"))) == [], "and it goes with this service, too"
    assert draft(house)["services"]["svc_articles"]["addons"] == ["adn_images"]
    save(mia, way(drawn(mia, "/services/svc_articles")["inspector"], "Original images", "off"))
    assert "addons" not in draft(house)["services"]["svc_articles"]
    assert "Original images" not in drawn(mia, "/services/svc_audit")["inspector"]


def test_an_addon_is_removed_with_its_price_from_every_service(house, mia) -> None:
    for addon, name, price in (
        ("adn_photos", "Photos on site", "prc_photos"),
        ("adn_express", "Express", "prc_express"),
    ):
        edits, _ = offers(drawn(mia, f"/addons/{addon}")["inspector"])[f"“{name}” was removed"]
        assert errors(save(mia, edits)) == []
        assert price not in draft(house)["prices"]
    after = draft(house)
    assert "addons" not in after["services"]["svc_story"] and after["services"]["svc_letters"]["addons"] == [
        "adn_images"
    ]
