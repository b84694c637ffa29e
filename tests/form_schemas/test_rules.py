"""Rules in forms: what is shown, what is needed, what rows and computed values come to. The numbers are those of the cases in the language's specification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jinja2
import pytest

from form_schemas import FormContext, submission
from form_schemas.view import page_views
from portal_config.compiled import Form
from portal_config.findings import Finding
from portal_config.ids import Index
from portal_config.money import Money
from portal_config.reader import Entry, Reader
from portal_config.sections.forms import read_form
from tests.form_schemas import conftest  # noqa: F401 - finds the kinds


def text(label: str = "Q", **more: Any) -> dict[str, Any]:
    return {"type": "short_text", "label": label, **more}


def number(**more: Any) -> dict[str, Any]:
    return {"type": "number", "label": "N", **more}


def choice(*values: str, kind: str = "choice_one", **more: Any) -> dict[str, Any]:
    options = [{"id": f"opt_{value.lower()}", "value": value, "label": value.title()} for value in values]
    return {"type": kind, "label": "C", "options": options, **more}


def read(fields: dict[str, Any], pages: list[dict[str, Any]] | None = None) -> tuple[Form, list[Finding]]:
    held = {inner for each in fields.values() for inner in (*each.get("row", ()), *each.get("fields", ()))}
    pages = pages or [{"id": "fpg_a", "fields": [name for name in fields if name not in held]}]
    raw = {"title": "T", "pages": pages, "fields": fields}
    document = {"forms": {"frm_a": raw}}
    reader = Reader(document, Index(document))
    return read_form(reader, Entry("frm_a", raw, "/forms/frm_a"), {}), reader.findings


def form(fields: dict[str, Any], pages: list[dict[str, Any]] | None = None) -> Form:
    made, findings = read(fields, pages)
    assert findings == []
    return made


@pytest.fixture
def context() -> FormContext:
    return FormContext(
        now=datetime(2026, 11, 20, 9, 0, 0, 5, tzinfo=UTC), today=date(2026, 11, 20), locale="en", legal={}
    )


def parsed(made: Form, posted: Mapping[str, Any], context: FormContext) -> submission.Submission:
    return submission.parse(made, posted, context)


def test_1_what_is_hidden_is_neither_needed_nor_kept(context: FormContext) -> None:
    made = form(
        {
            "fld_country": choice("DE", "FR"),
            "fld_vat": text(show=["eq", ["field", "fld_country"], "DE"], require=True),
        }
    )
    result = parsed(made, {"fld_country": "FR", "fld_vat": "DE1"}, context)
    assert (dict(result.values), result.errors) == ({"fld_country": "FR"}, ())
    seen = parsed(made, {"fld_country": "DE", "fld_vat": " "}, context)
    assert [(one.field_id, one.code) for one in seen.errors] == [("fld_vat", "required")]


def test_2_a_chain_is_followed_to_its_end(context: FormContext) -> None:
    made = form(
        {
            "fld_a": {"type": "yes_no", "label": "A"},
            "fld_b": {"type": "yes_no", "label": "B", "show": ["eq", ["field", "fld_a"], True]},
            "fld_c": text(show=["eq", ["field", "fld_b"], True]),
        }
    )
    result = parsed(made, {"fld_a": "no", "fld_b": "yes", "fld_c": "x"}, context)
    assert (dict(result.values), result.shown) == ({"fld_a": False}, {"fld_a"})
    assert set(parsed(made, {"fld_a": "yes", "fld_b": "yes", "fld_c": "x"}, context).values) == {
        "fld_a",
        "fld_b",
        "fld_c",
    }


@pytest.mark.parametrize(
    ("rule", "visible"),
    [
        (["ne", ["field", "fld_k"], "DE"], False),
        (["not", ["eq", ["field", "fld_k"], "DE"]], False),
        (["or", ["empty", ["field", "fld_k"]], ["ne", ["field", "fld_k"], "DE"]], True),
    ],
)
def test_4_unanswered_is_not_something_else(context: FormContext, rule: Any, visible: bool) -> None:
    made = form({"fld_k": choice("DE", "FR"), "fld_x": text(show=rule)})
    assert ("fld_x" in parsed(made, {}, context).shown) is visible
    assert "fld_x" in parsed(made, {"fld_k": "FR"}, context).shown


def test_12_rows_are_worked_out_one_by_one(context: FormContext) -> None:
    made = form(
        {
            "fld_topics": {"type": "repeat", "label": "Topics", "row": ["fld_free", "fld_n"]},
            "fld_free": choice("paid", "free"),
            "fld_n": number(require=True, show=["ne", ["coalesce", ["row", "fld_free"], "paid"], "free"]),
            "fld_sum": {"type": "calculated", "label": "Sum", "compute": ["sum", ["field", "fld_n"]]},
            "fld_rows": {"type": "calculated", "label": "Rows", "compute": ["count", "fld_topics"]},
        }
    )
    posted = {
        "fld_topics": ["a", "b", "free", "c"],
        "fld_topics.a.fld_n": ["2"],
        "fld_topics.b.fld_n": [""],
        "fld_topics.free.fld_free": ["free"],
        "fld_topics.free.fld_n": ["9"],
        "fld_topics.c.fld_n": ["3.5"],
    }
    result = parsed(made, posted, context)
    assert [(one.pointer, one.code, one.place) for one in result.errors] == [
        ("/fld_topics/1/fld_n", "required", "fld_topics.b.fld_n")
    ]
    assert result.values["fld_sum"] == {"num": "5.5"} and result.values["fld_rows"] == 4
    assert result.values["fld_topics"][2] == {"id": "free", "fld_free": "free"}
    assert result.rows == {"fld_topics": ("a", "b", "free", "c")}


def test_13_several_choices_are_a_set(context: FormContext) -> None:
    made = form(
        {
            "fld_lang": choice("en", "de", kind="choice_many"),
            "fld_x": text(show=["has", ["field", "fld_lang"], "de"]),
            "fld_y": text(show=["empty", ["field", "fld_lang"]]),
        }
    )
    assert parsed(made, {"fld_lang": ["de", "en"]}, context).shown == {"fld_lang", "fld_x"}
    assert parsed(made, {}, context).shown == {"fld_lang", "fld_y"}


def test_14_a_circle_names_both_ends_and_order_does_not_matter(context: FormContext) -> None:
    circle = {
        "fld_a": text("First", show=["filled", ["field", "fld_b"]]),
        "fld_b": text("Second", show=["filled", ["field", "fld_a"]]),
    }
    _, (finding,) = read(circle)
    assert finding.code == "expr_circle" and "First" in finding.message and "Second" in finding.message
    chain = {
        "fld_c": text(show=["filled", ["field", "fld_b"]]),
        "fld_b": text(show=["filled", ["field", "fld_a"]]),
        "fld_a": text(),
    }
    posted = {"fld_a": "1", "fld_b": "2", "fld_c": "3"}
    backwards = parsed(form(chain), posted, context)
    forwards = parsed(form(dict(reversed(chain.items()))), posted, context)
    assert dict(backwards.values) == dict(forwards.values) == posted


def test_15_a_page_without_questions_is_skipped(context: FormContext) -> None:
    made = form(
        {"fld_a": choice("x", "y"), "fld_b": text(require=True), "fld_c": text(show=["eq", ["field", "fld_a"], "x"])},
        [
            {"id": "fpg_one", "fields": ["fld_a"]},
            {"id": "fpg_two", "fields": ["fld_b"], "show": ["eq", ["field", "fld_a"], "x"]},
            {"id": "fpg_three", "fields": ["fld_c"]},
        ],
    )
    result = parsed(made, {"fld_a": "y", "fld_b": "kept away"}, context)
    assert (result.pages, dict(result.values), result.errors) == (("fpg_one",), {"fld_a": "y"}, ())
    assert parsed(made, {"fld_a": "x", "fld_b": "b"}, context).pages == ("fpg_one", "fpg_two", "fpg_three")


def test_what_is_computed_is_never_posted(context: FormContext) -> None:
    made = form(
        {
            "fld_kind": {
                **choice("banner", "other"),
                "options": [
                    {"id": "opt_a", "value": "banner", "label": "Banner", "hours": "1.5", "price": [9000, "EUR"]},
                    {"id": "opt_b", "value": "other", "label": "Other"},
                ],
            },
            "fld_hours": {"type": "calculated", "label": "Hours", "unit": "hours", "compute": ["mul", ["option", ["field", "fld_kind"], "hours"], 2]},
            "fld_price": {"type": "calculated", "label": "Price", "compute": ["option", ["field", "fld_kind"], "price"]},
            "fld_dear": text(show=["gt", ["field", "fld_price"], {"money": [5000, "EUR"]}]),
        }
    )  # fmt: skip
    result = parsed(made, {"fld_kind": "banner", "fld_hours": "99", "fld_price": "1", "fld_dear": "x"}, context)
    assert dict(result.values) == {
        "fld_kind": "banner",
        "fld_hours": 3,
        "fld_price": {"money": [9000, "EUR"]},
        "fld_dear": "x",
    }
    assert [answer.text.replace("\u00a0", " ") for answer in submission.shown(made, result.values)] == [
        "Banner",
        "3 hours",
        "EUR 90.00",
        "x",
    ]
    missing = parsed(made, {"fld_kind": "other"}, context)
    assert dict(missing.values) == {"fld_kind": "other"} and missing.flags == ()


def test_checks_refuse_or_warn_and_leave_the_unanswered_alone(context: FormContext) -> None:
    made = form(
        {
            "fld_count": number(integer=True),
            "fld_topics": {
                "type": "repeat", "label": "Topics", "row": ["fld_topic"],
                "check": [{"test": ["eq", ["count", "fld_topics"], ["field", "fld_count"]], "message": "One each", "level": "warning"}],
            },
            "fld_topic": text(),
            "fld_code": text(check=[{"test": ["starts", ["field", "fld_code"], "NL-"], "message": "Begins with NL-"}]),
        }
    )  # fmt: skip
    posted = {"fld_count": "2", "fld_topics": ["r1"], "fld_topics.r1.fld_topic": "x", "fld_code": "X1"}
    result = parsed(made, posted, context)
    assert [(one.place, one.message) for one in result.errors] == [("fld_code", "Begins with NL-")]
    assert [(one.place, one.message) for one in result.warnings] == [("fld_topics", "One each")]
    fine = parsed(made, {"fld_count": "1", "fld_topics": ["r1"], "fld_code": "NL-1"}, context)
    assert (fine.errors, fine.warnings) == ((), ())
    assert parsed(made, {}, context).errors == ()


def test_a_rule_that_fails_traps_nobody_and_is_flagged(context: FormContext) -> None:
    broken = ["eq", ["div", 1, ["field", "fld_n"]], 1]
    made = form(
        {
            "fld_n": number(),
            "fld_show": text(show=broken),
            "fld_need": text(require=broken),
            "fld_check": text(check=[{"test": broken, "message": "no"}]),
            "fld_calc": {"type": "calculated", "label": "C", "compute": ["div", 1, ["field", "fld_n"]]},
        }
    )
    result = parsed(made, {"fld_n": "0", "fld_show": "x", "fld_check": "y"}, context)
    assert result.errors == () and dict(result.values) == {"fld_n": "0", "fld_check": "y"}
    assert {(flag.rule, flag.name, flag.code) for flag in result.flags} == {
        ("show", "fld_show", "zero"),
        ("require", "fld_need", "zero"),
        ("check", "fld_check", "zero"),
        ("compute", "fld_calc", "zero"),
    }
    assert [one.place for one in parsed(made, {"fld_n": "1"}, context).errors] == ["fld_need"]


def test_bounds_follow_rules_and_business_days(context: FormContext) -> None:
    made = form({"fld_d": {"type": "date", "label": "D", "min": ["add_business_days", ["ctx", "today"], 7]}})
    assert parsed(made, {"fld_d": "2026-12-01"}, context).values == {"fld_d": "2026-12-01"}
    (error,) = parsed(made, {"fld_d": "2026-11-30"}, context).errors
    assert (error.code, error.message) == ("min", "Choose 1 Dec 2026 or later.")


def test_context_is_known_to_rules(context: FormContext) -> None:
    from dataclasses import replace

    made = form({"fld_x": text(show=["has", ["ctx", "user.roles"], "rol_buyer"])})
    assert parsed(made, {"fld_x": "a"}, context).values == {}
    known = replace(context, known={"user.roles": frozenset({"rol_buyer"})})
    assert parsed(made, {"fld_x": "a"}, known).values == {"fld_x": "a"}


def test_groups_stand_together_also_in_rows(context: FormContext) -> None:
    made = form(
        {
            "fld_contact": {"type": "group", "label": "Contact", "fields": ["fld_name", "fld_mail"], "show": ["ge", ["count", "fld_people"], 1]},
            "fld_name": text(),
            "fld_mail": {"type": "email", "label": "Mail", "require": ["filled", ["field", "fld_name"]]},
            "fld_people": {"type": "repeat", "label": "People", "row": ["fld_person"]},
            "fld_person": {"type": "group", "label": "Person", "fields": ["fld_first", "fld_last"]},
            "fld_first": text(),
            "fld_last": text(show=["filled", ["row", "fld_first"]], require=True),
        }
    )  # fmt: skip
    posted = {
        "fld_name": "Dana",
        "fld_people": ["p1", "p2"],
        "fld_people.p1.fld_first": "Lee",
        "fld_people.p2.fld_last": "dropped",
    }
    result = parsed(made, posted, context)
    assert [one.place for one in result.errors] == ["fld_mail", "fld_people.p1.fld_last"]
    assert dict(result.values) == {
        "fld_contact": {"fld_name": "Dana"},
        "fld_people": [{"id": "p1", "fld_person": {"fld_first": "Lee"}}, {"id": "p2"}],
    }
    assert parsed(made, {"fld_name": "Dana"}, context).values == {}
    shown = submission.shown(made, result.values)
    assert [[answer.label for answer in inner] for inner in shown[1].inner] == [["Person"], []]


def test_what_nobody_was_asked_is_for_the_seller(context: FormContext) -> None:
    hidden = {"type": "hidden", "label": "Campaign", "source": "constant", "value": "spring"}
    made = form(
        {
            "fld_from": hidden,
            "fld_a": text(),
            "fld_rows": {"type": "repeat", "label": "Rows", "row": ["fld_inner", "fld_b"]},
            "fld_inner": hidden,
            "fld_b": text(),
        }
    )
    values = parsed(made, {"fld_a": "x", "fld_rows": ["r1"], "fld_rows.r1.fld_b": "y"}, context).values
    assert values["fld_from"] == values["fld_rows"][0]["fld_inner"] == "spring"
    asked = submission.shown(made, values)
    assert [one.text for one in asked] == ["x", asked[1].text]
    assert [one.text for one in asked[1].inner[0]] == ["y"]
    all_of_it = submission.shown(made, values, unseen=True)
    assert [one.text for one in all_of_it][:2] == ["spring", "x"]
    assert [one.text for one in all_of_it[2].inner[0]] == ["spring", "y"]


def test_formatted_text_is_drawn_with_what_was_typed_escaped(context: FormContext) -> None:
    made = form({"fld_a": {"type": "rich_text", "label": "Tone", "marks": ["bold", "heading", "bullets"]}})
    values = parsed(made, {"fld_a": "## Tone\n\n- **calm** <b>"}, context).values
    components = Path(__file__).parents[2] / "foundation" / "web"
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(components), autoescape=True)
    page = environment.from_string(
        "{% from 'components/answers.html' import answers_list %}{{ answers_list(answers) }}"
    )
    html = page.render(answers=submission.shown(made, values))
    assert "<h4>Tone</h4><ul><li><strong>calm</strong> &lt;b&gt;</li></ul>" in html


def test_rows_have_bounds_and_plain_ids(context: FormContext) -> None:
    made = form(
        {
            "fld_rows": {"type": "repeat", "label": "Rows", "row": ["fld_t"], "min_rows": 1, "max_rows": 2},
            "fld_t": text(),
        }
    )
    codes = [
        [one.code for one in parsed(made, {"fld_rows": ids}, context).errors]
        for ids in ([], ["a"], ["a", "b", "c"], ["../x", "A", "a", "a"], ["r" * 17])
    ]
    assert codes == [["min_rows"], [], ["max_rows"], [], ["min_rows"]]
    many = parsed(made, {"fld_rows": [f"r{n}" for n in range(5_000)]}, context)
    assert [one.code for one in many.errors] == ["max_rows"] and len(many.values["fld_rows"]) <= 201


def test_options_may_have_a_rule(context: FormContext) -> None:
    made = form({"fld_big": {"type": "yes_no", "label": "B"}, "fld_c": choice("a", "b")})
    raw = choice("a", "b")
    raw["options"][1]["show"] = ["eq", ["field", "fld_big"], True]
    made = form({"fld_big": {"type": "yes_no", "label": "B"}, "fld_c": raw})
    views = page_views(made.pages[0], {}, parsed(made, {"fld_big": "no"}, context))
    assert [option.offered for option in views[1].options] == [True, False]
    views = page_views(made.pages[0], {}, parsed(made, {"fld_big": "yes"}, context))
    assert [option.offered for option in views[1].options] == [True, True]


def test_an_answer_keeps_its_old_words(context: FormContext) -> None:
    import portal_config

    made = form({"fld_a": text("Old words")})
    frozen = portal_config.thaw_form(made.frozen.text)
    assert submission.shown(frozen, {"fld_a": "x"})[0].label == "Old words"


def test_money_of_an_option_is_money() -> None:
    raw = choice("a")
    raw["options"][0]["price"] = [100, "EUR"]
    assert form({"fld_a": raw}).attributes["fld_a"]["a"]["price"] == Money(100, "EUR")


def test_what_the_browser_saw_differently_is_told(context: FormContext) -> None:
    made = form(
        {"fld_n": number(), "fld_c": {"type": "calculated", "label": "C", "compute": ["mul", ["field", "fld_n"], 2]}}
    )
    same = parsed(made, {"fld_n": "2", "fld_c": "4"}, context)
    assert (same.values["fld_c"], same.drifts) == (4, ())
    other = parsed(made, {"fld_n": "2", "fld_c": "5"}, context)
    assert other.values["fld_c"] == 4
    assert [(one.name, one.saw, one.is_) for one in other.drifts] == [("fld_c", "5", "4")]


def test_the_browser_gets_rules_and_no_secrets(context: FormContext) -> None:
    from form_schemas.rules import rules_for

    assert rules_for(form({"fld_a": text()}), context) is None
    made = form(
        {
            "fld_n": number(),
            "fld_x": text(show=["gt", ["field", "fld_n"], {"num": "1.5"}], require=True),
            "fld_d": text(require=["lt", ["ctx", "today"], {"date": "2027-01-01"}]),
            "fld_rows": {"type": "repeat", "label": "R", "row": ["fld_t"]},
            "fld_t": text(show=["filled", ["field", "fld_x"]]),
        },
    )
    given = rules_for(made, context)
    assert given is not None
    rules = {each["id"]: sorted(each.keys() & {"show", "require"}) for each in given["fields"]}
    assert rules == {"fld_n": [], "fld_x": ["show"], "fld_d": ["require"], "fld_rows": []}
    (inner,) = given["fields"][-1]["inner"]
    assert (inner["id"], "show" in inner) == ("fld_t", True)
    assert given["given"]["ctx"] == {"today": {"date": "2026-11-20"}}
    assert given["signs"] == [".", ","]
