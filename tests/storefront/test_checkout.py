"""Ordering a service as a member and as a guest."""

from __future__ import annotations

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from commerce.checkout import confirmation
from foundation.db import statements, transaction
from foundation.identity import limits
from foundation.tenancy import entered
from tests.commerce import cast
from tests.storefront.conftest import Page

CONTACT = {"name": "Gina Hart", "company": "Hart Foods", "email": "gina@hart.example"}
TERMS = {"accept_leg_terms": "2026-10"}


def answers(house: cast.House, service: str, **given: str):
    return {key: list(values) for key, values in cast.filled(house, service, **given).items()}


def test_a_guest_orders_a_free_service(house, browse, look):
    page = browse(house).get("/services/audit")
    assert page.status == 200
    assert "Order for free" in page.words
    assert "Pay by" not in page.words
    placed = page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS)
    assert placed.status == 303
    assert placed.location.startswith("/checkout/thanks/")
    thanks = placed.follow()
    number = look("select number from orders")[0][0]
    assert number in thanks.words
    assert "g…@h….example." in thanks.words
    assert "gina@hart.example" not in thanks.text
    assert thanks.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert look("select state, source from clients where source = 'guest'") == [("pending", "guest")]
    assert look("select state, payment_state from orders") == [("confirmed", "not_needed")]


def test_a_program_that_fills_in_everything_orders_nothing(house, browse, look):
    page = browse(house).get("/services/audit")
    assert re.search(r'<div hidden>.*name="fax"', page.text)
    trapped = page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS, fax="+49 1")
    assert trapped.status == 422
    assert look("select count(*) from orders") == [(0,)]
    assert page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS).status == 303
    assert 'name="fax"' not in browse(house, "dana").get("/services/audit").text


def test_nobody_is_asked_for_an_address_that_is_known(house, browse, look):
    guest = browse(house).get("/services/audit")
    assert 'name="email"' in guest.text
    assert 'name="fld_mail"' not in guest.text
    guest.send("/services/audit", **answers(house, "svc_audit", fld_mail=("other@hart.example",)), **CONTACT, **TERMS)
    assert look("select l.answers ->> 'fld_mail' from order_lines l") == [("gina@hart.example",)]
    member = browse(house, "dana").get("/services/audit")
    assert 'name="email"' not in member.text
    assert re.search(r'name="fld_mail"[^>]*value="dana@[^"]+"', member.text)


def test_a_member_orders_and_is_sent_to_pay(house, browse, look):
    page = browse(house, "dana").get("/services/banner")
    assert "Your name" not in page.words
    assert "EUR 390.00" in page.words
    placed = page.send("/services/banner", **answers(house, "svc_banner"), **TERMS, quantity="2", po_number="PO 7")
    assert placed.status == 303
    assert placed.location.startswith("/pay/")
    assert look("select state, payment_state, po_number, gross_minor from orders") == [
        ("submitted", "unpaid", "PO 7", 78000)
    ]
    assert look("select quantity from order_lines") == [(2,)]


def test_a_bank_transfer_is_confirmed_at_once(house, browse, look):
    page = browse(house, "dana").get("/services/onepager")
    placed = page.send("/services/onepager", **answers(house, "svc_onepager"), **TERMS, method="pmt_bank")
    number = look("select number from orders")[0][0]
    assert placed.location == f"/orders/{number}"
    assert look("select state, payment_state from orders") == [("confirmed", "unpaid")]
    assert placed.follow().status == 200


def test_a_guest_s_transfer_shows_where_to_send_the_money(house, browse, look):
    page = browse(house).get("/services/onepager")
    thanks = page.send(
        "/services/onepager", **answers(house, "svc_onepager"), **TERMS, **CONTACT, method="pmt_bank"
    ).follow()
    number = look("select number from orders")[0][0]
    assert "Please transfer EUR 680.00 within 14 days" in thanks.words
    assert f"and quote {number}." in thanks.words
    assert "{{" not in thanks.words


def test_the_quantity_of_a_form_field_makes_the_price(house, browse, look):
    page = browse(house, "dana").get("/services/letters")
    assert "4 × EUR 240.00 (Letter 1 to 4)" in page.words
    assert "EUR 960.00" in page.words
    placed = page.send("/services/letters", **answers(house, "svc_letters", fld_letters="7"), **TERMS)
    assert placed.status == 303
    assert look("select gross_minor from orders") == [(4 * 24000 + 3 * 21000,)]


def test_sent_twice_is_ordered_once(house, browse, look):
    browser = browse(house, "dana")
    page = browser.get("/services/banner")
    sent = answers(house, "svc_banner") | TERMS
    first = page.send("/services/banner", **sent)
    second = page.send("/services/banner", **sent)
    assert first.status == second.status == 303
    assert second.location.startswith("/pay/")
    assert first.follow().words == second.follow().words
    assert look("select count(*) from orders") == [(1,)]
    other = browser.get("/services/banner").send("/services/banner", **sent)
    assert other.status == 303
    assert look("select count(*) from orders") == [(2,)], "a page of its own is an order of its own"


def test_two_tabs_that_send_at_the_same_moment_make_one_order(house, browse, look):
    pages = [browse(house, "dana") for _ in range(2)]
    first = pages[0].get("/services/banner")
    action, sent = first.form()
    sent = {**sent, **answers(house, "svc_banner"), **TERMS}
    # Each browser has a session of its own, and the form of one page.
    tokens = [page.get("/account").form()[1]["_csrf"] for page in pages]
    together = threading.Barrier(2)

    def press(index: int) -> Page:
        together.wait()
        return pages[index].post(action, {**sent, "_csrf": tokens[index]})

    with ThreadPoolExecutor(2) as threads:
        answered = list(threads.map(press, range(2)))
    assert [one.status for one in answered] == [303, 303]
    assert look("select count(*) from orders") == [(1,)]
    assert look("select count(*) from payments") == [(1,)]
    assert answered[0].follow().words == answered[1].follow().words


def test_an_order_takes_few_statements(house, browse):
    page = browse(house, "dana").get("/services/articles")
    action, sent = page.form()
    sent = {**sent, **answers(house, "svc_articles"), **TERMS, "po_number": "PO 1"}
    with statements() as log:
        assert page.browser.post(action, sent).status == 303
    assert len(log) <= 13, "\n".join(log)


def test_looking_at_a_checkout_takes_few_statements(house, browse):
    guest, member = browse(house), browse(house, "dana")
    for browser, most in ((guest, 2), (member, 4)):
        browser.get("/services/banner")
        with statements() as log:
            assert browser.get("/services/banner").status == 200
        assert len(log) <= most, "\n".join(log)


def test_a_guest_s_page_sent_twice_is_ordered_once(house, browse, look):
    page = browse(house).get("/services/audit")
    sent = answers(house, "svc_audit") | CONTACT | TERMS
    assert page.send("/services/audit", **sent).follow().words == page.send("/services/audit", **sent).follow().words
    assert look("select count(*) from orders") == [(1,)]


def test_other_contents_under_a_used_key_are_told_apart(house, browse, look):
    page = browse(house, "dana").get("/services/banner")
    sent = answers(house, "svc_banner") | TERMS
    assert page.send("/services/banner", **sent).status == 303
    again = page.send("/services/banner", **{**sent, "quantity": "3"})
    assert again.status == 422
    assert "This order was sent before with other contents" in again.words
    assert look("select count(*) from orders") == [(1,)]
    assert again.send("/services/banner").status == 303
    assert look("select count(*) from orders") == [(2,)]


def test_all_faults_are_named_at_once_and_nothing_typed_is_lost(house, browse, look):
    page = browse(house).get("/services/letters")
    wrong = page.send(
        "/services/letters",
        **{**answers(house, "svc_letters"), "fld_letters": "lots"},
        name="Gina Hart",
        company="Hart & Söhne <GmbH>",
        email="gina at hart",
        po_number="PO-99",
        method="pmt_bank",
    )
    assert wrong.status == 422
    for place in ("email", "fld_letters", "accept_leg_terms"):
        assert f'<a href="#{place}">' in wrong.text, place
    assert "Enter an e-mail address such as name@company.com." in wrong.words
    assert "“How many letters?”: " in wrong.words, "a fault names its question"
    _, kept = wrong.form()
    assert kept["name"] == ["Gina Hart"]
    assert kept["company"] == ["Hart &amp; Söhne <GmbH>".replace("&amp;", "&")]
    assert kept["email"] == ["gina at hart"]
    assert kept["fld_letters"] == ["lots"]
    assert kept["po_number"] == ["PO-99"]
    assert kept["method"] == ["pmt_bank"]
    assert kept["_key"] == page.form()[1]["_key"]
    assert look("select count(*) from orders") == [(0,)]
    fixed = wrong.send("/services/letters", email="gina@hart.example", fld_letters="2", **TERMS)
    assert fixed.status == 303
    assert look("select count(*) from orders") == [(1,)]


def test_a_box_that_was_cleared_stays_cleared(house, browse):
    page = browse(house, "dana").get("/services/letters")
    wrong = page.send("/services/letters", **answers(house, "svc_letters"), method=None)
    assert wrong.status == 422
    assert "accept_leg_terms" not in wrong.form()[1]
    assert "Choose how you want to pay." in wrong.words


@pytest.mark.parametrize("quantity", ["0", "11", "-1", "1.5", "", "9" * 40, "１", "NaN", "1e3", "1e99999999"])
def test_an_impossible_quantity_is_refused(house, browse, look, quantity):
    page = browse(house, "dana").get("/services/banner")
    wrong = page.send("/services/banner", **answers(house, "svc_banner"), **TERMS, quantity=quantity)
    if quantity == "１":
        assert wrong.status == 303, "a digit of another script is a digit"
        return
    assert wrong.status == 422
    assert '<a href="#quantity">' in wrong.text
    assert wrong.form()[1]["quantity"] == [quantity]
    assert look("select count(*) from orders") == [(0,)]


def test_a_po_number_that_is_needed_is_asked_for(house, browse):
    page = browse(house, "dana").get("/services/social")
    wrong = page.send("/services/social", **answers(house, "svc_social"), **TERMS, po_number="")
    assert wrong.status == 422
    assert "Enter your PO number" in wrong.words
    assert wrong.send("/services/social", po_number="PO 1", **TERMS).status == 303


def test_terms_that_changed_are_read_again(house, browse):
    page = browse(house, "dana").get("/services/banner")
    stale = page.send("/services/banner", **answers(house, "svc_banner"), accept_leg_terms="2025-01")
    assert stale.status == 409
    assert "has changed since you opened this page" in stale.words
    assert "accept_leg_terms" not in stale.form()[1]


@pytest.mark.parametrize("field", ["name", "fld_site", "po_number", "_key", "quantity", "method"])
def test_what_cannot_be_stored_is_refused_plainly(house, browse, field):
    page = browse(house).get("/services/audit")
    answer = page.send("/services/audit", **{**answers(house, "svc_audit"), **CONTACT, **TERMS, field: "a\x00b"})
    assert answer.status == 400
    assert page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS).status == 303


@pytest.mark.parametrize("key", ["", "short", "x" * 300, "with spaces in the key"])
def test_a_page_without_a_proper_key_is_refused(house, browse, look, key):
    page = browse(house).get("/services/audit")
    assert page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS, _key=key).status == 400
    assert look("select count(*) from orders") == [(0,)]


def test_text_is_shown_as_text(house, browse):
    page = browse(house).get("/services/audit")
    wrong = page.send("/services/audit", name="<script>alert(1)</script>", fld_site='"><img src=x>')
    assert wrong.status == 422
    assert "<script>alert" not in wrong.text
    assert "<img src=x>" not in wrong.text


def test_what_a_viewer_is_not_shown_is_not_there(house, browse):
    for path in ("/services/social", "/services/nothing", "/services/%00"):
        assert browse(house).get(path).status in (400, 404), path
    assert browse(house, "dana").get("/services/social").status == 200


def test_a_guest_cannot_order_what_only_members_are_shown(house, browse, look):
    browser = browse(house)
    _, sent = browser.get("/services/audit").form()
    answer = browser.post("/services/social", {**sent, **answers(house, "svc_social"), **CONTACT, **TERMS})
    assert answer.status == 404
    assert look("select count(*) from orders") == [(0,)]


def test_a_role_that_does_not_order_is_told_so(house, browse, look):
    browser = browse(house, "vic")
    assert browser.get("/services/banner").status == 403
    _, sent = browser.get("/account").form()
    token = {"_csrf": sent["_csrf"], "_key": "key-of-a-viewer-who-tries"}
    answer = browser.post("/services/banner", {**token, **answers(house, "svc_banner"), **TERMS, "method": "pmt_card"})
    assert answer.status == 403
    assert look("select count(*) from orders") == [(0,)]


def test_what_was_ordered_as_often_as_allowed_says_so_instead_of_a_form(house, browse, look):
    browser = browse(house, "dana")
    page = browser.get("/services/audit")
    sent = answers(house, "svc_audit") | TERMS
    assert page.send("/services/audit", **sent).status == 303
    again = browser.get("/services/audit")
    assert again.status == 200
    assert "can be ordered once per company, and yours has done so" in again.words
    assert not [action for action, _ in again.forms() if action == "/services/audit"]
    late = browser.post("/services/audit", {**page.form(0)[1], **sent, "_key": "another-key-of-the-same-page"})
    assert late.status == 409
    assert look("select count(*) from orders") == [(1,)]


def test_another_site_cannot_order_for_a_guest(house, browse):
    page = browse(house).get("/services/audit")
    action, sent = page.form()
    filled = {**sent, **answers(house, "svc_audit"), **CONTACT, **TERMS}
    assert page.browser.post(action, {**filled, "_csrf": "forged"}).status == 403
    assert page.browser.post(action, filled, headers={"Origin": "https://elsewhere.example"}).status == 403
    assert page.browser.post(action, filled).status == 303


def test_guests_have_a_budget(house, browse, monkeypatch):
    monkeypatch.setattr(limits, "GUEST_ORDER_PER_ADDRESS", 1)
    browser = browse(house)
    sent = answers(house, "svc_audit") | CONTACT | TERMS
    assert browser.get("/services/audit").send("/services/audit", **sent).status == 303
    refused = browser.get("/services/audit").send("/services/audit", **{**sent, "email": "other@hart.example"})
    assert refused.status == 429
    assert int(refused.response.headers["Retry-After"]) > 0


def test_a_sandbox_takes_orders_of_its_own(house, browse, look):
    page = browse(house, sandbox=True).get("/services/banner")
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    placed = page.send("/services/banner", **answers(house, "svc_banner"), **CONTACT, **TERMS)
    assert placed.location.startswith("/pay/")
    assert look(
        "select number like 'TEST-%%', revision_ref like 'draft:%%', tenant_id = %s from orders",
        house.sandbox.tenant_id,
    ) == [(True, True, True)]
    assert browse(house).get(placed.location).status == 404, "the live portal knows nothing of it"
    assert placed.follow().press("pay").follow().status == 200


def test_a_thanks_page_of_another_portal_is_not_there(house, browse, look):
    page = browse(house).get("/services/audit")
    mine = page.send("/services/audit", **answers(house, "svc_audit"), **CONTACT, **TERMS).location
    stranger = cast.build("farwell")
    assert browse(stranger).get(mine).status == 404
    assert browse(house).get(mine + "x").status == 404
    assert browse(house).get(mine).status == 200
    order_id = look("select id from orders")[0][0]
    with entered(stranger.live), transaction():
        forged = confirmation.sign(order_id)
    assert browse(stranger).get(f"/checkout/thanks/{forged}").status == 404


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(made, "PNG")
    return made.getvalue()


STORY = {
    "package": "pkg_text",
    "quantity": "1",
    "fld_story_customer": "Hansa",
    "fld_story_site": "no",
    "fld_story_product": "CS 200",
    "fld_people": "r1",
    "fld_people.r1.fld_person_name": "Lee",
    "fld_story_files": "",
    "method": "pmt_bank",
}


def test_files_that_answer_a_question_stand_with_the_order(house, browse, look):
    """As without script: the files come with the form."""
    page = browse(house, "dana").get("/services/story")
    _, sent = page.form()
    posted = {**sent, **STORY, **TERMS, "_do": "next", "_step": "fpg_story"}
    kept = page.browser.post("/services/story", {**posted, "fld_story_files": (io.BytesIO(picture()), "plan.png")})
    assert kept.status == 303 and kept.location.endswith("?step=fpg_people")
    [(file_id, subject)] = look("select id::text, subject from files")
    assert subject is None, "nobody else sees it yet"
    again = page.browser.get("/services/story?step=fpg_story")
    assert f'value="{file_id}"' in again.text and "plan.png" in again.text
    placed = page.browser.post(
        "/services/story", {**sent, **STORY, **TERMS, "_step": "last", "fld_story_files": file_id}
    )
    assert placed.status == 303, placed.words
    assert look("select subject = 'order:' || order_id from files") == [(True,)]
    assert "plan.png" in page.browser.get(placed.location).words
    stolen = page.browser.post(
        "/services/story",
        {**page.form()[1], **STORY, **TERMS, "_step": "last", "fld_story_files": file_id, "_key": "another-key-1"},
    )
    assert stolen.status == 303 and "check=1" in stolen.location, "a file stands in one place only"


def test_a_draft_is_kept_found_again_and_thrown_away(house, browse, look):
    member = browse(house, "dana")
    page = member.get("/services/story")
    _, sent = page.form()
    assert member.post("/services/story", {**sent, **STORY, "_do": "save", "_step": "fpg_story"}).status == 303
    assert "You began this" in member.get("/t/shop").words
    back = member.get("/services/story")
    assert 'value="Hansa"' in back.text and "You began this" in back.words
    assert 'value="Hansa"' not in browse(house, "lee").get("/services/story").text, "somebody else's is their own"
    assert member.post("/services/story", {**back.form()[1], "_do": "clear"}).status == 303
    assert look("select count(*) from checkout_drafts") == [(0,)]


def test_steps_are_refused_until_they_are_right_and_rows_come_and_go(house, browse):
    member = browse(house, "dana")
    _, sent = member.get("/services/story").form()
    first = {**sent, **STORY, "_do": "next", "_step": "fpg_story"}
    wrong = member.post("/services/story", {**first, "fld_story_customer": ""})
    assert wrong.status == 422 and "Fill in this field." in wrong.words
    right = member.post("/services/story", first)
    assert right.status == 303, right.words
    assert right.location.endswith("?step=fpg_people")
    people = {**sent, "_step": "fpg_people", "fld_people": "r1", "fld_people.r1.fld_person_name": "Lee"}
    added = member.post("/services/story", {**people, "_do": "add:fld_people"}).follow()
    assert added.text.count('data-row="') == 3, "two rows and the blank one"
    removed = member.post("/services/story", {**people, "_do": "remove:fld_people.r1"}).follow()
    assert removed.text.count('data-row="') == 1
    assert member.post("/services/story", {**people, "_do": "next"}).location.endswith("?step=last")


def test_prices_are_told_while_one_types_and_nothing_posted_is_believed(house, browse, look):
    member = browse(house, "dana")
    _, sent = member.get("/services/letters").form()
    told = member.post(
        "/services/letters/price", {**sent, "fld_letters": "12", "_total": "1", "addon_adn_express": "1"}
    ).response.get_json()
    assert "2,565.00" in told["html"] and told["addons"] == ["adn_images"]
    told = member.post(
        "/services/letters/price", {**sent, "fld_letters": "4", "addon_adn_express": "1"}
    ).response.get_json()
    assert "1,200.00" in told["html"] and told["addons"] == ["adn_express", "adn_images"]
    unknown = member.post("/services/letters/price", {**sent, "fld_letters": "many"}).response.get_json()
    assert "Not yet known" in unknown["html"]
    wrong = member.post(
        "/services/letters",
        {**sent, **answers(house, "svc_letters", fld_letters="12"), **TERMS, "addon_adn_express": "1"},
    )
    assert wrong.status == 422 and "does not go with your answers" in wrong.words
    for text in ("2.5", "-1", "many", "1e99999999"):
        wrong = member.post(
            "/services/letters", {**sent, **answers(house, "svc_letters"), **TERMS, "addon_adn_images": text}
        )
        assert wrong.status == 422 and "Enter a whole number." in wrong.words, text
    assert look("select count(*) from orders") == [(0,)]


def test_packages_are_chosen_on_the_first_page_that_is_shown(browse, clean_caches):
    source = cast.document()
    source["forms"]["frm_story"]["pages"][0]["show"] = False
    house = cast.build("northlight", source=source)
    cast.add_client(house, "Acme Industries", {"dana": "rol_buyer"})
    member = browse(house, "dana")
    page = member.get("/services/story")
    assert "Choose a package" in page.words
    _, sent = page.form()
    sent = {**sent, "_do": "next", "_step": "fpg_people", "fld_people": "r1", "fld_people.r1.fld_person_name": "Lee"}
    wrong = member.post("/services/story", {**sent, "package": ""})
    assert wrong.status == 422 and "Choose a package." in wrong.words
    assert member.post("/services/story", {**sent, "package": "pkg_text"}).location.endswith("?step=last")
