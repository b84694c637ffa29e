"""Sentences in the language of whoever reads them."""

from __future__ import annotations

import threading

import jinja2
import pytest

from form_schemas.field import AnswerRefused
from foundation.errors import Forbidden, NotFound, Refused
from words import language, say, say_again, say_as, say_many, speaking, templates, unsaid, within


def test_english_is_spoken_where_nobody_named_a_language() -> None:
    assert language() == "en"
    assert say("Sign in") == "Sign in"
    assert say("Order at most {most} of “{name}”.", most=3, name="Pump") == "Order at most 3 of “Pump”."


def test_a_sentence_is_said_in_the_present_language() -> None:
    with speaking("de"):
        assert say("Sign in") == "Anmelden"
        assert say("Order at most {most} of “{name}”.", most=3, name="{x}") == "Bestellen Sie höchstens 3 von „{x}“."
        with speaking("en"):
            assert say("Sign in") == "Sign in"
        assert say(unsaid("Sign in")) == "Anmelden"
    assert say("Sign in") == "Sign in"


@pytest.mark.parametrize("tongue", ["de", "de-AT", "de_CH", "DE"])
def test_a_region_speaks_its_language(tongue: str) -> None:
    with speaking(tongue):
        assert say("Sign in") == "Anmelden"


@pytest.mark.parametrize("tongue", ["fr", "", "../de", "x" * 300])
def test_a_language_without_a_catalogue_is_english(tongue: str) -> None:
    with speaking(tongue):
        assert say("Sign in") == "Sign in"
        assert say_many("{count} file", "{count} files", 2) == "2 files"


def test_numbers_choose_the_form() -> None:
    assert [say_many("{count} file", "{count} files", count) for count in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    with speaking("de"):
        shown = [say_many("{count} file", "{count} files", count) for count in (0, 1, 2)]
    assert shown == ["0 Dateien", "1 Datei", "2 Dateien"]


def test_a_word_of_two_meanings_is_told_apart() -> None:
    with speaking("de"):
        assert (say("Order"), say_as("verb", "Order")) == ("Bestellung", "Bestellen")
    assert say_as("verb", "Order") == "Order"


def test_what_was_kept_in_english_is_said_again() -> None:
    kept = "Article 1 to 4"
    known = (unsaid("{unit} {first} to {last}"), unsaid("per {unit}"))
    terms = {"unit"}
    assert say_again(kept, *known) == kept
    with speaking("de"):
        assert say_again(kept, *known, terms=terms) == "Article 1 bis 4", "the seller's own word"
        assert say_again("Pump 1 to 4", *known) == "Pump 1 bis 4"
        assert say_again("per unit", *known, terms=terms) == "je Einheit"
        assert say_again("Fixed price", *known) == "Festpreis"
        assert say_again("Written by somebody", *known) == "Written by somebody"


def test_the_language_is_found_once_and_only_when_something_is_said() -> None:
    asked: list[str] = []

    def find() -> str:
        asked.append(say("Sign in"))
        return "de"

    with speaking(find):
        assert asked == []
        assert (say("Sign in"), language()) == ("Anmelden", "de")
    assert asked == ["Sign in"], "what is said while the language is found is English"
    assert language() == "en"


def test_another_thread_speaks_for_itself() -> None:
    heard: list[str] = []
    with speaking("de"):
        other = threading.Thread(target=lambda: heard.append(say("Sign in")))
        other.start()
        other.join()
    assert heard == ["Sign in"]


def test_refusals_are_said_when_they_are_made() -> None:
    with speaking("de"):
        refused = Refused("x", "Order at most {most}.", most=4, pointer="quantity")
        assert refused.message == "Bestellen Sie höchstens 4."
        assert (str(refused), refused.pointer) == ("x: Order at most 4.", "quantity"), "logs stay English"
        assert Forbidden().message == "Ihre Rolle erlaubt das nicht."
        assert NotFound().message.startswith("Unter dieser Adresse")
        assert (
            AnswerRefused("x", "Use at most {most} characters.", most=9).message == "Verwenden Sie höchstens 9 Zeichen."
        )
    assert Refused("x", "Braces {stay} where nothing fills them.").message == "Braces {stay} where nothing fills them."


@pytest.fixture
def environment() -> jinja2.Environment:
    made = jinja2.Environment(autoescape=True)
    templates.install(made)
    return made


def test_templates_escape_what_fills_a_sentence_and_keep_markup(environment: jinja2.Environment) -> None:
    page = environment.from_string(
        '{% set link %}<a href="/x">{{ name }}</a>{% endset %}{{ _("Read “{title}”", title=link) }} {{ _("Read “{title}”", title=name) }}'
    )
    assert page.render(name="<b>") == 'Read “<a href="/x">&lt;b&gt;</a>” Read “&lt;b&gt;”'
    with speaking("de"):
        assert page.render(name="A&B") == '„<a href="/x">A&amp;B</a>“ lesen „A&amp;B“ lesen'


def test_templates_know_numbers_meanings_and_words_inside(environment: jinja2.Environment) -> None:
    page = environment.from_string(
        '{{ _many("{count} file", "{count} files", 3) }}, {{ _as("verb", "Order") }}, {{ "Row"|within }}'
    )
    assert page.render() == "3 files, Order, row"
    with speaking("de"):
        assert page.render() == "3 Dateien, Bestellen, Row"
        assert within("Zeile") == "Zeile"
