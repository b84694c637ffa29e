"""The style guide shows every part in every theme, and only while developing."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest
from jinja2 import Environment, nodes

from foundation.settings import settings
from foundation.web import components
from foundation.web.icons import ICONS
from foundation.web.styleguide import MODES, style_guide, themes
from portal_config.kinds import registry
from portico.kinds import discover_kinds

SHEET = "styleguide.html"
discover_kinds()


@pytest.fixture(scope="module")
def page() -> str:
    return style_guide()


def macros() -> dict[str, str]:
    """Every public macro of the page components → its file."""
    found = {}
    for path in sorted(components.FOLDER.glob("*.html")):
        if path.name != SHEET:
            tree = Environment(autoescape=True).parse(path.read_text())
            found |= {macro.name: path.name for macro in tree.find_all(nodes.Macro) if not macro.name.startswith("_")}
    return found


def test_every_component_is_shown() -> None:
    tree = Environment(autoescape=True).parse((components.FOLDER / SHEET).read_text())
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    unseen = set(macros()) - called
    assert len(macros()) >= 25
    assert unseen - {"trail"} == set(), "page_head draws the trail"


def test_every_component_is_listed_in_the_readme() -> None:
    text = (components.FOLDER / "README.md").read_text()
    assert [name for name in macros() if not re.search(rf"\b{name}\b", text)] == []


def test_every_theme_is_shown_light_and_dark(page: str) -> None:
    assert [theme.name for theme in themes()] == sorted(
        path.parent.name for path in components.THEMES.glob("*/theme.json")
    )
    for theme in themes():
        assert theme.label in page
        for mode in MODES:
            assert f'data-theme="{theme.name}" data-mode="{mode}"' in page


def test_every_icon_and_every_state_is_shown(page: str) -> None:
    panes = len(themes()) * len(MODES)
    for name in ICONS:
        assert page.count(f"<span>{name}</span>") == panes, name
    for sort in ("open", "active", "waiting_client", "done", "cancelled", "late"):
        assert f'class="status {sort}"' in page
    for look in ("primary", "soft", "quiet", "danger", "primary sm", "primary lg"):
        assert f'class="btn {look}"' in page
    for tone in ("info", "ok", "warn", "bad"):
        assert f'class="notice {tone}"' in page
    assert page.count("aria-invalid") >= 6 * panes and "disabled" in page


def test_every_kind_of_question_is_shown(page: str) -> None:
    panes = len(themes()) * len(MODES)
    kinds = registry.family("field", planned=True)
    assert len(kinds) == 39 + 5, "answers, and what stands between questions"
    for kind in kinds:
        assert page.count(f"<code>{kind.name}</code>") == panes, kind.name
    for chosen in ("Dana Whitfield · Head of marketing</option>", "ORD-1042", "4100 Marketing"):
        assert chosen in page
    assert "Europe/Berlin (GMT" in page and 'value="slot_' in page
    assert 'data-kind="address"' in page and "fld_quiet_dark_money_refused_example-error" in page
    assert "not available right now" not in page.split("Questions", 1)[1].split("Files", 1)[0]


def test_ids_stand_once_and_whatever_names_one_finds_it(page: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    named = set(re.findall(r'\sfor="([^"]+)"', page))
    for value in re.findall(r'\saria-(?:labelledby|describedby)="([^"]+)"', page):
        named |= set(value.split())
    named |= set(re.findall(r'href="#([^"]+)"', page))
    assert named - set(ids) == set()


def test_nothing_of_it_is_inline(page: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)", page)


def test_it_is_there_while_developing_only(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.office import guide
    from portico.apps import builder_app

    assert database
    base = "http://app.localhost"
    answer = builder_app().test_client().get("/styleguide", base_url=base)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    served = dataclasses.replace(settings(), development=False)
    monkeypatch.setattr(guide, "settings", lambda: served)
    assert builder_app().test_client().get("/styleguide", base_url=base).status_code == 404
