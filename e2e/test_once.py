"""However it is sent, it is ordered once."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from e2e import people
from e2e.people import PORTAL
from e2e.prepare import HASTY


def test_an_impatient_member_orders_once(server, cast, watched):
    """Two presses, a reload of the result, the back button and a second tab with the same form: one order each time one was meant."""
    first = watched.open()
    people.sign_in(first, server, HASTY.email)

    def orders() -> int:
        counted = server.rows("SELECT count(*) AS n FROM orders WHERE contact_email = %(e)s", e=HASTY.email)
        return int(counted[0]["n"])

    def form() -> None:
        first.goto(server.address(PORTAL, "/services/articles"))
        people.fill_articles(first, pay_by="Bank transfer")

    # Two presses.
    form()
    first.get_by_role("button", name="Place order").last.dblclick()
    expect(first).to_have_url(re.compile(r"/orders/NL-"))
    number = people.number_on(first)
    assert orders() == 1

    # A reload of the result sends nothing again.
    first.reload()
    expect(first).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    assert orders() == 1

    # Back to the form: it can be pressed again and leads to the order that stands.
    first.go_back()
    expect(first).to_have_url(re.compile(r"/services/articles"))
    expect(first.get_by_role("button", name="Next").last).to_be_enabled()

    # Two requests with the same form at the same moment.
    form()
    posts = first.evaluate(
        """async () => {
          const form = document.querySelector("#order"), body = new URLSearchParams(new FormData(form));
          const sent = await Promise.all([1, 2, 3].map(() => fetch(form.action, {method: "POST", body})));
          return sent.map((each) => [each.status, new URL(each.url).pathname]);
        }"""
    )
    assert {status for status, _ in posts} == {200}
    assert len({path for _, path in posts}) == 1
    assert orders() == 2

    # The same form in another tab, sent later: the same order, not a third one.
    form()
    typed = first.evaluate("new URLSearchParams(new FormData(document.querySelector('#order'))).toString()")
    first.get_by_role("button", name="Place order").last.click()
    expect(first).to_have_url(re.compile(r"/orders/NL-"))
    third = people.number_on(first)
    second = first.context.new_page()
    second.goto(server.address(PORTAL, "/services/articles"))
    people.fill_articles(second, pay_by="Bank transfer")
    second.evaluate(
        "(key) => { document.querySelector('[name=_key]').value = key; }", re.search(r"_key=([^&]+)", typed)[1]
    )
    second.get_by_role("button", name="Place order").last.click()
    expect(second).to_have_url(server.address(PORTAL, f"/orders/{third}"))
    assert orders() == 3


def test_a_payment_is_taken_once(server, cast, watched):
    """The page of a payment, left open in a second tab, pays nothing twice."""
    first = watched.open()
    people.sign_in(first, server, HASTY.email)
    first.goto(server.address(PORTAL, "/services/articles"))
    people.fill_articles(first)
    first.get_by_role("button", name="Place order").last.click()
    expect(first).to_have_url(re.compile(r"/pay/"))
    number = people.number_on(first)
    second = first.context.new_page()
    second.goto(first.url)
    first.get_by_role("button", name=re.compile("^Pay EUR")).dblclick()
    expect(first).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    second.get_by_role("button", name="Decline the payment").click()
    expect(second).to_have_url(server.address(PORTAL, f"/orders/{number}"))
    expect(second.locator("main")).to_contain_text("Paid")
    paid = "SELECT p.state FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.number = %(n)s"
    assert [each["state"] for each in server.rows(paid, n=number)] == ["completed"]
    first.reload()
    assert people.history(first).count("Paid") == 1
