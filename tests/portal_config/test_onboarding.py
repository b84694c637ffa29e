"""``onboarding``: words, a film, cards and first steps; what is wrong in it stands at its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import portal_config
from portal_config.sections.onboarding import TITLE
from portal_config.videos import film_of
from tests.portal_config.test_example import TEXT

FILM = "https://youtu.be/aqz-KE-bpKQ"
WHOLE: dict[str, Any] = {
    "text": "Good to have you, {{user.first_name}}.",
    "video": {"url": FILM, "title": "How we work", "see": {"roles": ["rol_buyer"]}},
    "card_order": ["crd_b", "crd_a"],
    "cards": {
        "crd_a": {"title": "Our services", "to": "tab_shop"},
        "crd_b": {"title": "Free audit", "to": "svc_audit"},
    },
    "checklist_order": ["chk_order", "chk_call"],
    "checklist": {
        "chk_call": {"title": "Put our number into your phone", "see": {"roles": ["rol_buyer", "rol_viewer"]}},
        "chk_order": {"do": "first_order", "to": "tab_shop", "see": {"roles": ["rol_buyer"]}},
    },
}


def document(onboarding: Any) -> dict[str, Any]:
    made = portal_config.load(TEXT)
    made["portal"]["locales"] = ["en"]
    del made["texts"]
    made["onboarding"] = copy.deepcopy(onboarding)
    return made


def test_it_is_read_whole_and_published() -> None:
    assert portal_config.check(document(WHOLE)) == []
    planned = portal_config.check(document(WHOLE), publish=True)
    assert planned and not [each for each in planned if each.pointer.startswith("/onboarding")]
    made = portal_config.compile(document(WHOLE), strict=False).onboarding
    assert made.written and made.title == TITLE and made.hide_when_done
    assert [card.id for card in made.cards] == ["crd_b", "crd_a"]
    assert [(step.id, step.do) for step in made.checklist] == [("chk_order", "first_order"), ("chk_call", "tick")]
    assert made.video and made.video.film.host == "YouTube" and made.video.see.roles == {"rol_buyer"}


@pytest.mark.parametrize("nothing", [None, {}])
def test_none_is_none(nothing: Any) -> None:
    made = document(nothing)
    if nothing is None:
        del made["onboarding"]
    assert not portal_config.compile(made, strict=False).onboarding.written
    assert portal_config.check(made) == []


FAULTS: list[tuple[Any, str, str]] = [
    ({"cards": {"crd_a": {"title": "Hi", "to": "tab_none"}}}, "/cards/crd_a/to", "ref_missing"),
    ({"cards": {"crd_a": {"text": "Hi"}}}, "/cards/crd_a/title", "missing"),
    ({"checklist": {"chk_a": {"do": "dance"}}}, "/checklist/chk_a/do", "choice_unknown"),
    ({"checklist": {"chk_a": {"text": "Why"}}}, "/checklist/chk_a/title", "missing"),
    ({"checklist": {"chk_a": {"title": "Hi", "see": {"roles": ["rol_none"]}}}}, "/checklist/chk_a/see/roles/0", "ref_missing"),
    ({"checklist": {f"chk_{n}": {"title": "Hi"} for n in range(13)}}, "/checklist", "limit_exceeded"),
    ({"checklists": {}}, "/checklists", "unknown_key"),
    ({"video": {"title": "Hi", "url": "https://films.example/1"}}, "/video/url", "video_host"),
    ({"video": {"title": "Hi", "url": "http://youtu.be/aqz-KE-bpKQ"}}, "/video/url", "url_invalid"),
    ({"video": {"url": FILM}}, "/video/title", "missing"),
    ([], "", "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "at", "code"), FAULTS, ids=[f"{at}-{code}" for _, at, code in FAULTS])
def test_a_fault_stands_at_its_place_and_the_rest_is_read(value: Any, at: str, code: str) -> None:
    found = {(each.severity, each.pointer, each.code) for each in portal_config.check(document(value))}
    assert ("error", f"/onboarding{at}", code) in found, found
    portal_config.compile(document(value), strict=False)


WARNINGS: list[tuple[Any, str, str]] = [
    ({"cards": {"crd_a": {"title": "Hi", "to": "tab_shop", "see": {"roles": ["rol_finance"]}}}}, "/cards/crd_a/to", "target_unseen"),
    ({"checklist": {"chk_a": {"do": "first_order", "see": {"roles": ["rol_viewer"]}}}}, "/checklist/chk_a", "see_without_can"),
    ({"title": "Hi {{user.shoe_size}}"}, "/title", "placeholder_unknown"),
    ({"text": "Hi", "see": {"roles": ["rol_pm"]}}, "", "onboarding_unseen"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "at", "code"), WARNINGS, ids=[f"{at}-{code}" for _, at, code in WARNINGS])
def test_what_nobody_would_see_is_a_warning(value: Any, at: str, code: str) -> None:
    found = [(each.severity, each.pointer, each.code) for each in portal_config.check(document(value))]
    assert found == [("warning", f"/onboarding{at}", code)]


FILMS = [
    (FILM, "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
    ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=4s", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
    ("https://m.youtube.com/shorts/aqz-KE-bpKQ", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
    ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
    ("https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871"),
    ("https://www.loom.com/share/0123456789abcdef0123456789abcdef", "https://www.loom.com/embed/0123456789abcdef0123456789abcdef"),
]  # fmt: skip
NO_FILMS = [
    "https://www.youtube.com/@channel", "https://youtu.be/", "https://youtu.be/too-short", "https://vimeo.com/watch", "https://youtube.com.films.example/watch?v=aqz-KE-bpKQ",
    "https://www.loom.com/share/x", "https://youtu.be/aqz-KE-bpKQ%3B", "https://[", "",
]  # fmt: skip


@pytest.mark.parametrize(("url", "allows"), FILMS)
def test_a_film_is_known_however_its_host_writes_it(url: str, allows: str) -> None:
    film = film_of(url)
    assert film and film.allows == allows and film.frame.startswith(f"{allows}?")


def test_the_key_of_an_unlisted_film_goes_along() -> None:
    film = film_of("https://vimeo.com/76979871/8272103f6e")
    assert film and film.frame.endswith("&h=8272103f6e")


@pytest.mark.parametrize("url", NO_FILMS)
def test_anything_else_is_none(url: str) -> None:
    assert film_of(url) is None
