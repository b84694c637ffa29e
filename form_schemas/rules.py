"""A form's rules for the browser: what it needs to show, require and compute by itself what the server will decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.fields.number.field import symbols
from form_schemas.submission import Submission, can_be_asked
from portal_config.compiled import Field, Form
from portal_config.context import SECRET
from portal_config.expressions import raw_of
from portal_config.expressions.fold import fold
from portal_config.expressions.given import Given, written_given
from portal_config.expressions.rule import Rule

UNREADABLE = frozenset({"instant"})
"""Types of answers that only the server reads out of what is typed."""
UNREADABLE_KINDS = frozenset({"company_id", "hidden", "rich_text"})
"""Kinds whose value is not what is typed, or is not in the page at all."""


def rules_for(
    form: Form, context: FormContext, *, page: str = "", worked: Submission | None = None
) -> dict[str, Any] | None:
    """``{"fields", "pages", "given", "signs"}`` as JSON, or None where no rule depends on an answer. ``page``: the only one that is shown; what is known of
    the others (``worked``) comes along as values.

    ``fields`` come in the order they are worked out; each has its ``id``, the PX type of its ``answer`` and its ``kind``, and where it has them ``show``,
    ``require``, ``checks`` ``[[rule, message, level], …]``, ``compute``, ``unit``, ``options`` ``[[value, rule], …]``, ``within`` (the group around it),
    ``page``; a repeated question has those of its rows in ``inner``. ``ask`` stands where the browser has to ask the server: the rule names what it must not know or
    cannot read. ``signs``: decimal and group sign of the language.
    """
    opened = context.opened(form)
    made = _Made(form, opened)
    fields = [each for each in made.fields() if not page or each["page"] == page]
    pages = [made.page(each.id, each.show) for each in form.pages if not page or each.id == page]
    if not any(made.rules_of(each) for each in fields) and not any("show" in page for page in pages):
        return None
    known = {name: value for name, value in opened.given.ctx.items() if name in made.named and name not in SECRET}
    there = {each["id"] for each in fields} | {inner["id"] for each in fields for inner in each.get("inner", ())}
    answers = worked.context.given.fields if page and worked and worked.context else {}
    answers = {name: value for name, value in answers.items() if name in made.read and name not in there}
    given = Given(answers, {}, known, form.attributes, context.calendar)
    return {
        "fields": fields,
        "pages": pages,
        "given": written_given(given),
        "signs": list(symbols(context.locale)),
    }


class _Made:
    def __init__(self, form: Form, context: FormContext) -> None:
        self.form, self.context = form, context
        self.named: set[str] = set()
        self.read: set[str] = set()
        every = {each.id: each for each in form.every}
        self.hidden = {each.id for each in every.values() if each.answer in UNREADABLE or each.type in UNREADABLE_KINDS}
        self.page_of = {each.id: page.id for page in form.pages for asked in page.fields for each in _with_inner(asked)}
        self.every = every

    def fields(self) -> Iterator[dict[str, Any]]:
        for field_id in self.form.order or [each.id for each in self.form.fields]:
            asked = self.every.get(field_id)
            if asked is None or not can_be_asked(asked):
                continue
            made = self.one(asked, "")
            if asked.type == "repeat":
                inner = {each.id: each for each in _with_inner(asked)}
                order = [inner[inner_id] for inner_id in asked.settings.get("order") or ()]
                made["inner"] = [self.one(each, asked.id) for each in order if can_be_asked(each)]
            yield made

    @staticmethod
    def rules_of(made: Mapping[str, Any]) -> bool:
        return any(
            each.keys() & {"show", "require", "checks", "compute", "options", "ask"}
            for each in (made, *made.get("inner", ()))
        )

    def one(self, asked: Field, holder: str) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": asked.id,
            "kind": asked.type,
            "answer": asked.answer,
            "page": self.page_of.get(asked.id, ""),
        }
        if asked.within and asked.within != holder:
            made["within"] = asked.within
        ask = False
        for name, rule in (("show", asked.show), ("require", asked.require), ("compute", asked.compute)):
            if rule is None or (name != "compute" and rule.constant):
                continue
            folded = self.rule(rule)
            ask |= folded is None
            if folded is not None:
                made[name] = folded[0]
        checks = [
            [folded[0], check.message, check.level]
            for check in asked.checks
            if (folded := self.rule(check.test)) is not None
        ]
        options = [
            [option.value, folded[0]]
            for option in asked.options
            if not option.show.constant and (folded := self.rule(option.show)) is not None
        ]
        for name, value in (("checks", checks), ("options", options), ("ask", ask)):
            if value:
                made[name] = value
        if asked.compute is not None and asked.settings.get("unit"):
            made["unit"] = asked.settings["unit"]
        return made

    def page(self, page_id: str, show: Rule) -> dict[str, Any]:
        made: dict[str, Any] = {"id": page_id}
        if not show.constant:
            folded = self.rule(show)
            made |= {"show": folded[0]} if folded is not None else {"ask": True}
        return made

    def rule(self, rule: Rule) -> tuple[Any] | None:
        """The rule as the browser may have it, None where it has to ask."""
        if rule.reads & self.hidden:
            return None
        folded = fold(rule.node, self.context.given, SECRET)
        if folded is None:
            return None
        self.named |= rule.contexts
        self.read |= rule.reads
        return (raw_of(folded),)


def _with_inner(asked: Field) -> Iterator[Field]:
    yield asked
    for each in asked.inner:
        yield from _with_inner(each)
