"""A client and a project manager talk about an order, both at once, each in a browser of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e import people
from e2e.people import BUILDER, DANA, JONAS, LEE, PORTAL
from tests.workspace.files import samples


def open_order(page: Page, server) -> str:
    """The newest order of Dana's company; the id of its conversation."""
    page.goto(server.address(PORTAL, "/t/orders?view=all"))
    page.locator("table a.title").first.click()
    card = page.locator("[data-thread]")
    expect(card).to_be_visible()
    return str(card.get_attribute("data-thread"))


def open_own(page: Page, server) -> str:
    """A new order of Dana's that nobody else talks about; the id of its conversation."""
    page.goto(server.address(PORTAL, f"/orders/{server.ordered(DANA)}"))
    card = page.locator("[data-thread]")
    expect(card).to_be_visible()
    return str(card.get_attribute("data-thread"))


def at_desk(page: Page, server, thread: str) -> None:
    page.goto(server.address(BUILDER, f"/p/northlight/desk/threads/{thread}"))
    expect(page.locator("[data-thread]")).to_be_visible()


def write(page: Page, text: str) -> None:
    """Write a message and send it by keyboard."""
    field = page.locator("[data-composer] textarea")
    field.fill(text)
    field.press("Control+Enter")


def said(page: Page, text: str):
    """A message that the server has."""
    return page.locator(".msg:not(.pending)").filter(has_text=text)


def test_two_people_talk_about_an_order(server, cast, watched, looked):
    dana, jonas = watched.open(), watched.open()
    people.sign_in(dana, server, DANA)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    thread = open_order(dana, server)
    address = dana.url
    write(dana, "Could the pump sit on the right? <b>Please</b>")
    expect(said(dana, "Could the pump sit on the right? <b>Please</b>")).to_have_count(1)
    expect(dana.locator("[data-composer] textarea")).to_have_value("")
    expect(dana.locator("[data-composer] textarea")).to_be_focused()
    assert dana.url == address
    looked(dana)

    at_desk(jonas, server, thread)
    expect(said(jonas, "Could the pump sit on the right?")).to_have_count(1)
    jonas.get_by_text("Internal note", exact=True).last.click()
    write(jonas, "They pay late, ask first")
    note = said(jonas, "They pay late, ask first")
    expect(note).to_have_class(re.compile("internal"))
    # Dana's page is still open: it hears of the answer, of its being written, and of the note nothing.
    jonas.get_by_text("Reply", exact=True).click()
    jonas.locator("[data-composer] textarea").press_sequentially("It")
    expect(dana.locator("[data-typing]")).to_contain_text("writing")
    write(jonas, "It does now")
    expect(said(dana, "It does now")).to_have_count(1)
    expect(dana.locator("[data-typing]")).to_be_empty()
    expect(jonas.locator("[data-seen]")).to_contain_text("Read by Dana")
    assert "They pay late" not in dana.content()
    expect(said(jonas, "It does now")).to_have_count(1)
    looked(jonas)

    dana.goto(server.address(PORTAL, f"/messages/{thread}"))
    expect(said(dana, "It does now")).to_have_count(1)
    assert "They pay late" not in dana.content()
    looked(dana)
    write(dana, "Thank you")
    expect(said(jonas, "Thank you")).to_have_count(1)


def test_what_was_written_offline_is_sent_once(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    open_order(page, server)
    page.context.set_offline(True)
    write(page, "Written in a tunnel")
    waiting = page.locator(".msg.pending").filter(has_text="Written in a tunnel")
    expect(waiting).to_contain_text("Waiting for connection")
    page.context.set_offline(False)
    expect(said(page, "Written in a tunnel")).to_have_count(1)
    expect(waiting).to_have_count(0)
    page.reload()
    expect(said(page, "Written in a tunnel")).to_have_count(1)
    assert server.rows("SELECT count(*) AS n FROM messages WHERE text = 'Written in a tunnel'")[0]["n"] == 1


def test_drafts_are_kept_and_own_words_corrected_by_keyboard(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    open_order(page, server)
    write(page, "The pmup is late")
    mine = said(page, "The pmup is late")
    expect(mine).to_have_count(1)
    page.locator("[data-composer] textarea").fill("Not yet sent")
    page.reload()
    expect(page.locator("[data-composer] textarea")).to_have_value("Not yet sent")
    mine.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(mine.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mine.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    mine.locator("textarea").fill("The pump is late")
    page.keyboard.press("Control+Enter")
    expect(said(page, "The pump is late")).to_contain_text("edited")
    page.locator("[data-composer] textarea").fill("")
    last = said(page, "The pump is late")
    last.locator("summary").focus()
    page.keyboard.press("Enter")
    last.get_by_role("button", name="Take it back").click()
    expect(page.locator(".event.taken").last).to_contain_text("You took a message back")


PASTE = """(field, words) => {
  const pasted = new DataTransfer();
  pasted.setData("text/plain", words);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_stays_text_and_too_much_stays_in_the_field(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    thread = open_own(page, server)
    pasted = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script> שלום \u202egpj.exe"
    write(page, pasted)
    expect(said(page, "document.title")).to_have_count(1)
    assert pasted in said(page, "document.title").inner_text()
    assert said(page, "document.title").locator(".body :is(img, script)").count() == 0
    page.reload()
    expect(said(page, "document.title")).to_have_count(1)
    assert page.title() != "taken"
    field = page.locator("[data-composer] textarea")
    words = "x" * 10_001
    field.fill(words)
    expect(page.locator("[data-composer] [data-left]")).to_have_text("1 character too many")
    field.press("Control+Enter")
    alert = page.locator("[data-composer] [role=alert]")
    expect(alert).to_contain_text("A message holds at most 10000 characters")
    expect(field).to_be_focused()
    field.evaluate(PASTE, "y" * 1_048_576)
    expect(alert).to_contain_text("what you pasted has 1048576. Attach a long text as a file.")
    expect(field).to_have_value(words)
    page.reload()
    expect(field).to_have_value(words)
    write(page, "And so it goes")
    expect(said(page, "And so it goes")).to_have_count(1)
    assert (
        server.rows("SELECT max(length(text)) AS n FROM messages WHERE thread_id::text = %(t)s", t=thread)[0]["n"] < 500
    )


def test_very_many_messages_wait_and_say_why(server, cast, watched):
    page = watched.open()
    people.sign_in(page, server, DANA)
    open_own(page, server)
    page.route(
        "**/messages/*",
        lambda route: (
            route.fulfill(
                status=429,
                headers={"Content-Type": "application/problem+json", "Retry-After": "240"},
                body='{"code": "too_many_requests", "title": "You have sent very many messages just now. Wait 4 minutes and try again."}',
            )
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    write(page, "One of very many")
    write(page, "And the one after it")
    held = page.locator(".msg.pending").filter(has_text="One of very many")
    expect(held).to_contain_text("You have sent very many messages just now. Wait 4 minutes")
    expect(page.locator(".msg.pending")).to_have_count(2)
    held.get_by_role("button", name="Do not send it").click()
    expect(page.locator("[data-composer] textarea")).to_have_value("One of very many")
    page.unroute("**/messages/*")
    page.locator("[data-composer] textarea").fill("")
    page.reload()
    expect(said(page, "And the one after it")).to_have_count(1)
    expect(page.locator(".msg.pending")).to_have_count(0)
    expect(said(page, "One of very many")).to_have_count(0)


def test_two_tabs_of_one_person_say_it_once(server, cast, watched):
    one = watched.open()
    people.sign_in(one, server, DANA)
    open_own(one, server)
    other = one.context.new_page()
    other.goto(one.url)
    expect(other.locator("[data-thread]")).to_be_visible()
    write(one, "Said in one tab")
    for page in (one, other):
        expect(said(page, "Said in one tab")).to_have_count(1)
        expect(page.locator(".msg.pending")).to_have_count(0)
    # Both are away, each writes, and both find what waits when they are back.
    one.context.set_offline(True)
    write(one, "Waiting in one")
    write(other, "Waiting in the other")
    expect(one.locator(".msg.pending")).to_contain_text("Waiting for connection")
    expect(other.locator(".msg.pending").first).to_contain_text("Waiting")
    one.context.set_offline(False)
    for page in (one, other):
        for words in ("Waiting in one", "Waiting in the other"):
            expect(said(page, words)).to_have_count(1)
        expect(page.locator(".msg.pending")).to_have_count(0)
    for words in ("Said in one tab", "Waiting in one", "Waiting in the other"):
        found = server.rows("SELECT count(*) AS n FROM messages WHERE text = %(words)s", words=words)
        assert found[0]["n"] == 1, words


def test_a_second_tab_leaves_the_draft_of_the_first(server, cast, watched):
    one = watched.open()
    people.sign_in(one, server, DANA)
    open_own(one, server)
    other = one.context.new_page()
    other.goto(one.url)
    field = one.locator("[data-composer] textarea")
    field.fill("Half a sentence")
    one.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('Half a sentence'))")
    other.reload()
    expect(other.locator("[data-composer] textarea")).to_have_value("Half a sentence")
    one.reload()
    expect(field).to_have_value("Half a sentence")
    # Taken out in one tab, it is gone from both.
    field.fill("")
    one.reload()
    expect(field).to_have_value("")


def test_where_one_answers_is_seen_at_once_and_above_a_keyboard(server, cast, watched):
    page, phone = watched.open(), watched.open(phone=True)
    people.sign_in(page, server, DANA)
    thread = open_own(page, server)
    send = "[data-composer] button[type=submit]"
    expect(page.locator(send)).to_be_in_viewport(ratio=1)
    people.sign_in(phone, server, DANA)
    phone.set_viewport_size({"width": 390, "height": 480})
    phone.goto(server.address(PORTAL, f"/messages/{thread}"))
    bar = phone.locator(".portal-tabbar")
    expect(bar).to_be_visible()
    phone.locator("[data-composer] textarea").tap()
    expect(bar).to_be_hidden()
    expect(phone.locator(send)).to_be_in_viewport(ratio=1)


def test_what_is_new_is_seen_on_a_phone_behind_more(server, cast, watched):
    jonas, lee = watched.open(), watched.open(phone=True)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    people.sign_in(lee, server, LEE)
    with lee.expect_response("**/messages/unread"):
        at_desk(
            jonas, server, server.rows("SELECT id FROM orders WHERE number = %(n)s", n=server.ordered(LEE))[0]["id"]
        )
        write(jonas, "Behind the dots")
    dot = lee.locator(".portal-tabbar summary .dot")
    expect(dot).to_be_visible()
    lee.locator(".portal-tabbar summary").click()
    expect(lee.locator(".more-sheet [data-new]")).to_be_visible()


def test_who_reads_further_up_is_told_what_came(server, cast, watched, looked):
    dana, jonas = watched.open(), watched.open()
    people.sign_in(dana, server, DANA)
    people.sign_in(jonas, server, JONAS, host=BUILDER)
    thread = open_own(dana, server)
    for number in range(1, 13):
        write(dana, f"Line {number}\n\nwith a second paragraph")
        expect(said(dana, f"Line {number}\n")).to_have_count(1)
    at_desk(jonas, server, thread)
    chat, jump = dana.locator("[data-chat]"), dana.locator("[data-jump]")
    expect(jump).to_be_hidden()
    chat.evaluate("(chat) => { chat.scrollTop = 0; }")
    write(jonas, "The first answer")
    expect(jump).to_have_text("1 new message")
    write(jonas, "The second answer")
    expect(jump).to_have_text("2 new messages")
    assert chat.evaluate("(chat) => chat.scrollTop") == 0, "nobody is moved while they read"
    looked(dana)
    jump.click()
    expect(jump).to_be_hidden()
    expect(said(dana, "The second answer")).to_be_in_viewport()
    expect(dana.locator("[data-composer] textarea")).to_be_focused()
    # At the end nothing has to be announced, and scrolling there by hand takes the button away too.
    write(jonas, "The third answer")
    expect(said(dana, "The third answer")).to_be_in_viewport()
    expect(jump).to_be_hidden()
    chat.evaluate("(chat) => { chat.scrollTop = 0; }")
    write(jonas, "The fourth answer")
    expect(jump).to_have_text("1 new message")
    chat.evaluate("(chat) => { chat.scrollTop = chat.scrollHeight; }")
    expect(jump).to_be_hidden()


def test_without_script_files_go_along(server, cast, browser, tmp_path):
    photo, program = tmp_path / "yard one.png", tmp_path / "yard two.png"
    photo.write_bytes(samples.picture("PNG", 900, 600, compress_level=0))
    program.write_bytes(samples.PROGRAM)
    number = server.ordered(DANA)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900}, locale="en-GB")
    try:
        page = context.new_page()
        people.sign_in(page, server, DANA)
        page.goto(server.address(PORTAL, f"/orders/{number}"))
        expect(page.locator("[data-composer]").get_by_text("Up to 20 MB together.")).to_be_visible()
        page.get_by_label("Message", exact=True).fill("Both yards")
        page.get_by_label("Attach files").set_input_files([photo, program])
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text("This file holds a program")).to_contain_text("Choose the files again.")
        expect(page.get_by_label("Message", exact=True)).to_have_value("Both yards")
        page.get_by_label("Attach files").set_input_files(photo)
        page.get_by_role("button", name="Send", exact=True).click()
        message = said(page, "Both yards")
        expect(message.locator("img[alt='yard one.png']")).to_be_visible()
    finally:
        context.close()
