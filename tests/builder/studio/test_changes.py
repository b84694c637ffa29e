"""Changes and history over HTTP: what is told is what is published, and who may not does not."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Sequence
from typing import Any

import pytest

import portal_config
from commerce.clients.groups import add_to_group
from foundation.db import execute, statements, transaction, value
from foundation.revisions.actions import edit_draft, put_back, save_draft
from foundation.revisions.history import history, live_revision
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered
from portico import apps
from tests.builder.conftest import Browser
from tests.commerce import cast

STUDIO = "/p/northlight/sandbox/main/studio"
MIA = Author("staff:mia", "Mia Brandt")


def edit(house: cast.House, *edits: dict[str, Any], author: Author = MIA) -> int:
    with entered(house.sandbox), transaction():
        base = value("select number from drafts")
        return edit_draft(author, edits, base=base, key=secrets.token_hex(8)).number


def put(ptr: str, new: Any = None) -> dict[str, Any]:
    return {"op": "set", "ptr": ptr, "value": new}


def form_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form that goes to ``action``."""
    found = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert found is not None, action
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found.group()))


def words(page: str) -> str:
    """A page's words as people read them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'")


def live_name(house: cast.House) -> str:
    forget_pointers()
    with entered(house.live), transaction():
        found = live_revision()
        assert found is not None
        return str(portal_config.load(found[1])["tabs"]["tab_home"]["label"])


def test_with_nothing_changed_there_is_nothing_to_publish(mia: Browser, house: cast.House) -> None:
    assert house
    page = mia.look(f"{STUDIO}/changes")
    assert "Nothing to publish" in page
    assert "publication" not in page
    answer = mia.post(f"{STUDIO}/changes/publication", {"draft": "1", "head": "", "note": ""})
    assert answer.status_code == 303
    assert "The draft is what is live already." in mia.look(f"{STUDIO}/changes")


def test_changes_are_told_and_published_with_a_note(mia: Browser, house: cast.House) -> None:
    edit(house, put("/tabs/tab_home/label", "Start"), put("/prices/prc_banner/money", [42000, "EUR"]))
    page = mia.look(f"{STUDIO}/changes")
    assert "Publish 2 changes" in page
    assert "“Home” renamed to <ins>“Start”</ins>" in page
    assert "EUR <del>390.00</del> <ins>420.00</ins> each set" in page
    assert "+7.7 %" in page
    fields = form_of(page, f"{STUDIO}/changes/publication")
    answer = mia.post(f"{STUDIO}/changes/publication", {**fields, "note": "Autumn prices"})
    assert answer.status_code == 303
    assert live_name(house) == "Start"
    page = mia.look(f"{STUDIO}/history")
    assert "Autumn prices" in page and "Mia Brandt" in page and "2 changes" in page
    assert "Nothing to publish" in mia.look(f"{STUDIO}/changes")


def test_a_draft_with_errors_shows_their_fix_and_cannot_go_live(mia: Browser, house: cast.House) -> None:
    number = edit(house, put("/services/svc_banner/price"))
    page = mia.look(f"{STUDIO}/changes")
    assert "publication" not in page
    assert f"{STUDIO}/services?at=%2Fservices%2Fsvc_banner%2Fprice" in page
    assert "“Banner set”, price This is needed." in words(page)
    answer = mia.post(f"{STUDIO}/changes/publication", {"draft": str(number), "head": "", "note": "x"})
    assert answer.status_code == 422
    assert "Something has to be mended" in answer.get_data(as_text=True)
    assert live_name(house) == "Home"


def test_who_looked_at_an_older_draft_sees_the_new_difference(mia: Browser, house: cast.House) -> None:
    edit(house, put("/tabs/tab_home/label", "Start"))
    fields = form_of(mia.look(f"{STUDIO}/changes"), f"{STUDIO}/changes/publication")
    edit(house, put("/tabs/tab_shop/label", "Shop"), author=Author("staff:jonas", "Jonas Feld"))
    answer = mia.post(f"{STUDIO}/changes/publication", {**fields, "note": "Clearer"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "The draft changed in the meantime." in page
    assert "“Services” renamed to <ins>“Shop”</ins>" in page
    assert 'value="Clearer"' in page, "the note is kept"
    assert live_name(house) == "Home"
    again = form_of(page, f"{STUDIO}/changes/publication")
    assert mia.post(f"{STUDIO}/changes/publication", {**again, "note": "Clearer"}).status_code == 303


def test_one_change_is_taken_back_and_that_is_undone(mia: Browser, house: cast.House) -> None:
    edit(house, put("/tabs/tab_home/label", "Start"), put("/tabs/tab_shop/label", "Shop"))
    fields = form_of(mia.look(f"{STUDIO}/changes"), f"{STUDIO}/changes/taken-back")
    assert fields["change"] == "edited:/tabs/tab_home/label"
    assert mia.post(f"{STUDIO}/changes/taken-back", fields).status_code == 303
    page = mia.look(f"{STUDIO}/changes")
    assert "Publish 1 change" in page and "Taken back." in page
    undo = form_of(page, f"{STUDIO}/changes/undo")
    assert mia.post(f"{STUDIO}/changes/undo", undo).status_code == 303
    assert "Publish 2 changes" in mia.look(f"{STUDIO}/changes")


def test_a_change_that_others_need_says_so(mia: Browser, house: cast.House) -> None:
    edit(
        house,
        {"op": "insert", "ptr": "/prices/prc_new", "value": {"model": "flat", "money": [50000, "EUR"]}},
        put("/services/svc_banner/price", "prc_new"),
    )
    page = mia.look(f"{STUDIO}/changes")
    fields = form_of(page, f"{STUDIO}/changes/taken-back")
    fields["change"] = "added:/prices/prc_new"
    answer = mia.post(f"{STUDIO}/changes/taken-back", fields)
    assert answer.status_code == 409
    assert "is used in one place" in answer.get_data(as_text=True)


def test_a_folder_that_goes_says_how_many_files_are_in_it(mia: Browser, house: cast.House) -> None:
    with entered(house.live), transaction():
        execute(
            "insert into files (tenant_id, client_id, folder, subject, name, size, type, kind, state, key, sha256, added_by, at)"
            " select tenant_id, id, f, 'client:' || id, 'a.png', 1, 'image/png', 'picture', s, 'k', repeat('0', 64), 'staff:x', now()"
            " from clients, (values ('fol_brand', 'ready'), ('fol_brand', 'ready'), ('fol_contracts', 'ready')) x (f, s)"
            " where name = 'Kestrel'"
        )
    edit(house, {"op": "remove", "ptr": "/folders/fol_brand"}, {"op": "remove", "ptr": "/folders/fol_deliverables"})
    text = words(mia.look(f"{STUDIO}/changes"))
    assert "2 files are in it" in text and "Clients no longer see the files in it" in text
    assert "1 file is in it" not in text


def test_what_a_change_meets_is_counted_in_the_live_portal(mia: Browser, house: cast.House) -> None:
    cast.order(house, "dana")
    cast.order(house, "dana")
    edit(
        house,
        put("/roles/rol_buyer/can/message.write"),
        put("/pipelines/pip_work/start", "sts_todo"),
        {"op": "remove", "ptr": "/pipelines/pip_work/statuses/sts_new"},
    )
    text = words(mia.look(f"{STUDIO}/changes"))
    assert "2 open orders are in it and keep it" in text
    assert re.search(r"\d+ (person|people) at (one company|\d+ companies)", text)
    with entered(house.sandbox), transaction():
        assert value("select count(*) from orders") == 0, "counted beside, not here"


def test_clients_of_a_group_are_counted_where_it_decides_or_goes(mia: Browser, house: cast.House) -> None:
    busy = {"name": "Customers", "match": ["gt", ["ctx", "client.orders"], 0]}
    edit(house, {"op": "insert", "ptr": "/groups/grp_busy", "value": busy})
    with entered(house.sandbox), transaction():
        publish(author="system")
    forget_pointers()
    edit(
        house,
        put("/tabs/tab_shop/see", {"groups": ["grp_busy", "grp_key"]}),
    )
    assert (
        "are in “Customers”" not in (page := words(mia.look(f"{STUDIO}/changes"))) and "in “Key accounts”" not in page
    )
    cast.order(house, "dana")
    with entered(house.live), transaction():
        for client in house.clients.values():
            add_to_group(house.owner, client, "grp_key", compiled=house.compiled)
    page = words(mia.look(f"{STUDIO}/changes"))
    assert "1 client is in “Customers”" in page and "2 clients are in “Key accounts”" in page
    with entered(house.sandbox), transaction():
        put_back(MIA, key="back")
    edit(house, {"op": "remove", "ptr": "/groups/grp_busy"})
    page = words(mia.look(f"{STUDIO}/changes"))
    assert "1 client is in “Customers”" in page and "1 needs attention" in page


def test_history_goes_back_with_the_difference_in_reverse(mia: Browser, house: cast.House) -> None:
    edit(house, put("/tabs/tab_home/label", "Start"))
    with entered(house.sandbox), transaction():
        publish(author=MIA, note="Clearer")
    page = mia.look(f"{STUDIO}/history/1")
    assert "“Start” renamed to <ins>“Home”</ins>" in page
    fields = form_of(page, f"{STUDIO}/history/1/rollback")
    assert mia.post(f"{STUDIO}/history/1/rollback", {**fields, "note": "Too early"}).status_code == 303
    assert live_name(house) == "Home"
    page = mia.look(f"{STUDIO}/changes")
    assert "Live was rolled back to revision 1 by Mia Brandt" in page
    assert "Live is as revision 1 was. Your draft has not changed." in page
    assert "Publish 1 change" in page
    back = form_of(page, f"{STUDIO}/changes/put-back")
    assert mia.post(f"{STUDIO}/changes/put-back", back).status_code == 303
    page = mia.look(f"{STUDIO}/changes")
    assert "Nothing to publish" in page
    assert mia.post(f"{STUDIO}/changes/undo", form_of(page, f"{STUDIO}/changes/undo")).status_code == 303
    assert "Publish 1 change" in mia.look(f"{STUDIO}/changes")


def test_the_last_publish_is_undone_with_one_press_and_that_too(mia: Browser, house: cast.House) -> None:
    edit(house, put("/tabs/tab_home/label", "Start"))
    with entered(house.sandbox), transaction():
        publish(author=MIA)
    fields = form_of(mia.look(f"{STUDIO}/history"), f"{STUDIO}/history/1/rollback")
    assert mia.post(f"{STUDIO}/history/1/rollback", fields).status_code == 303
    assert live_name(house) == "Home"
    page = mia.look(f"{STUDIO}/changes")
    assert mia.post(f"{STUDIO}/history/2/rollback", form_of(page, f"{STUDIO}/history/2/rollback")).status_code == 303
    assert live_name(house) == "Start"
    with entered(house.sandbox), transaction():
        assert [(one.number, one.kind, one.restores) for one in history()] == [
            (4, "rollback", 2), (3, "rollback", 1), (2, "publish", None), (1, "publish", None),
        ]  # fmt: skip


def moved_on(house: cast.House, *mine: dict[str, Any], theirs: Sequence[dict[str, Any]] = ()) -> None:
    """Jonas published ``theirs`` (“Start” and another icon unless said) since the draft began, in which ``mine`` was changed."""
    edit(house, *(theirs or (put("/tabs/tab_home/label", "Start"), put("/tabs/tab_home/icon", "star"))))
    with entered(house.sandbox), transaction():
        publish(author=Author("staff:x", "Jonas Feld"))
        first = value("select document from revisions where number = 1")
        save_draft(portal_config.load(first), base=value("select number from drafts"), author="staff:mia")
        execute("update drafts set base_revision_id = (select id from revisions where number = 1)")
    edit(house, *mine)


def the_draft(house: cast.House) -> dict[str, Any]:
    with entered(house.sandbox), transaction():
        return portal_config.load(draft_document()[1])


def test_what_went_live_since_is_taken_over_and_undone(mia: Browser, house: cast.House) -> None:
    moved_on(house, put("/tabs/tab_shop/label", "Shop"))
    page = mia.look(f"{STUDIO}/changes")
    assert "2 changes went live since" in words(page) and "None of them meets what you changed" in words(page)
    fields = form_of(page, f"{STUDIO}/changes/taken-over")
    assert mia.post(f"{STUDIO}/changes/taken-over", fields).status_code == 303
    assert mia.post(f"{STUDIO}/changes/taken-over", fields).status_code == 303, "sent twice it is done once"
    tabs = the_draft(house)["tabs"]
    assert (tabs["tab_home"]["label"], tabs["tab_home"]["icon"], tabs["tab_shop"]["label"]) == ("Start", "star", "Shop")
    page = mia.look(f"{STUDIO}/changes")
    assert "Taken over." in page and "Publish 1 change" in page and "Live has moved on" not in page
    assert mia.post(f"{STUDIO}/changes/undo", form_of(page, f"{STUDIO}/changes/undo")).status_code == 303
    assert the_draft(house)["tabs"]["tab_home"]["label"] == "Home"


def test_what_meets_nothing_is_published_together_with_what_went_live(mia: Browser, house: cast.House) -> None:
    moved_on(house, put("/tabs/tab_shop/label", "Shop"))
    page = mia.look(f"{STUDIO}/changes")
    told = words(page)
    assert "Live has moved on since this draft began: revision 2 by Jonas Feld" in told and "It stays" in told
    assert "“Home” renamed to “Start”" in told and "Publish 1 change" in told
    assert "puts it back" not in told, "nothing is overwritten"
    fields = form_of(page, f"{STUDIO}/changes/publication")
    assert fields["joined"] == "1"
    assert mia.post(f"{STUDIO}/changes/publication", fields).status_code == 303
    forget_pointers()
    with entered(house.live), transaction():
        found = live_revision()
    assert found is not None
    revision, live = found[0], portal_config.load(found[1])
    assert (revision.number, revision.changes) == (3, 1)
    tabs = live["tabs"]
    assert (tabs["tab_home"]["label"], tabs["tab_home"]["icon"], tabs["tab_shop"]["label"]) == ("Start", "star", "Shop")
    assert the_draft(house) == live
    again = mia.post(f"{STUDIO}/changes/publication", fields)
    assert again.status_code == 409, "sent twice it is published once"
    assert "Nothing to publish" in mia.look(f"{STUDIO}/changes")
    with entered(house.live), transaction():
        assert [one.number for one in history()] == [3, 2, 1]


def test_what_is_joined_is_checked_as_it_would_go_live(mia: Browser, house: cast.House) -> None:
    """Each side by itself is fine: together they are not, and nothing of either is moved."""
    moved_on(house, put("/tabs/tab_shop/label", "Shop"))
    page = mia.look(f"{STUDIO}/changes")
    fields = form_of(page, f"{STUDIO}/changes/publication")
    edit(house, put("/services/svc_banner/price"))
    moved = mia.post(f"{STUDIO}/changes/publication", fields)
    assert moved.status_code == 409 and "The draft changed in the meantime" in moved.get_data(as_text=True)
    broken = mia.look(f"{STUDIO}/changes")
    assert "1 error" in broken and "publication" not in broken
    with entered(house.sandbox), transaction():
        number = str(value("select number from drafts"))
    before = the_draft(house)
    refused = mia.post(f"{STUDIO}/changes/publication", {**fields, "draft": number})
    assert refused.status_code == 422 and "has to be mended" in refused.get_data(as_text=True)
    assert the_draft(house) == before, "the draft is as it was"
    assert "1 error" in mia.look(f"{STUDIO}/changes")


def test_what_meets_is_never_joined_without_a_choice(mia: Browser, house: cast.House) -> None:
    moved_on(house, put("/tabs/tab_home/label", "Begin"), put("/tabs/tab_shop/label", "Shop"))
    page = mia.look(f"{STUDIO}/changes")
    fields = form_of(page, f"{STUDIO}/changes/publication")
    assert "joined" not in fields
    told = words(page)
    overwrites = "Live has changed here since (Jonas Feld: “Home” renamed to “Start”). Publishing puts it back"
    assert told.count(overwrites) == 1 and "2 need attention" in told
    refused = mia.post(f"{STUDIO}/changes/publication", {**fields, "joined": "1"})
    assert refused.status_code == 409 and "Choose for each of them" in refused.get_data(as_text=True)
    assert live_name(house) == "Start", "what is live stays live"
    assert the_draft(house)["tabs"]["tab_home"]["label"] == "Begin"


@pytest.mark.parametrize(("choice", "label"), [("mine", "Begin"), ("live", "Start")])
def test_where_both_changed_one_thing_it_is_asked(mia: Browser, house: cast.House, choice: str, label: str) -> None:
    moved_on(house, put("/tabs/tab_home/label", "Begin"))
    page = mia.look(f"{STUDIO}/changes")
    assert "“Begin”, name of the tab: the draft chose “Begin”; Jonas Feld has “Start”." in words(page)
    fields = form_of(page, f"{STUDIO}/changes/taken-over")
    refused = mia.post(f"{STUDIO}/changes/taken-over", fields)
    assert refused.status_code == 409 and "Choose for each of them" in refused.get_data(as_text=True)
    assert the_draft(house)["tabs"]["tab_home"]["icon"] != "star", "nothing was taken over"
    assert mia.post(f"{STUDIO}/changes/taken-over", {**fields, "choice-0": choice}).status_code == 303
    tab = the_draft(house)["tabs"]["tab_home"]
    assert (tab["label"], tab["icon"]) == (label, "star")


def test_what_can_be_chosen_stands_in_words(mia: Browser, house: cast.House) -> None:
    kind = "/pipelines/pip_work/statuses/sts_todo/kind"
    moved_on(house, put(kind, "waiting_client"), theirs=[put(kind, "active")])
    page = mia.look(f"{STUDIO}/changes")
    hints = page[page.index('name="choice-0"') :][:2_000]
    assert "waiting for the client" in hints and "waiting_client" not in hints


def test_what_was_looked_at_must_still_be_there_to_be_taken_over(mia: Browser, house: cast.House) -> None:
    moved_on(house, put("/tabs/tab_shop/label", "Shop"))
    fields = form_of(mia.look(f"{STUDIO}/changes"), f"{STUDIO}/changes/taken-over")
    edit(house, put("/tabs/tab_shop/label", "Store"))
    answer = mia.post(f"{STUDIO}/changes/taken-over", fields)
    assert answer.status_code == 409 and "The draft changed in the meantime" in answer.get_data(as_text=True)
    assert the_draft(house)["tabs"]["tab_home"]["label"] == "Home"
    again = form_of(mia.look(f"{STUDIO}/changes"), f"{STUDIO}/changes/taken-over")
    other = {**again, "head": "00000000-0000-7000-8000-000000000000"}
    assert mia.post(f"{STUDIO}/changes/taken-over", other).status_code == 409
    assert mia.post(f"{STUDIO}/changes/taken-over", again).status_code == 303


@pytest.mark.parametrize(
    ("right", "may_look", "may_publish"),
    [((), 403, 403), (("portal.edit",), 200, 403), (("portal.edit", "portal.publish"), 200, 303)],
)
def test_a_role_builds_and_publishes_as_far_as_the_live_portal_says(
    mia: Browser, jonas: Browser, house: cast.House, right: tuple[str, ...], may_look: int, may_publish: int
) -> None:
    assert mia
    edit(house, *(put(f"/roles/rol_pm/can/{each}", "all") for each in right), put("/tabs/tab_home/label", "Start"))
    with entered(house.sandbox), transaction():
        publish(author=MIA)
    forget_pointers()
    number = edit(house, put("/tabs/tab_home/label", "Begin"))
    answer = jonas.get(f"{STUDIO}/changes")
    assert answer.status_code == may_look
    with entered(house.live), transaction():
        head = str(value("select revision_id from heads"))
    posted = jonas.post(f"{STUDIO}/changes/publication", {"draft": str(number), "head": head, "note": ""})
    assert posted.status_code == may_publish
    assert live_name(house) == ("Begin" if may_publish == 303 else "Start")
    if may_look == 200 and may_publish == 403:
        assert "Your role may build and not publish." in answer.get_data(as_text=True)


def test_nobody_gives_themselves_a_right_by_editing_a_draft(jonas: Browser, house: cast.House) -> None:
    edit(house, put("/roles/rol_pm/can/portal.edit", "all"), put("/roles/rol_pm/can/portal.publish", "all"))
    assert jonas.get(f"{STUDIO}/changes").status_code == 403
    with entered(house.sandbox), transaction():
        publish(author=MIA)
    forget_pointers()
    assert jonas.get(f"{STUDIO}/changes").status_code == 200


def test_requests_go_on_while_the_portal_is_published_twenty_times(house: cast.House) -> None:
    """Guests read the live catalogue without a pause: no request fails, and each sees one document or the next, never a mixture."""
    portal = apps.portal_app()
    host = "northlight.localhost"
    stop = threading.Event()
    seen: list[tuple[int, str]] = []

    def hammer() -> None:
        client = portal.test_client(use_cookies=False)
        while not stop.is_set():
            answer = client.get("/services", base_url=f"http://{host}", headers={"Accept": "text/html"})
            found = re.findall(r"Release (\d+)", answer.get_data(as_text=True))
            seen.append((answer.status_code, "/".join(sorted(set(found)))))

    readers = [threading.Thread(target=hammer) for _ in range(2)]
    for each in readers:
        each.start()
    try:
        for each in range(20):
            with entered(house.sandbox), transaction():
                number, text = draft_document()
                document = portal_config.load(text)
                for service in ("svc_banner", "svc_articles"):
                    document["services"][service]["name"] = f"Release {each}"
                save_draft(document, base=number, author="system")
                publish(author=MIA)
    finally:
        stop.set()
        for each in readers:
            each.join()
    assert len(seen) > 20
    assert {status for status, _ in seen} == {200}
    assert not [names for _, names in seen if "/" in names], "one page shows one revision"
    with entered(house.sandbox), transaction():
        assert history()[0].number == 21


def test_the_page_asks_the_same_whatever_the_number_of_changes(mia: Browser, house: cast.House) -> None:
    def counted() -> list[str]:
        with statements() as sent:
            mia.look(f"{STUDIO}/changes")
        return list(sent)

    edit(
        house,
        put("/roles/rol_buyer/can/message.write"),
        {"op": "remove", "ptr": "/pipelines/pip_work/statuses/sts_todo"},
    )
    counted()
    few = counted()
    for service in ("svc_banner", "svc_articles", "svc_onepager"):
        edit(house, put(f"/services/{service}/name", "Another"), put(f"/services/{service}/lead_time", "P9D"))
    edit(house, {"op": "remove", "ptr": "/services/svc_onepager", "uses": "drop"})
    counted()
    assert len(counted()) == len(few) <= 17, "\n".join(few)


def test_the_studio_says_how_much_waits(mia: Browser, house: cast.House) -> None:
    assert "Review 2 changes" not in mia.look(f"{STUDIO}/pages")
    edit(house, put("/tabs/tab_home/label", "Start"), put("/tabs/tab_shop/label", "Shop"))
    assert "Review 2 changes" in mia.look(f"{STUDIO}/pages")
