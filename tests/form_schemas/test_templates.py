"""The questions as HTML: labelled, described, escaped, without inline code."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import jinja2
import pytest

import form_schemas
from form_schemas import FormContext, submission
from form_schemas.view import page_views
from portal_config.compiled import Compiled, Form
from portal_config.expressions.rule import NO, YES
from portal_config.findings import Finding
from words import templates

PAGE = """{% from "form_fields.html" import fields with context %}{% for views in pages %}{{ fields(views) }}{% endfor %}"""


class Elements(HTMLParser):
    """Every element with its attributes; knows which stay open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))
        if tag not in ("input", "hr", "br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.all if "id" in attributes]

    def named(self, name: str) -> list[tuple[str, dict[str, str | None]]]:
        return [(tag, attributes) for tag, attributes in self.all if attributes.get("name") == name]


def render(form: Form, values: Any, errors: Any, context: FormContext) -> str:
    loader = jinja2.FileSystemLoader(form_schemas.template_folders)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    templates.install(environment)
    worked = submission.parse(form, {**submission.start(form, context), **values}, context)
    pages = [page_views(page, values, worked, errors) for page in form.pages]
    return environment.from_string(PAGE).render(pages=pages)


@pytest.mark.parametrize("form_id", ["frm_article", "frm_onepager", "frm_design", "frm_social", "frm_audit"])
@pytest.mark.parametrize("posted", [{}, {"fld_topics": ["x"], "fld_count": ["x"]}])
def test_every_question_is_labelled_and_every_reference_leads_somewhere(
    compiled: Compiled, context: FormContext, form_id: str, posted: dict[str, list[str]]
) -> None:
    form = compiled.forms[form_id]
    html = render(form, posted, submission.parse(form, posted, context).errors, context)
    page = Elements(html)
    assert page.open == []
    ids = page.ids()
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for tag, attributes in page.all if tag == "label" and "for" in attributes}
    for tag, attributes in page.all:
        for reference in (
            (attributes.get("aria-describedby") or "") + " " + (attributes.get("aria-labelledby") or "")
        ).split():
            assert reference in ids
        if tag in ("input", "select", "textarea") and attributes.get("type") not in ("radio", "checkbox"):
            assert attributes["id"] in labelled
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert "<script" not in html
    for field in form.fields:
        assert page.named(field.id) and field.id in ids


def test_errors_stand_at_their_field_and_answers_stay(compiled: Compiled, context: FormContext) -> None:
    form = compiled.forms["frm_article"]
    posted = {"fld_count": ["abc"], "fld_lang": ["de"], "fld_talk": ["yes"], "fld_formal": ["du"]}
    page = Elements(html := render(form, posted, submission.parse(form, posted, context).errors, context))
    (count,) = page.named("fld_count")
    assert count[1]["value"] == "abc" and count[1]["aria-invalid"] == "true"
    assert "fld_count-error" in (count[1]["aria-describedby"] or "")
    assert '<p class="error" id="fld_count-error">Write a number, like 12.</p>' in html
    assert ["checked" in attributes for _, attributes in page.named("fld_lang")] == [False, True]
    assert ["checked" in attributes for _, attributes in page.named("fld_talk")] == [True, False]
    assert ["checked" in attributes for _, attributes in page.named("fld_formal")] == [False, True]
    (phone,) = page.named("fld_talk_phone")
    assert "aria-invalid" not in phone[1] and "required" not in phone[1] and phone[1]["type"] == "tel"


def test_a_fresh_form_holds_defaults_and_rules_for_the_browser(compiled: Compiled, context: FormContext) -> None:
    page = Elements(render(compiled.forms["frm_article"], {}, (), context))
    (count,) = page.named("fld_count")
    assert count[1]["value"] == "4"
    assert {name: count[1][name] for name in ("data-kind", "data-min", "data-max", "data-integer", "data-decimal", "data-required")} == {
        "data-kind": "number", "data-min": "1", "data-max": "200", "data-integer": "true", "data-decimal": ".", "data-required": "true",
    }  # fmt: skip
    assert count[1]["data-message-max"] == "Enter at most 200."
    assert "aria-invalid" not in count[1] and "required" in count[1]


def test_what_people_write_is_escaped(compiled: Compiled, context: FormContext) -> None:
    attack = '"><script>alert(1)</script></textarea>'
    form = compiled.forms["frm_article"]
    fields = tuple(replace(field, label=attack, help=attack) for field in form.pages[0].fields)
    html = render(
        replace(form, pages=(replace(form.pages[0], fields=fields),)),
        {"fld_count": [attack], "fld_topics": [attack]},
        (),
        context,
    )
    assert "<script" not in html and html.count("&lt;script&gt;") >= 5


def test_a_text_that_begins_with_a_line_break_keeps_it(compiled: Compiled, context: FormContext) -> None:
    """HTML drops the first line break of a textarea, so one more is written."""
    html = render(compiled.forms["frm_article"], {"fld_topics": ["\nfirst"]}, (), context)
    assert re.search(r"<textarea[^>]*>\n\nfirst</textarea>", html)


def test_consent_links_to_the_text_and_posts_its_version(compiled: Compiled, context: FormContext) -> None:
    html = render(compiled.forms["frm_audit"], {}, (), context)
    assert (
        'value="2026-03"' in html
        and 'I accept the <a class="link" href="/t/privacy" target="_blank">Privacy notice</a>, version <span class="nowrap">2026-03</span>'
        in html
    )
    form = compiled.forms["frm_audit"]
    assert submission.parse(form, {"fld_ok": ["2026-03"]}, context).values["fld_ok"]["version"] == "2026-03"


def test_long_lists_are_dropdowns_and_broken_fields_say_so(compiled: Compiled, context: FormContext) -> None:
    form = compiled.forms["frm_onepager"]
    choice = form.pages[0].fields[2]
    many = tuple(replace(choice.options[0], id=f"opt_{place}", value=f"v{place}") for place in range(16))
    fields = (replace(choice, options=many), replace(form.pages[0].fields[0], broken=Finding("error", "/x", "c", "m")))
    html = render(replace(form, pages=(replace(form.pages[0], fields=fields),)), {"fld_audience": ["v3"]}, (), context)
    assert '<option value="v3" selected>' in html and html.count("<option") == 17
    assert "This question is not available right now." in html
    assert Elements(html).named("fld_product") == []


def test_hidden_fields_are_not_drawn(compiled: Compiled, context: FormContext) -> None:
    form = compiled.forms["frm_audit"]
    fields = tuple(replace(field, show=NO if field.id == "fld_goal" else YES) for field in form.pages[0].fields)
    html = render(replace(form, pages=(replace(form.pages[0], fields=fields),)), {}, (), context)
    assert "fld_goal" not in html and "fld_site" in html
