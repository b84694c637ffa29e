"""A difference in German: the same changes, and nothing of it in English."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import marshmallow
import pytest

import portal_config
from portal_config import permissions
from portal_config.branding import BrandingSettings
from portal_config.diff import LOCALES, diff, german, names, sentences
from portal_config.diff.change import AREAS
from portal_config.diff.wording import TEMPLATES, say, speaking
from portal_config.edits import apply_all
from portal_config.kinds import FAMILIES, registry
from portal_config.news import NEWS
from portal_config.settings import Choice
from tests.portal_config.conftest import _document
from tests.portal_config.test_diff import SENTENCES, marked, put

GERMAN = [
    (put("/tabs/tab_billing/label", "Invoices"), "Reiter: „Billing“ in *„Invoices“* umbenannt"),
    (put("/tabs/tab_shop/see"), "Reiter: „Services“ sehen jetzt *alle*"),
    ({"op": "move", "ptr": "/tabs/tab_orders", "after": None}, "Reiter: „Orders“* vor „Home“ verschoben*"),
    ({"op": "remove", "ptr": "/dashboards/dsh_default/widgets/wdg_links"}, "Übersichten: ~Kachel „Good to know“~ aus „Default“ entfernt"),
    (put("/services/svc_banner/lead_time", "P7D"), "Leistungen: „Banner set“: Lieferzeit ~5 Tage~ *7 Tage*"),
    (put("/services/svc_banner/billing/po_number", "required"), "Leistungen: „Banner set“: Zahlung, Bestellnummer ~freiwillig~ *Pflicht*"),
    (put("/prices/prc_article/money", [126000, "EUR"]), "Preise: SEO articles: EUR ~240,00~ *1.260,00* je article"),
    (put("/roles/rol_finance/can/message.write", "company"), "Rollen: Finance darf jetzt *Nachrichten schreiben*"),
    (put("/forms/frm_article/fields/fld_deadline/require", True), "Formulare: Frage „Needed by“ in „Order articles“ ist jetzt *immer Pflicht*"),
    (put("/pages/pag_work/sections/sec_steps/blocks/blk_steps_h/text", "From order to invoice"),
     "Seiten: Überschrift in „How we work“: „From order to ~delivery~ *invoice*“"),
    (put("/sign_in/heading", "Hello"), "Anmeldeseite: Überschrift ~„Welcome back“~ *„Hello“*"),
]  # fmt: skip


def in_german(edit: dict[str, Any]) -> list[Any]:
    return list(diff(_document, apply_all(_document, [edit]).document, locale="de"))


@pytest.mark.parametrize(("edit", "sentence"), GERMAN, ids=[sentence for _, sentence in GERMAN])
def test_a_change_is_one_sentence_in_german(edit: dict[str, Any], sentence: str) -> None:
    assert [f"{each.area}: {marked(each)}" for each in in_german(edit)] == [sentence]


ENGLISH = {
    word for english, _ in TEMPLATES.values() for word in re.findall(r"\b[a-z]{3,}", re.sub(r"\{[a-z]+\}", "", english))
} - {
    word for _, german_ in TEMPLATES.values() for word in re.findall(r"\b[a-zäöü]{3,}", german_.lower())
}  # fmt: skip


@pytest.mark.parametrize("edit", [edit for edit, _ in SENTENCES], ids=[sentence for _, sentence in SENTENCES])
def test_no_english_is_left_in_a_german_sentence(edit: dict[str, Any]) -> None:
    written = set(re.findall(r"[a-z]+", portal_config.dump([_document, edit]).lower()))
    for each in in_german(edit):
        for text in (each.area, each.sentence, *each.notes):
            assert not set(re.findall(r"\b[a-z]{3,}", text)) & (ENGLISH - written), text
    english = list(diff(_document, apply_all(_document, [edit]).document))
    assert [each.key for each in in_german(edit)] == [each.key for each in english]
    assert [each.back for each in in_german(edit)] == [each.back for each in english]


def test_every_template_stands_in_both_languages_with_the_same_parts() -> None:
    for name, (english, in_german_) in TEMPLATES.items():
        parts = [{field for _, field, _, _ in Formatter().parse(each) if field} for each in (english, in_german_)]
        assert parts[0] == parts[1], name
        assert (
            english
            and in_german_
            and [english.count(mark) for mark in "*~"] == [in_german_.count(mark) for mark in "*~"]
        ), name
        filled = dict.fromkeys(parts[0], "*x~")
        for locale in LOCALES:
            with speaking(locale):
                assert "".join(each.text for each in say(name, **filled)).count("*x~") >= len(parts[0]), (
                    "values are not read"
                )


def labelled(schema: marshmallow.Schema) -> set[str]:
    found = set()
    for name, setting in schema.load_fields.items():
        key = (setting.data_key or name).strip("$").replace("_", " ").capitalize()
        found.add(str(setting.metadata.get("label") or key))
        inner: Any = setting.inner if isinstance(setting, marshmallow.fields.List) else setting
        if isinstance(inner, marshmallow.fields.Nested):
            found |= labelled(inner.schema)
    return found


def test_every_label_kind_area_and_phrase_has_its_german() -> None:
    wanted = {
        *AREAS.values(),
        *names.NOUNS.values(),
        *names._OWN_LABELS.values(),
        *sentences.MAY.values(),
        *sentences.REACH.values(),
    }
    wanted |= {one.title for one in NEWS}
    for schema in (*names._SCHEMAS.values(), BrandingSettings):
        wanted |= labelled(schema())
    for family in FAMILIES:
        for kind in registry.family(family, planned=True):
            wanted |= {kind.label, *labelled(kind.schema())}
    assert sorted(wanted - german.WORDS.keys() - {""}) == [], "add a line to portal_config/diff/german.py"
    assert len(wanted) > 200


def test_choices_that_have_german_words_exist() -> None:
    known = set()

    def options(schema: marshmallow.Schema) -> None:
        for setting in schema.load_fields.values():
            inner: Any = setting.inner if isinstance(setting, marshmallow.fields.List) else setting
            if isinstance(inner, Choice):
                known.update(inner.options, inner.planned)
            if isinstance(inner, marshmallow.fields.Nested):
                options(inner.schema)

    for schema in (*names._SCHEMAS.values(), BrandingSettings):
        options(schema())
    for family in FAMILIES:
        for kind in registry.family(family, planned=True):
            options(kind.schema())
    assert german.CHOICES.keys() <= known


def test_a_language_without_sentences_is_told_in_english() -> None:
    edit = put("/tabs/tab_billing/label", "Invoices")
    document = apply_all(_document, [edit]).document
    assert [each.sentence for each in diff(_document, document, locale="fr")] == [
        each.sentence for each in diff(_document, document)
    ]


def test_every_action_has_words_in_both_languages() -> None:
    assert sentences.MAY.keys() == permissions.READY | permissions.PLANNED
    edit = put("/roles/rol_buyer/can/report.read", "company")
    document = apply_all(_document, [edit]).document
    assert [diff(_document, document, locale=locale)[0].sentence for locale in LOCALES] == [
        "Buyer may now read reports",
        "Buyer darf jetzt Berichte lesen",
    ]
