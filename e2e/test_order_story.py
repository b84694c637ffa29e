"""From an invitation to a delivered order: the whole way, in two browsers."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import BUILDER, JONAS, PORTAL
from e2e.prepare import COLLEAGUE, INVITED


def test_a_member_joins_orders_pays_and_approves(server, cast, watched, looked):
    member, staff = watched.open(), watched.open()

    # Rosa joins by the mailed link.
    member.goto(server.link_in_mail_to(INVITED.email, containing="/invitation/"))
    expect(member.get_by_role("heading", name="Join Kestrel Partners")).to_be_visible()
    looked(member)
    member.get_by_role("button", name="Join Kestrel Partners").click()
    expect(member.get_by_label("Your name")).to_be_focused()
    expect(member.get_by_text("Fill this in.").first).to_be_visible()
    member.get_by_label("Your name").fill("Rosa Kestrel")
    member.get_by_label("Choose a password").fill("short")
    for consent in member.get_by_role("checkbox").all():
        consent.check()
    member.get_by_role("button", name="Join Kestrel Partners").click()
    expect(member.get_by_text("at least 10 characters").first).to_be_visible()
    member.get_by_label("Choose a password").fill("four unrelated garden words")
    for consent in member.get_by_role("checkbox").all():
        consent.check()
    member.get_by_role("button", name="Join Kestrel Partners").click()
    expect(member).to_have_url(server.address(PORTAL))
    expect(member.get_by_role("heading", name="Hello Rosa")).to_be_visible()
    looked(member)

    # The list is still empty and leads to the services.
    tabs = member.get_by_role("navigation", name="Tabs", exact=True)
    tabs.get_by_role("link", name="Orders").click()
    expect(member.get_by_text("No orders here yet")).to_be_visible()
    looked(member)
    member.get_by_role("link", name="See the services").click()
    looked(member)
    member.get_by_role("link", name="Order SEO articles").click()

    # Nothing filled in: the page says what is missing, and stays.
    expect(member.get_by_role("navigation", name="Where you are")).to_contain_text("SEO articles")
    looked(member)
    at = member.url
    onwards = member.get_by_role("button", name="Next").last
    onwards.click()
    expect(member.get_by_label("Topics or keywords")).to_be_focused()
    expect(member.locator("#fld_topics-error")).to_have_text("Fill in this field.")
    expect(member.locator("[data-field=fld_lang]")).to_contain_text("Choose at least one option.")
    assert member.url == at
    looked(member)

    # The price follows the quantity.
    total = member.locator(".grand dd")
    expect(total).to_contain_text("960.00")
    member.get_by_role("button", name="One step more").click()
    expect(total).to_contain_text("1,200.00")
    member.get_by_label("How many articles?").fill("12")
    expect(total).to_contain_text("2,880.00")
    member.get_by_label("Topics or keywords").fill("x")
    expect(member.locator("#fld_topics-error")).to_be_hidden()
    people.fill_articles(member, count="3")
    expect(total).to_contain_text("720.00")
    member.get_by_label("PO number").fill("4711-KP")
    member.get_by_role("button", name="Place order").last.click()

    # Declined first, paid then.
    expect(member).to_have_url(re.compile(r"/pay/"))
    number = people.number_on(member)
    looked(member)
    member.get_by_role("button", name="Decline the payment").click()
    expect(member.get_by_text("The payment was declined.")).to_be_visible()
    looked(member)
    member.get_by_role("link", name="Back to the order").click()
    expect(member.locator("#main")).to_contain_text("The payment was declined.")
    looked(member)
    member.get_by_role("link", name="Try again").click()
    member.get_by_role("button", name="Try again").click()
    member.get_by_role("button", name=re.compile(r"^Pay EUR")).click()
    expect(member).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    expect(member.locator("[data-toasts]")).to_contain_text("Paid. Thank you")
    assert people.history(member) == ["Order confirmed", "Paid", "Payment declined", "Order placed"]
    facts = member.locator("#main")
    expect(facts).to_contain_text("4711-KP")
    expect(facts).to_contain_text("Seals for food plants")
    looked(member)
    mailed = server.mail_to(INVITED.email, subject=number)
    assert f"/orders/{number}" in mailed["text"]

    # Staff: from the board by menu, then by hand, then on the order's own page with a note.
    people.sign_in(staff, server, JONAS, host=BUILDER)
    looked(staff)
    staff.get_by_role("link", name="Northlight Studio", exact=True).click()
    staff.get_by_role("link", name=re.compile("^Board")).first.click()
    expect(people.column(staff, "Received").locator(f"[data-ticket='{number}']")).to_be_visible()
    looked(staff)
    ticket = people.ticket(staff, number)
    ticket.locator("summary").click()
    staff.keyboard.press("Escape")
    expect(ticket.get_by_role("button", name="Planned")).to_be_hidden()
    ticket.locator("summary").click()
    with staff.expect_navigation():
        ticket.get_by_role("button", name="Planned").click()
    planned = people.column(staff, "Planned")
    expect(planned.locator(f"[data-ticket='{number}']")).to_be_visible()
    with staff.expect_navigation():
        people.ticket(staff, number).drag_to(people.column(staff, "In progress"))
    expect(people.column(staff, "In progress").locator(f"[data-ticket='{number}']")).to_be_visible()
    expect(planned.locator(f"[data-ticket='{number}']")).to_have_count(0)
    people.ticket(staff, number).get_by_role("heading").get_by_role("link").click()
    looked(staff)
    staff.locator("#move textarea").fill("The first three drafts are ready.")
    staff.get_by_role("button", name="Waiting for your review").click()
    expect(staff.locator(".stepper [aria-current=step]")).to_contain_text("Waiting for your review")
    expect(staff.locator(".timeline")).to_contain_text("The first three drafts are ready.")

    # A dialog closes with Escape and gives nothing away.
    staff.locator("summary", has_text="Add note").click()
    expect(staff.get_by_role("dialog", name="Add a note")).to_be_visible()
    looked(staff)
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_have_count(0)

    # Rosa sees it at once, where she looks first, and approves.
    member.goto(server.address(PORTAL))
    expect(member.locator("#main")).to_contain_text("Waiting for your review")
    looked(member)
    member.get_by_role("link", name=re.compile("Review")).first.click()
    expect(member.locator(".timeline")).to_contain_text("The first three drafts are ready.")
    looked(member)
    member.get_by_role("button", name="Approve").click()
    expect(member.locator(".stepper [aria-current=step]")).to_contain_text("Delivered")
    assert people.history(member)[0] == "Delivered"
    expect(member.get_by_role("button", name="Approve")).to_have_count(0)
    looked(member)
    staff.reload()
    expect(staff.locator(".stepper [aria-current=step]")).to_contain_text("Delivered")
    assert server.rows("SELECT state, payment_state FROM orders WHERE number = %(n)s", n=number) == [
        {"state": "completed", "payment_state": "paid"}
    ]


def test_a_move_that_the_pipeline_does_not_allow_stays_where_it_was(server, cast, watched):
    """What is dropped on a column it cannot go to falls back; what it can go to, it does."""
    staff = watched.open()
    people.sign_in(staff, server, JONAS, host=BUILDER)
    staff.goto(server.address(BUILDER, "/p/northlight/desk/"))
    # The topmost: a page that has to scroll between taking hold and dropping picks up another ticket.
    ticket = people.column(staff, "Received").locator("[data-ticket]").first
    number = ticket.get_attribute("data-ticket")
    ticket.drag_to(people.column(staff, "Waiting for your review"))
    expect(people.column(staff, "Received").locator(f"[data-ticket='{number}']")).to_be_visible()
    assert server.rows("SELECT status FROM orders WHERE number = %(n)s", n=number) == [{"status": "sts_new"}]
    with staff.expect_navigation():
        people.ticket(staff, number).drag_to(people.column(staff, "Planned"))
    expect(people.column(staff, "Planned").locator(f"[data-ticket='{number}']")).to_be_visible()
    assert server.rows("SELECT status FROM orders WHERE number = %(n)s", n=number) == [{"status": "sts_todo"}]


def test_a_colleague_who_only_reads_orders_nothing(server, cast, watched, looked):
    """Ida of the same company sees what her role shows: no services, no prices of others, and a plain refusal."""
    ida = watched.open()
    people.sign_in(ida, server, COLLEAGUE.email)
    expect(ida.get_by_role("navigation", name="Tabs", exact=True).get_by_role("link", name="Services")).to_have_count(0)
    answer = ida.goto(server.address(PORTAL, "/services/articles"))
    assert answer is not None and answer.status == 403
    expect(ida.get_by_role("heading", name="You may not open this")).to_be_visible()
    looked(ida)
