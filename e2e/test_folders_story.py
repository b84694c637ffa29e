"""A file in a folder is there for whom the folder is shown to: staff put it there, others of the company find no trace of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e import people
from e2e.people import BUILDER, DANA, LEE, MIA, PORTAL
from e2e.test_studio_story import ROOT, canvas, saved, studio
from tests.workspace.files import samples

CLIENTS = "/p/northlight/desk/clients"


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[[str], str]:
    """A picture of this name on a person's machine."""

    def draw(name: str) -> str:
        (tmp_path / name).write_bytes(samples.picture("PNG", 300, 200))
        return str(tmp_path / name)

    return draw


def files_of_acme(page: Page, server) -> None:
    """Come in as the owner and open the client's files."""
    people.sign_in(page, server, MIA, host=BUILDER)
    page.goto(server.address(BUILDER, f"{CLIENTS}?q=Acme"))
    page.get_by_role("link", name="Acme Industries").first.click()
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_role("navigation", name="Folders")).to_be_visible()


def add(page: Page, path: str, folder: str) -> None:
    """Add a file into a folder and see it in the list."""
    page.get_by_label("Folder", exact=True).select_option(label=folder)
    page.locator("[data-upload-pick]").set_input_files(path)
    expect(page.locator("table").get_by_role("link", name=Path(path).name, exact=True)).to_be_visible()


def in_list(page: Page, name: str) -> object:
    return page.locator("table").get_by_role("link", name=name, exact=True)


def folder(page: Page, name: str) -> None:
    """Narrow a list to a folder; that stands in the address."""
    page.get_by_role("navigation", name="Folders").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("navigation", name="Folders").locator("[aria-current]")).to_have_text(name)


def moved(page: Page, name: str, to: str) -> None:
    """Move a file by the menu of its row."""
    row = page.locator("tr", has=page.get_by_role("link", name=name, exact=True))
    row.locator("summary").click()
    row.get_by_label("Move to").select_option(label=to)
    row.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("[data-toast]", has_text=f"“{name}”")).to_contain_text(f"is in “{to}” now.")


def test_a_contract_is_there_for_whom_its_folder_is_shown_to(server, cast, watched, looked, drawn):
    watched.expect("404")
    name = "signed agreement.png"
    mia, dana, lee = watched.open(), watched.open(), watched.open(dark=True)
    for page, who in ((dana, DANA), (lee, LEE)):
        people.sign_in(page, server, who)
        page.goto(server.address(PORTAL, "/t/files"))
    expect(lee.get_by_role("navigation", name="Folders").get_by_role("link", name="Contracts")).to_be_visible()
    expect(dana.get_by_role("navigation", name="Folders").get_by_role("link", name="Contracts")).to_have_count(0)

    files_of_acme(mia, server)
    add(mia, drawn(name), "Contracts")
    looked(mia)

    # Lee's page shows it by itself; Dana's hears that something is new, asks, and is given nothing of it.
    expect(in_list(lee, name)).to_be_visible()
    folder(lee, "Contracts")
    expect(in_list(lee, name)).to_be_visible()
    expect(in_list(lee, "framework-agreement-2026.pdf")).to_be_visible()
    looked(lee)
    address = in_list(lee, name).get_attribute("href")
    dana.goto(server.address(PORTAL, "/t/files?folder=fol_brand"))
    expect(in_list(dana, "acme-logo.png")).to_be_visible()
    dana.goto(server.address(PORTAL, "/t/files"))
    expect(dana.locator("table")).to_be_visible()
    expect(in_list(dana, name)).to_have_count(0)
    looked(dana)

    # By search, by its address, by its small picture, by the address of its folder.
    for page, there in ((lee, True), (dana, False)):
        page.goto(server.address(PORTAL, "/t/files?q=signed"))
        expect(in_list(page, name)).to_have_count(1 if there else 0)
        expect(page.get_by_text("No file matches")).to_have_count(0 if there else 1)
        thumb = page.evaluate("async (url) => (await fetch(url)).status", f"{address}/thumb")
        whole = page.evaluate("async (url) => (await fetch(url)).status", address)
        assert (thumb, whole) == ((200, 200) if there else (404, 404))
        answer = page.goto(server.address(PORTAL, "/t/files?folder=fol_contracts"))
        assert answer is not None and answer.status == (200 if there else 404)

    # Where she is shown it, it is there at once.
    moved(mia, name, "Deliverables")
    dana.goto(server.address(PORTAL, "/t/files?folder=fol_deliverables"))
    expect(in_list(dana, name)).to_be_visible()
    row = dana.locator("tr", has=dana.get_by_role("link", name=name, exact=True))
    expect(row.locator("summary")).to_have_count(0)


def test_several_are_moved_at_the_desk_and_one_by_a_member(server, cast, watched, looked, drawn):
    mia, dana = watched.open(), watched.open()
    files_of_acme(mia, server)
    for name in ("plan a.png", "plan b.png"):
        add(mia, drawn(name), "No folder")
    folder(mia, "No folder")
    for name in ("plan a.png", "plan b.png"):
        mia.get_by_label(f"Select {name}").check()
    looked(mia)
    bar = mia.locator(".bulk")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_label("Move selected files to").select_option(label="Deliverables")
    bar.get_by_role("button", name="Move", exact=True).click()
    expect(mia.locator("[data-toast]")).to_contain_text("2 files are in “Deliverables” now.")
    expect(in_list(mia, "plan a.png")).to_have_count(0)
    folder(mia, "Deliverables")
    expect(in_list(mia, "plan b.png")).to_be_visible()

    # Dana adds to a folder that names nobody, and moves it out again.
    people.sign_in(dana, server, DANA)
    dana.goto(server.address(PORTAL, "/t/files?folder=fol_brand"))
    expect(dana.get_by_label("Folder", exact=True)).to_have_value("fol_brand")
    add(dana, drawn("brand pattern.png"), "Brand and templates")
    row = dana.locator("tr", has=dana.get_by_role("link", name="brand pattern.png", exact=True))
    row.locator("summary").click()
    looked(dana)
    assert row.get_by_label("Move to").locator("option").all_inner_texts() == ["No folder"]
    row.get_by_role("button", name="Move", exact=True).click()
    expect(dana.locator("[data-toast]")).to_contain_text("“brand pattern.png” is in no folder now.")
    expect(in_list(dana, "brand pattern.png")).to_have_count(0)


def test_on_a_phone(server, cast, watched, looked, drawn):
    mia, lee = watched.open(phone=True), watched.open(phone=True)
    files_of_acme(mia, server)
    add(mia, drawn("phone note.png"), "No folder")
    looked(mia)
    moved(mia, "phone note.png", "Contracts")
    people.sign_in(lee, server, LEE)
    lee.goto(server.address(PORTAL, "/t/files"))
    folder(lee, "Contracts")
    expect(in_list(lee, "phone note.png")).to_be_visible()
    looked(lee)


def test_without_script(server, cast, browser: Browser, drawn):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(server.address(PORTAL, "/sign-in/password"))
        page.locator("#email").fill(DANA)
        page.get_by_label("Password", exact=True).fill(people.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(server.address(PORTAL, "/t/files"))
        folder(page, "Brand and templates")
        page.locator("#files-pick").set_input_files(drawn("plain form.png"))
        page.get_by_role("button", name="Send the files").click()
        expect(page.get_by_text("The file was added.")).to_be_visible()
        expect(page).to_have_url(re.compile(r"folder=fol_brand"))
        row = page.locator("tr", has=page.get_by_role("link", name="plain form.png", exact=True))
        row.locator("summary").click()
        row.get_by_role("button", name="Move", exact=True).click()
        expect(page.get_by_text("“plain form.png” is in no folder now.")).to_be_visible()
        folder(page, "No folder")
        expect(in_list(page, "plain form.png")).to_be_visible()
    finally:
        context.close()


def test_the_studio_makes_a_folder_and_a_tab_that_lists_it(server, cast, watched, looked):
    page = watched.open()
    studio(page, server, "/people")
    page.locator("#add-folder > summary").click()
    page.get_by_role("button", name=re.compile("^Folder")).click()
    name = page.get_by_role("textbox", name="Name of the folder")
    expect(name).to_have_value("New folder")
    name.fill("Reports")
    saved(page)
    expect(page.locator("[data-row^='/folders/'] .name", has_text="Reports")).to_be_visible()
    frame = canvas(page)
    chips = frame.get_by_role("navigation", name="Folders")
    expect(chips.get_by_role("link", name="Reports")).to_be_visible()
    adds = page.get_by_role("group", name="May add files")
    adds.get_by_label("Project manager").check()
    saved(page)
    page.get_by_role("group", name="Who sees it").get_by_label("Buyer").uncheck()
    expect(chips.get_by_role("link", name="Reports")).to_have_count(0)
    saved(page)
    looked(page)

    # While the tab lists this folder alone it cannot be taken away; then it can.
    tab, folders = (server.address(BUILDER, f"{ROOT}/{path}") for path in ("pages?at=/tabs/tab_files", "people"))

    def lists_it(yes: bool) -> None:
        page.goto(tab)
        page.get_by_text("More settings").click()
        page.get_by_role("group", name="Folders it shows").get_by_label("Reports").set_checked(yes)
        # The sample buyer sees none of what the tab then lists.
        expect(chips).to_have_count(0 if yes else 1)
        saved(page)

    def take_away() -> None:
        page.goto(folders)
        page.locator("[data-row^='/folders/'] .name", has_text="Reports").click()
        page.get_by_role("button", name="Remove folder").click()

    lists_it(True)
    looked(page)
    take_away()
    expect(page.get_by_text("This folder is used in one place. Change that first.")).to_be_visible()
    lists_it(False)
    take_away()
    expect(page.locator("[data-row^='/folders/']")).to_have_count(3)
    saved(page)
