"""A form of several pages is answered page by page; the last step asks for what an order needs beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from form_schemas.submission import ROW_ID, FieldError, Submission
from foundation.identity.secrets import new_secret
from portal_config.compiled import Field, Form, FormPage
from storefront.checkout.typed import Typed
from words import say

LAST = "last"
"""The step after the form's pages."""
_ROW = re.compile(r"(add|copy|remove):([a-z0-9_]+)(?:\.([a-z0-9]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the page lists it. ``state`` is done, now or todo."""

    id: str
    title: str
    number: int
    state: str


def stepwise(form: Form | None) -> bool:
    """Whether a form is answered page by page."""
    return form is not None and len(form.pages) > 1


def steps_of(form: Form, worked: Submission, current: str) -> list[Step]:
    """The steps there are with the present answers."""
    found = [(page.id, page.title) for page in form.pages if page.id in worked.pages]
    found.append((LAST, say("Review and order")))
    place = next((number for number, (step, _) in enumerate(found) if step == current), len(found) - 1)
    states = ["done" if number < place else "now" if number == place else "todo" for number in range(len(found))]
    return [
        Step(step, title or say("Step {number}", number=number), number, state)
        for number, ((step, title), state) in enumerate(zip(found, states, strict=True), 1)
    ]


def at(worked: Submission, wanted: str) -> str:
    """The step to show: the one that is wanted where it exists now, else the first."""
    names = [*worked.pages, LAST]
    return wanted if wanted in names else names[0]


def beside(worked: Submission, current: str, by: int) -> str:
    """The step before (-1) or after (1) the present one; pages without a visible question are passed over."""
    names = [*worked.pages, LAST]
    place = names.index(current) if current in names else 0
    return names[max(0, min(len(names) - 1, place + by))]


def page_of(form: Form | None, step: str) -> FormPage | None:
    """The page of a step, None for the last one."""
    return next((page for page in form.pages if page.id == step), None) if form else None


def errors_of(page: FormPage | None, errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
    """Those errors that stand on a page."""
    if page is None:
        return ()
    here = {each.id for field in page.fields for each in (field, *_inner(field))}
    return tuple(one for one in errors if one.field_id in here)


def first_wrong(form: Form, errors: tuple[FieldError, ...]) -> str | None:
    """The first page with an error."""
    return next((page.id for page in form.pages if errors_of(page, errors)), None)


def with_rows(form: Form, typed: Typed, do: str, worked: Submission) -> tuple[Typed, str]:
    """What was typed after a button of rows was pressed (``add:fld_topics``, ``copy:fld_topics.r1``, ``remove:fld_topics.r1``), and where to look then."""
    found = _ROW.fullmatch(do)
    asked = next((each for each in form.every if found and each.id == found[2] and each.type == "repeat"), None)
    if found is None or asked is None:
        return typed, ""
    rows = list(worked.rows.get(asked.id, ()))
    row = found[3] or ""
    answers = dict(typed.answers)
    if found[1] == "remove":
        answers = {name: texts for name, texts in answers.items() if not name.startswith(f"{asked.id}.{row}.")}
        rows = [each for each in rows if each != row]
    elif len(rows) < asked.settings["max_rows"]:
        fresh = _fresh_id()
        if found[1] == "copy" and row in rows:
            before, after = f"{asked.id}.{row}.", f"{asked.id}.{fresh}."
            answers |= {
                name.replace(before, after, 1): texts for name, texts in answers.items() if name.startswith(before)
            }
            rows.insert(rows.index(row) + 1, fresh)
        else:
            rows.append(fresh)
    answers[asked.id] = rows
    return replace(typed, answers=answers), asked.id


def _fresh_id() -> str:
    return "r" + "".join(each for each in new_secret().lower() if ROW_ID.fullmatch(each))[:9]


def _inner(field: Field) -> list[Field]:
    return [each for one in field.inner for each in (one, *_inner(one))]


def unseen(page: FormPage | None, worked: Submission, seen: str | None) -> bool:
    """Whether questions of the page are shown now that the person has not seen: without script they appear when the form comes back."""
    if page is None or seen is None:
        return False
    known = set(seen.split())
    rows = {name.rpartition(".")[0] for name in known}
    here = {each.id for field in page.fields for each in (field, *_inner(field))}
    # A row that was added since brings questions the person has seen as it came.
    new = (name for name in worked.shown if name not in known and name.rpartition(".")[0] in rows)
    return any(name.rpartition(".")[2] in here for name in new)


def lost(form: Form | None, content: Mapping[str, object]) -> list[str]:
    """The words of questions a draft answered that the form does not ask any more."""
    known = {each.id for each in form.every} if form else set()
    labels = content.get("labels")
    return [str(label) for name, label in labels.items() if name not in known] if isinstance(labels, dict) else []
