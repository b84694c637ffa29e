"""Translations in the studio: what is missing, what is written, and what may be written at all."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

import portal_config
from tests.builder.studio.selling import ROOT, compiled, draft, save

PAGE = f"{ROOT}/translations"


@pytest.fixture
def bilingual(mia: Any, house: Any) -> Any:
    save(mia, [{"op": "set", "ptr": "/portal/locales", "value": ["en", "de"]}])
    return house


def number(mia: Any) -> str:
    found = re.search(r'name="draft" value="(\d+)"', mia.look(PAGE))
    assert found is not None
    return found.group(1)


def keys(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'name="text:([^"]+)"', page)]


def test_a_portal_of_one_language_says_how_to_add_another(mia: Any, house: Any) -> None:
    assert house
    assert "The portal speaks one language" in mia.look(PAGE)
    assert mia.post(PAGE, {"draft": "1"}).status_code == 303


def test_what_is_written_is_saved_as_one_step_and_read(mia: Any, bilingual: Any) -> None:
    page = mia.look(f"{PAGE}?view=missing")
    total = len(portal_config.translatable(draft(bilingual)))
    assert f"Missing ({total})" in page and f"All ({total})" in page and len(keys(page)) == 40
    answer = mia.post(
        f"{PAGE}?view=missing",
        {"draft": number(mia), "text:tab_home.label": "Start", "text:tab_orders.label": " Aufträge "},
    )
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/translations?view=missing")
    assert draft(bilingual)["texts"]["de"] == {"tab_home.label": "Start", "tab_orders.label": "Aufträge"}
    assert "2 texts were saved." in mia.look(f"{PAGE}?view=missing")
    assert f"Missing ({total - 2})" in mia.look(PAGE)
    assert 'value="Aufträge"' in mia.look(f"{PAGE}?q=Aufträge"), "it is found by either language"
    fields = {"was:tab_home.label": "Start", "text:tab_home.label": "", "was:tab_orders.label": "Aufträge"}
    mia.post(PAGE, {"draft": number(mia), **fields, "text:tab_orders.label": "Aufträge"})
    assert draft(bilingual)["texts"]["de"] == {"tab_orders.label": "Aufträge"}, "what is emptied is taken out"


def test_words_and_places_are_found(mia: Any, bilingual: Any) -> None:
    assert bilingual
    found = keys(mia.look(f"{PAGE}?q=banner"))
    assert "svc_banner.name" in found and "tab_home.label" not in found
    assert len(found) < 40 and "No text is like that" in mia.look(f"{PAGE}?q=qqqq")


def test_a_translation_that_cannot_be_is_told_at_its_row(mia: Any, bilingual: Any) -> None:
    assert bilingual
    mia.post(PAGE, {"draft": number(mia), "text:tab_home.label": "x" * 41})
    page = mia.look(f"{PAGE}?q=Home")
    assert re.search(r'<p class="error row">.*?(at most|longer|characters)', page, re.S | re.I)
    (finding,) = [one for one in compiled(bilingual).findings if one.severity == "error"]
    assert finding.pointer == "/texts/de/tab_home.label"


def test_only_texts_of_the_document_are_written(mia: Any, bilingual: Any) -> None:
    mia.post(
        PAGE, {"draft": number(mia), "text:tab_home.icon": "star", "text:nothing": "x", "text:tab_home.label": "Start"}
    )
    assert draft(bilingual)["texts"]["de"] == {"tab_home.label": "Start"}


def test_what_somebody_else_wrote_is_not_overwritten_unseen(mia: Any, bilingual: Any) -> None:
    seen = number(mia)
    mia.post(PAGE, {"draft": seen, "text:tab_home.label": "Start"})
    save(mia, [{"op": "set", "ptr": "/texts/de/tab_home.label", "value": "Anfang"}])
    answer = mia.post(
        f"{PAGE}?q=Anfang", {"draft": seen, "text:tab_home.label": "Begin", "text:tab_orders.label": "Aufträge"}
    )
    assert answer.status_code == 409
    assert draft(bilingual)["texts"]["de"] == {"tab_home.label": "Anfang"}
    page = answer.get_data(as_text=True)
    assert "What you wrote stands below" in page and 'value="Begin"' in page, "what was typed is not lost"


def test_a_text_that_nobody_touched_stays_what_others_made_it(mia: Any, bilingual: Any) -> None:
    mia.post(PAGE, {"draft": number(mia), "text:tab_home.label": "Start"})
    seen = number(mia)
    save(mia, [{"op": "set", "ptr": "/texts/de/tab_home.label", "value": "Anfang"}])
    untouched = {"was:tab_home.label": "Start", "text:tab_home.label": "Start"}
    assert mia.post(PAGE, {"draft": seen, **untouched, "text:tab_orders.label": "Aufträge"}).status_code == 303
    assert draft(bilingual)["texts"]["de"] == {"tab_home.label": "Anfang", "tab_orders.label": "Aufträge"}
