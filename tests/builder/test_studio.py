"""The studio over HTTP: who builds, what is drawn of a draft, what is saved, and passes to look through."""

from __future__ import annotations

import hashlib
import io
import json
import re
from html import unescape
from typing import Any

import pytest
from PIL import Image

from foundation.db import statements, transaction, value
from foundation.revisions.queries import draft_document
from foundation.tenancy import entered
from portal_config.edits import place_of
from portal_config.kinds import registry
from tests.builder.conftest import seat
from tests.workspace.files import samples

ROOT = "/p/northlight/sandbox/main/studio"


def rename(label: str, *, base: int = 1, key: str = "one", ptr: str = "/tabs/tab_orders/label") -> dict[str, Any]:
    edits = [{"op": "set", "ptr": ptr, "value": label}]
    return {"edits": edits, "base": base, "intent": f"set:{ptr}", "label": "Name of the tab", "key": key}


def draft(house: Any) -> dict[str, Any]:
    with entered(house.sandbox), transaction():
        return json.loads(draft_document()[1])


def offered(page: str, said: str, at: str = "") -> tuple[list[dict[str, Any]], str]:
    """The edits and the selection of the button that says so; ``at`` is how the pointer begins that it selects."""
    for button in re.findall(r"<button[^>]*data-edits=[^>]*>", page):
        attributes = {name: unescape(text) for name, text in re.findall(r'([\w-]+)="([^"]*)"', button)}
        if attributes["data-said"] == said and attributes.get("data-select", "").startswith(at):
            return json.loads(attributes["data-edits"]), attributes.get("data-select", "")
    raise AssertionError(f"no button says {said!r}")


def test_every_mode_is_drawn_and_has_a_policy_of_its_own(house, mia) -> None:
    for mode in ("pages", "services", "forms", "people", "notifications", "brand"):
        answer = mia.get(f"{ROOT}/{mode}")
        assert answer.status_code == 200
        policy = answer.headers["Content-Security-Policy"]
        assert f"frame-src {house.sandbox.origin}" in policy
        named = [directive.split()[0] for directive in policy.split("; ")]
        assert len(named) == len(set(named)), "of a directive that is named twice only the first counts"
        assert "frame-ancestors 'none'" in policy and "script-src 'self'" in policy


def test_only_who_may_build(mia, jonas) -> None:
    assert mia.get(f"{ROOT}/pages").status_code == 200
    assert jonas.get(f"{ROOT}/pages").status_code == 403
    assert jonas.send(f"{ROOT}/edits", rename("Nein")).status_code == 403
    assert mia.get("/p/northlight/sandbox/other/studio/pages").status_code == 404


def test_the_tree_says_who_sees_what(mia) -> None:
    page = mia.look(f"{ROOT}/pages")
    shop = page[page.index('data-row="/tabs/tab_shop"') :]
    assert "Seen by Buyer, Approver and Administrator" in shop[: shop.index("</span></span>\n")]
    assert "Seen by Finance" in page
    assert 'data-row="/dashboards/dsh_default/widgets/wdg_due"' in page


def test_an_edit_is_saved_drawn_and_undone(house, mia) -> None:
    saved = mia.send(f"{ROOT}/edits", rename("Bestellungen"))
    assert saved.status_code == 200
    told = saved.get_json()
    assert told["number"] == 2
    assert told["undo"]["label"] == "Name of the tab" and told["redo"] is None
    drawn = mia.get(f"{ROOT}/pages/parts?at=/tabs/tab_orders").get_json()
    assert drawn["number"] == 2 and "Bestellungen" in drawn["tree"] and 'value="Bestellungen"' in drawn["inspector"]
    undone = mia.send(f"{ROOT}/undo", {"step": told["undo"]["number"]}).get_json()
    assert draft(house)["tabs"]["tab_orders"]["label"] == "Orders"
    assert undone["redo"]["label"] == "Name of the tab"
    assert mia.send(f"{ROOT}/redo", {}).status_code == 200
    assert draft(house)["tabs"]["tab_orders"]["label"] == "Bestellungen"


def test_a_save_sent_twice_is_one(mia) -> None:
    first = mia.send(f"{ROOT}/edits", rename("Twice")).get_json()
    again = mia.send(f"{ROOT}/edits", rename("Twice")).get_json()
    assert first["number"] == again["number"] == 2


def test_two_people_at_one_thing_are_told_and_nothing_is_lost(house, mia, browser) -> None:
    seat("olli@northlight.example", "Olli Owner", house.live, owner=True)
    other = browser("olli@northlight.example")
    assert mia.send(f"{ROOT}/edits", rename("Mia’s word")).status_code == 200
    answer = other.send(f"{ROOT}/edits", rename("Olli’s word", key="two"))
    assert answer.status_code == 409
    problem = answer.get_json()
    assert problem["code"] == "stale_draft" and problem["details"]["theirs"] == "Mia’s word"
    assert "Mia Brandt" in problem["title"]
    elsewhere = other.send(f"{ROOT}/edits", rename("Start", key="three", ptr="/tabs/tab_home/label"))
    assert elsewhere.status_code == 200, "what nobody else touched goes on top"
    assert draft(house)["tabs"]["tab_orders"]["label"] == "Mia’s word"
    assert mia.get(f"{ROOT}/pages/parts").get_json()["by"] == "Olli Owner", "and she is told who is here too"
    assert other.get(f"{ROOT}/pages/parts").get_json()["by"] == ""


def test_an_edit_of_what_somebody_just_removed_says_so(house, mia, browser) -> None:
    seat("petra@northlight.example", "Petra Nilsen", house.live, roles=("rol_design",))
    petra = browser("petra@northlight.example")
    gone = {"edits": [{"op": "remove", "ptr": "/tabs/tab_billing"}], "base": 1, "key": "gone"}
    assert mia.send(f"{ROOT}/edits", gone).status_code == 200
    before = draft(house)
    answer = petra.send(f"{ROOT}/edits", rename("Invoices", key="late", ptr="/tabs/tab_billing/label"))
    assert answer.status_code == 409 and "Mia Brandt" in answer.get_json()["title"]
    assert draft(house) == before
    page = petra.look(f"{ROOT}/pages?at=/tabs/tab_billing")
    assert 'data-row="/tabs/tab_billing"' not in page and 'data-row="/tabs/tab_orders"' in page
    assert petra.send(f"{ROOT}/edits", rename("Our orders", key="here")).status_code == 200
    assert draft(house)["tabs"]["tab_orders"]["label"] == "Our orders"
    looked = petra.look(f"{ROOT}/changes")
    assert "Your role may build and not publish." in looked
    assert "Your role may build and not publish." not in mia.look(f"{ROOT}/changes")


@pytest.mark.parametrize(
    "sent",
    [
        b"no json",
        [],
        {"edits": "all", "base": 1, "key": "k"},
        {"edits": [], "base": 1, "key": "k"},
        {"edits": [{"op": "set", "ptr": "/tabs/tab_home/label", "value": "x"}], "base": "1", "key": "k"},
        {"edits": [{"op": "set", "ptr": "/tabs/tab_home/label", "value": "x"}], "base": 1, "key": ""},
        {"edits": [{"op": "run", "ptr": "/tabs"}], "base": 1, "key": "k"},
        {"edits": [{"op": "set", "ptr": "/tabs/tab_nothing/label", "value": "x"}], "base": 1, "key": "k"},
    ],
)
def test_nonsense_changes_nothing(house, mia, sent) -> None:
    before = draft(house)
    answer = mia.send(f"{ROOT}/edits", sent)
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["title"]
    assert draft(house) == before


def test_every_offer_can_be_taken_and_leaves_no_error(house, mia) -> None:
    """What the palettes offer: each ready kind of tab and widget is added by its own button, and the draft still publishes."""
    page = mia.look(f"{ROOT}/pages?at=/dashboards/dsh_default")
    places = {"tab": "/tabs/", "widget": "/dashboards/"}
    kinds = [(f"“{kind.label}” was added", at) for family, at in places.items() for kind in registry.family(family)]
    assert len(kinds) > 8
    for place, (said, at) in enumerate(kinds):
        edits, select = offered(page, said, at)
        answer = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "label": said, "key": f"add-{place}"})
        assert answer.status_code == 200, (said, answer.get_json())
        told = answer.get_json()
        assert not [one for one in told["findings"] if one["severity"] == "error"], (said, told["findings"])
        assert select.split("/")[-1] in json.dumps(draft(house))


def test_moving_and_removing_by_button(house, mia) -> None:
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")
    count = len(draft(house)["tabs"])
    edits, _ = offered(page, f"“Orders” is now 1 of {count}")
    mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "label": "Move", "key": "move"})
    assert draft(house)["tab_order"][0] == "tab_orders"
    edits, _ = offered(mia.look(f"{ROOT}/pages?at=/tabs/tab_orders"), "“Orders” was removed")
    removed = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 2, "label": "Remove", "key": "remove"}).get_json()
    assert "tab_orders" not in draft(house)["tabs"] and "tab_orders" in draft(house)["retired_ids"]
    mia.send(f"{ROOT}/undo", {"step": removed["undo"]["number"]})
    assert draft(house)["tab_order"][0] == "tab_orders", "and its place comes back with it"


@pytest.mark.parametrize(
    ("mode", "ptr", "named"),
    [
        ("pages", "/tabs/tab_work", "pages"), ("pages", "/tabs/tab_home", "dashboards"), ("services", "/services/svc_banner", "prices"),
        ("pages", "/dashboards/dsh_default/widgets/wdg_links", ""), ("pages", "/pages/pag_work/sections/sec_steps", ""),
    ],
)  # fmt: skip
def test_a_part_is_duplicated_with_what_is_set_together_with_it_and_undone(
    house, mia, mode: str, ptr: str, named: str
) -> None:
    before = draft(house)
    page = mia.get(f"{ROOT}/{mode}/parts?at={ptr}").get_json()["inspector"]
    button = re.search(r'data-edits="([^"]+)" data-said="([^"]+)" data-select="([^"]+)" data-duplicate', page)
    edits, copied = json.loads(unescape(button[1])), unescape(button[3])
    saved = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "label": "Duplicate", "key": "one"})
    assert saved.status_code == 200, saved.get_json()
    assert [each for each in saved.get_json()["findings"] if each["severity"] == "error"] == []
    after = draft(house)
    assert place_of(after, copied)[0] and place_of(after, ptr) == place_of(before, ptr)
    if named:
        assert len(after[named]) > len(before[named]), "the copy does not change what the other shows"
    assert mia.send(f"{ROOT}/undo", {"step": saved.get_json()["undo"]["number"]}).status_code == 200
    assert draft(house) == before


def test_who_sees_it_and_may_not_has_two_ways_out(house, mia) -> None:
    edit = {"op": "set", "ptr": "/tabs/tab_orders/see", "value": {"roles": ["rol_buyer", "rol_nothing"]}}
    role = {"op": "insert", "ptr": "/roles/rol_nothing", "value": {"side": "client", "name": "Onlooker"}}
    mia.send(f"{ROOT}/edits", {"edits": [role, edit], "base": 1, "label": "x", "key": "see"})
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")
    assert "Onlooker sees this but may not read orders." in page and "1 thing to look at" in page
    allow, _ = offered(page, "Onlooker may now read orders")
    hide, _ = offered(page, "Hidden from Onlooker")
    assert allow == [{"op": "set", "ptr": "/roles/rol_nothing/can/order.read", "value": "company"}]
    assert mia.send(f"{ROOT}/edits", {"edits": hide, "base": 2, "label": "x", "key": "hide"}).status_code == 200
    assert draft(house)["tabs"]["tab_orders"]["see"] == {"roles": ["rol_buyer"]}
    assert "Onlooker sees this" not in mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")


def test_a_finding_stands_at_its_field_and_is_counted_above(house, mia) -> None:
    mia.send(f"{ROOT}/edits", rename("x" * 41))
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")
    field = page[page.index('id="set-tabs-tab_orders-label"') :]
    assert "At most 40 characters." in field[: field.index("</div>")]
    assert "1 to look at" in page and "Stands in the way of publishing" in page
    del house


def test_two_findings_at_one_field_have_an_id_each_and_describe_it(mia) -> None:
    edit = {"op": "set", "ptr": "/tabs/tab_orders/see/roles", "value": ["nobody", "somebody"]}
    mia.send(f"{ROOT}/edits", {"edits": [edit], "base": 1, "label": "x", "key": "two"})
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    described = re.search(r'id="set-tabs-tab_orders-see"[^>]*aria-describedby="([^"]+)"', page)
    assert described is not None
    assert len(described[1].split()) >= 2 and set(described[1].split()) <= set(ids)


@pytest.mark.parametrize(
    ("mode", "at", "ptr", "planned"),
    [
        ("pages", "/tabs/tab_orders", "/tabs/tab_orders/badge", "A badge"),
        (
            "services",
            "/services/svc_articles",
            "/services/svc_articles/escalate_when",
            "A rule that passes an order on",
        ),
        ("services", "/services/svc_articles", "/prices/prc_article/every", "A price per period"),
        ("brand", "/branding", "/portal/numbering/quote", "Quote numbers"),
    ],
)
def test_what_has_no_field_is_told_above_the_fields_of_its_part(
    mia, mode: str, at: str, ptr: str, planned: str
) -> None:
    sentence = f"{planned} cannot be used yet."
    assert sentence not in mia.look(f"{ROOT}/{mode}?at={at}")
    edit = {"op": "set", "ptr": ptr, "value": {"a": "b"}}
    assert mia.send(f"{ROOT}/edits", {"edits": [edit], "base": 1, "label": "x", "key": "p"}).status_code == 200
    drawn = json.loads(mia.look(f"{ROOT}/{mode}/parts?at={ptr}"))
    assert drawn["selected"] == at, "the link of a finding leads to the part where it is told"
    assert sentence in drawn["inspector"][: drawn["inspector"].index("data-set=")]
    assert "problem" in drawn["tree"]


def test_a_tab_with_a_page_has_the_title_and_address_of_that_page(house, mia) -> None:
    tabs = draft(house)["tabs"]
    tab, page = next((tab, one["page"]) for tab, one in tabs.items() if one.get("page"))
    shown = mia.look(f"{ROOT}/pages?at=/tabs/{tab}")
    assert f'data-set="/pages/{page}/title"' in shown and f'data-set="/pages/{page}/slug"' in shown


def test_a_hidden_tab_is_shown_to_nobody_and_warns_nobody(house, mia) -> None:
    edit = {"op": "set", "ptr": "/tabs/tab_orders/hidden", "value": True}
    told = mia.send(f"{ROOT}/edits", {"edits": [edit], "base": 1, "label": "x", "key": "hidden"}).get_json()
    assert told["findings"] == []
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_orders")
    assert ">hidden</span>" in page and "Seen by nobody" in page
    del house


def test_amounts_and_days_are_typed_as_people_write_them(mia) -> None:
    page = mia.look(f"{ROOT}/services?at=/services/svc_articles")
    assert re.search(r'value="240.00"[^>]*data-currency="EUR"[^>]*data-set="/prices/prc_article/money"', page)
    assert re.search(r'value="7"[^>]*data-set="/services/svc_articles/lead_time"', page)


def test_the_accent_says_how_text_reads_on_it(mia) -> None:
    told = mia.get(f"{ROOT}/colours?accent=%23ffe27a").get_json()
    assert told["reads"].startswith("Dark text on it reads at") and "darkened to" in told["reads"]
    assert "--accent:#ffe27a" in told["css"]
    assert mia.get(f"{ROOT}/colours?accent=red;}}").status_code == 422


def test_passes_lead_to_the_sandbox(house, mia) -> None:
    told = mia.send(f"{ROOT}/passes", {"member": None}).get_json()
    assert told["base"].startswith(f"{house.sandbox.origin}/~")
    walked = mia.post(f"{ROOT}/walk", {"member": ""})
    assert walked.status_code == 303 and walked.location.startswith(f"{house.sandbox.origin}/~")
    assert mia.send(f"{ROOT}/passes", {"member": "0192f3aa-0000-7000-8000-000000000000"}).status_code == 404
    assert mia.send(f"{ROOT}/passes", {"member": "nobody"}).status_code == 404
    with entered(house.sandbox), transaction():
        assert value("select count(*) from passes") == 2


def test_an_edit_costs_eight_statements_at_most(mia) -> None:
    mia.send(f"{ROOT}/edits", rename("Warm"))
    with statements() as sent:
        answer = mia.send(f"{ROOT}/edits", rename("Counted", base=2, key="two"))
    assert answer.status_code == 200 and answer.get_json()["number"] == 3
    assert len(sent) <= 8, "\n".join(" ".join(one.split())[:140] for one in sent)


def put(mia: Any, content: bytes, name: str = "logo.png") -> Any:
    return mia.client.post(
        f"{ROOT}/logo",
        base_url="http://app.localhost",
        data={"file": (io.BytesIO(content), name), "_csrf": mia.token},
        headers={"Accept": "application/json"},
    )


def drawn(width: int, height: int, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "#294fb5").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(("kind", "type"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("JPEG", "image/jpeg")])
def test_a_logo_is_kept_once_and_shown(house, mia, kind: str, type: str) -> None:
    content = drawn(120, 40, kind)
    told = put(mia, content, "..\\..\\evil/our logo.svg").get_json()
    saved = mia.send(f"{ROOT}/edits", {"edits": told["edits"], "base": 1, "label": "Logo", "key": "logo"})
    assert saved.status_code == 200 and saved.get_json()["findings"] == []
    (asset,) = draft(house)["assets"].values()
    assert asset == {
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "type": type,
        "name": "our logo.svg",
        "bytes": len(content),
    }
    assert draft(house)["branding"]["logo_has_name"] is True, "three times as wide as high"
    shown = re.search(r'class="logo-now" src="([^"]+)"', mia.look(f"{ROOT}/brand"))
    assert shown is not None
    answer = mia.get(shown.group(1))
    assert answer.data == content and answer.mimetype == type
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    # Another one takes its place, and the first goes from the document; undo brings it back.
    second = put(mia, drawn(40, 40)).get_json()["edits"]
    mia.send(f"{ROOT}/edits", {"edits": second, "base": 2, "label": "Logo", "key": "other"})
    assert len(draft(house)["assets"]) == 1 and "logo_has_name" not in draft(house)["branding"]
    mia.send(f"{ROOT}/undo", {})
    assert list(draft(house)["assets"].values()) == [asset]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
        (b"<html><script>alert(1)</script>", "PNG"),
        (b"MZ\x90\x00" + bytes(100), "PNG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "damaged"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(50), "PNG"),
        (b"\xff\xd8\xff" + bytes(512 * 1024), "larger"),
        (samples.huge_png(5_000, 4_000), "pixels"),
        (samples.huge_png(60_000, 60_000), "pixels"),
    ],
)
def test_what_is_no_picture_is_no_logo(mia, content: bytes, words: str) -> None:
    answer = put(mia, content)
    assert answer.status_code == 422
    assert words in answer.get_json()["title"]


def test_the_way_to_the_changes_counts_along(mia) -> None:
    assert mia.get(f"{ROOT}/pages/parts").get_json()["review"] == "Review"
    assert mia.send(f"{ROOT}/edits", rename("Deliveries")).status_code == 200
    assert mia.get(f"{ROOT}/pages/parts").get_json()["review"] == "Review 1 change"
    assert ">Review 1 change</a>" in mia.get(f"{ROOT}/pages").get_data(as_text=True)


def test_groups_are_listed_added_named_and_taken_away(mia) -> None:
    page = mia.look(f"{ROOT}/people")
    assert 'data-row="/groups/grp_key"' in page and "Key accounts" in page
    edits, ptr = offered(page, "A group was added", "/groups/grp_")
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "key": "group"}).status_code == 200
    page = mia.look(f"{ROOT}/people?at={ptr}")
    assert 'value="New group"' in page and "You put them in" in page
    edits, _ = offered(page, "“New group” was removed")
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 2, "key": "gone"}).status_code == 200
    assert ptr not in mia.look(f"{ROOT}/people")
    edits, _ = offered(mia.look(f"{ROOT}/people?at=/groups/grp_key"), "“Key accounts” was removed")
    used = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 3, "key": "used"})
    assert used.status_code == 422, "without its group the tab would be for everybody"


def test_who_sees_a_part_offers_the_groups_and_tells_of_a_rule(mia) -> None:
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_key")
    box = page.partition('id="set-tabs-tab_key-see"')[2].partition("</fieldset>")[0]
    assert re.search(r'name="groups" value="grp_key" checked', box) and "data-when" not in box.partition(">")[0]
    assert "only for Key accounts" in page
    rule = ["gt", ["ctx", "client.orders"], 2]
    edits = [
        {"op": "insert", "ptr": "/groups/grp_busy", "value": {"name": "Busy", "match": rule}},
        {"op": "set", "ptr": "/tabs/tab_work/see", "value": {"when": rule}},
    ]
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "key": "rules"}).status_code == 200
    assert "Every client is in it when" in mia.look(f"{ROOT}/people?at=/groups/grp_busy")
    page = mia.look(f"{ROOT}/pages?at=/tabs/tab_work")
    box = page.partition('id="set-tabs-tab_work-see"')[2].partition("</fieldset>")[0]
    kept = re.search(r'data-when="([^"]+)"', box)
    assert kept and json.loads(unescape(kept.group(1))) == rule
    assert "Only when" in box and "checked" not in box.partition('name="groups"')[2]


def test_folders_are_listed_added_named_ordered_and_taken_away(mia) -> None:
    page = mia.look(f"{ROOT}/people")
    rows = re.findall(r'data-row="/folders/(\w+)"', page)
    assert rows == ["fol_deliverables", "fol_brand", "fol_contracts"] and "Folders of files" in page
    edits, ptr = offered(page, "A folder was added", "/folders/fol_")
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "key": "folder"}).status_code == 200
    page = mia.look(f"{ROOT}/people?at={ptr}")
    assert 'value="New folder"' in page and "Your team always sees what is in it." in page
    edits, _ = offered(page, "“New folder” is now 1 of 4")
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 2, "key": "first"}).status_code == 200
    assert f'data-row="{ptr}"' in mia.look(f"{ROOT}/people").partition('data-row="/folders/fol_deliverables"')[0]
    edits, _ = offered(mia.look(f"{ROOT}/people?at={ptr}"), "“New folder” was removed")
    assert mia.send(f"{ROOT}/edits", {"edits": edits, "base": 3, "key": "gone"}).status_code == 200
    assert ptr not in mia.look(f"{ROOT}/people")
    only = {"op": "set", "ptr": "/tabs/tab_files/folders", "value": ["fol_brand"]}
    assert mia.send(f"{ROOT}/edits", {"edits": [only], "base": 4, "key": "only"}).status_code == 200
    edits, _ = offered(mia.look(f"{ROOT}/people?at=/folders/fol_brand"), "“Brand and templates” was removed")
    used = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 5, "key": "used"})
    assert used.status_code == 422, "without its folder the tab would show all of them"


def test_who_sees_fills_and_clears_a_folder_is_set(mia) -> None:
    page = mia.look(f"{ROOT}/people?at=/folders/fol_contracts")
    adds = page.partition('id="set-folders-fol_contracts-can-add"')[2].partition("</fieldset>")[0]
    assert re.findall(r'value="(\w+)" checked', adds) == ["rol_owner", "rol_pm"]
    assert "None chosen: whoever may add files to the client." in page
    sees = page.partition('id="set-folders-fol_contracts-see"')[2].partition("</fieldset>")[0]
    assert re.findall(r'value="(rol_\w+)" checked', sees) == ["rol_approver", "rol_admin"]
    # A folder that said nothing about it so far.
    edits = [
        {"op": "set", "ptr": "/folders/fol_deliverables/can/remove", "value": ["rol_viewer"]},
        {"op": "set", "ptr": "/folders/fol_contracts/can/add", "value": ["rol_buyer"]},
        {"op": "set", "ptr": "/folders/fol_contracts/see/roles", "value": ["rol_approver", "rol_finance"]},
    ]
    saved = mia.send(f"{ROOT}/edits", {"edits": edits, "base": 1, "key": "rights"})
    assert saved.status_code == 200
    page = mia.look(f"{ROOT}/people?at=/folders/fol_contracts")
    assert "Buyer may add files to “Contracts” but does not see it." in page
    assert "Finance sees this but may not read files." in page


def test_tabs_and_widgets_offer_the_folders(mia) -> None:
    for at in ("/tabs/tab_files", "/dashboards/dsh_default/widgets/wdg_files"):
        page = mia.look(f"{ROOT}/pages?at={at}")
        box = page.partition('-folders"')[2].partition("</fieldset>")[0]
        assert all(f'value="fol_{name}"' in box for name in ("deliverables", "brand", "contracts")), at
