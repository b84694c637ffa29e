"""Folders as a document lists them: in a tab, in a widget, in a conversation, and in what is kept of a page."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from commerce.clients.viewer import viewer_of_member
from foundation import storage as storage_package
from foundation.db import execute, statements, transaction
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from foundation.tenancy import entered
from portal_config.standing import staff_standing
from tests.runtime.conftest import Browser, Northlight
from tests.runtime.test_groups import page, serve
from tests.workspace.files import samples
from workspace.conversations import actions as conversations
from workspace.files import actions, moving

Browsers = Callable[..., Browser]
FILES, WIDGET = "/tabs/tab_files/folders", "/dashboards/dsh_default/widgets/wdg_files/source/folders"
CONTRACTS, BRAND = "fol_contracts", "fol_brand"


@pytest.fixture(autouse=True)
def _disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    made = storage_package.LocalStorage(tmp_path / "files", settings().secret_key)
    storage_package.storage.cache_clear()
    monkeypatch.setattr("foundation.storage.LocalStorage", lambda *_: made)
    yield
    storage_package.storage.cache_clear()


def owner_of(northlight: Northlight) -> Viewer:
    return replace(northlight.owner, standing=staff_standing(northlight.compiled, (), owner=True))


def put(northlight: Northlight, name: str, folder: str) -> UUID:
    """Staff put a file beside Acme's orders."""
    with entered(northlight.live), transaction():
        owner = owner_of(northlight)
        made = actions.store_upload(owner, name=name, stream=io.BytesIO(samples.picture()), client_id=northlight.acme)
        actions.attach(owner, [made.id], subject=f"client:{northlight.acme}", client_id=northlight.acme, folder=folder)
    return made.id


@pytest.mark.parametrize("order", list(itertools.permutations(("dana", "lee"))), ids="-then-".join)
def test_what_is_kept_of_a_page_is_no_others_whoever_came_first(
    northlight: Northlight, browser: Browsers, order: tuple[str, str]
) -> None:
    put(northlight, "frame.png", CONTRACTS)
    put(northlight, "logo.png", BRAND)
    people = {name: browser(name) for name in order}
    for _ in range(2):
        for name in order:
            home = page(people[name]).partition("<main")[2]
            assert ("frame.png" in home, "logo.png" in home) == (name == "lee", True), name
    with entered(northlight.live), transaction():
        execute("update members set roles = '{rol_approver}' where id = %(id)s", id=northlight.members["dana"])
    assert "frame.png" in page(people["dana"]), "with another role at once"


def test_a_tab_and_a_widget_list_the_folders_they_name_and_no_others(northlight: Northlight, browser: Browsers) -> None:
    put(northlight, "frame.png", CONTRACTS)
    put(northlight, "logo.png", BRAND)
    put(northlight, "loose.png", "")
    names = ("frame.png", "logo.png", "loose.png")

    def listed(who: Browser) -> list[list[str]]:
        tab = page(who, "/t/files").partition("<main")[2]
        widget = page(who).partition('aria-labelledby="wdg_files"')[2].partition("</section>")[0]
        return [[name for name in names if name in part] for part in (tab, widget)]

    lee, dana = browser("lee"), browser("dana")
    assert listed(lee) == [list(names)] * 2 and listed(dana) == [["logo.png", "loose.png"]] * 2
    serve(northlight, {FILES: [CONTRACTS, BRAND], WIDGET: [CONTRACTS]})
    assert listed(lee) == [["frame.png", "logo.png"], ["frame.png"]]
    assert listed(dana) == [["logo.png"], []]
    menu = page(lee, "/t/files").partition('class="folders"')[2].partition("</nav>")[0]
    assert "Contracts" in menu and "No folder" not in menu and "Deliverables" not in menu
    assert lee.get("/t/files?folder=none").status_code == dana.get(f"/t/files?folder={CONTRACTS}").status_code == 404
    assert lee.get("/t/files?folder=fol_deliverables").status_code == 404, "it is not in this tab"
    # Uploads go where the tab lists: Contracts are filled by staff, so one folder is left.
    into = page(lee, "/t/files").partition('id="files-folder"')[2].partition("</select>")[0]
    assert 'value="fol_brand"' in into and into.count("<option") == 1


def test_a_file_of_a_message_follows_its_folder(northlight: Northlight, browser: Browsers) -> None:
    with entered(northlight.live), transaction():
        dana = viewer_of_member(northlight.members["dana"], northlight.compiled)
        sent = actions.store_upload(dana, name="signed.png", stream=io.BytesIO(samples.picture()))
        conversations.post_message(dana, northlight.acme, text="Here", file_ids=[sent.id], internal=False, key="k" * 12)
    people = {name: browser(name) for name in ("dana", "lee")}

    def chips() -> dict[str, bool]:
        return {name: "signed.png" in page(who, f"/messages/{northlight.acme}") for name, who in people.items()}

    assert chips() == {"dana": True, "lee": True}
    with entered(northlight.live), transaction():
        moving.move_to_folder(owner_of(northlight), [sent.id], CONTRACTS)
    assert chips() == {"dana": False, "lee": True}


def test_a_client_without_any_folder_has_the_page_it_had(northlight: Northlight, browser: Browsers) -> None:
    dana = browser("dana")
    assert 'class="folders"' in page(dana, "/t/files")
    gone = {f"/folders/{name}/see": {"roles": ["rol_approver"]} for name in ("fol_deliverables", "fol_brand")}
    serve(northlight, gone)
    bare = page(dana, "/t/files")
    assert 'class="folders"' not in bare and 'name="folder"' not in bare and "Add files" in bare


def test_folders_cost_no_statement(northlight: Northlight, browser: Browsers) -> None:
    put(northlight, "logo.png", BRAND)
    lee = browser("lee")

    def sent(path: str) -> int:
        page(lee, path)
        counts = []
        # That somebody is here is noted once a minute, so one of two may hold a statement more.
        for _ in range(2):
            with statements() as log:
                page(lee, path)
            counts.append(len(log))
        return min(counts)

    paths = ("/", "/t/files", "/t/files?view=order")
    before = [sent(path) for path in paths]
    everywhere = ["not", ["eq", ["ctx", "user.signed_in"], False]]
    serve(northlight, {"/folders/fol_brand/see": {"when": everywhere}, WIDGET: [BRAND], FILES: [BRAND, CONTRACTS]})
    assert [sent(path) for path in paths] == before == [sent(path) for path in paths]
    assert sent(f"/t/files?folder={BRAND}") == before[1]
