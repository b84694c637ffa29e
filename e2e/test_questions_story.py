"""The controls of questions that script makes livelier, on the style guide: by keyboard and by hand, with the answer where it is sent from."""

import pytest
from playwright.sync_api import expect

PANE = "fld_quiet_light_"


@pytest.fixture
def guide(server, page):
    page.goto(server.address("app.localhost") + "/styleguide")
    return page


def field(page, kind, state="empty"):
    return page.locator(f'[data-field="{PANE}{kind}_{state}_example"]')


def sent(page, kind, part="", state="empty"):
    name = f"{PANE}{kind}_{state}_example{part}"
    return page.evaluate(
        """name => [...document.querySelectorAll(`[name="${name}"]`)].filter(each => !/radio|checkbox/.test(each.type) || each.checked)
        .map(each => each.value)""",
        name,
    )


def test_a_long_list_is_searched_by_keyboard(guide):
    country = field(guide, "country")
    box = country.get_by_role("combobox")
    box.focus()
    box.press_sequentially("osterr")
    expect(country.get_by_text("Nothing found")).to_be_visible()
    box.fill("aust")
    expect(country.get_by_role("option")).to_have_text(["Austria", "Australia"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("Australia")
    expect(country.get_by_role("listbox", include_hidden=True)).to_be_hidden()
    assert sent(guide, "country") == ["AU"]
    box.fill("nowhere")
    box.press("Tab")
    expect(box).to_have_value("Australia")
    box.fill("")
    box.press("Tab")
    assert sent(guide, "country") == [""]


def test_options_are_put_in_an_order_and_moved(guide):
    ranking = field(guide, "ranking")
    for words in ("Style", "Speed", "Price"):
        ranking.get_by_role("button", name=f": {words}").click()
    assert sent(guide, "ranking") == ["style", "speed", "price"]
    up = ranking.get_by_role("button", name="Move up: Price")
    up.focus()
    up.press("Enter")
    expect(ranking.get_by_role("button", name="Move up: Price")).to_be_focused()
    assert sent(guide, "ranking") == ["style", "price", "speed"]
    expect(ranking.get_by_role("status")).to_have_text("Price, place 2 of 3")
    ranking.locator(".ranking li", has_text="Speed").drag_to(
        ranking.locator(".ranking li", has_text="Style"), target_position={"x": 40, "y": 2}
    )
    assert sent(guide, "ranking") == ["speed", "style", "price"]
    ranking.get_by_role("button", name="Take out: Style").click()
    assert sent(guide, "ranking") == ["speed", "price", ""]


def test_a_toolbar_writes_the_signs_and_takes_them_back(guide):
    rich = field(guide, "rich_text")
    area = rich.get_by_role("textbox")
    area.fill("one two")
    area.press("ControlOrMeta+a")
    bar = rich.get_by_role("toolbar", name="Formatting")
    bar.get_by_role("button", name="Bold").click()
    expect(area).to_have_value("**one two**")
    bar.get_by_role("button", name="Bold").click()
    expect(area).to_have_value("one two")
    bar.get_by_role("button", name="Bold").focus()
    guide.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Italic")).to_be_focused()
    guide.keyboard.press("End")
    guide.keyboard.press("Enter")
    expect(area).to_have_value("1. one two")
    area.press("End")
    area.press("Enter")
    expect(area).to_have_value("1. one two\n2. ")
    area.press("Enter")
    expect(area).to_have_value("1. one two\n")


def test_an_address_asks_what_its_country_needs(guide):
    address = field(guide, "address")
    country = address.get_by_label("Country")
    country.select_option("US")
    expect(address.get_by_role("textbox", name="State", exact=True)).to_be_visible()
    country.select_option("DE")
    expect(address.locator("[data-part=region]")).to_be_hidden()
    expect(address.get_by_label("Postal code")).to_be_visible()
    country.select_option("HK")
    expect(address.locator("[data-part=postal_code]")).to_be_hidden()


def test_every_question_is_accessible(guide, axe):
    assert axe(guide) == []
