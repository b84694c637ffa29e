"""What is asked: forms with their pages, questions, and the questions that rows and groups hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.studio.outline.node import Group, Node
from builder.studio.place import Studio
from portal_config.compiled import Field, Form
from portal_config.findings import pointer
from portal_config.kinds import registry
from portal_config.sections.forms import INNER

SHORT = 60


def asked(here: Studio) -> tuple[Group, ...]:
    """Every form in the seller's order. A form of one page has its questions right below it."""
    return (Group("Forms", tuple(_form(here, one) for one in here.compiled.forms.values()), "form", "Add form"),)


def pages_of(here: Studio, form: str) -> list[tuple[str, str]]:
    """(pointer, title) of each page of a form as it is written, in order."""
    raw = here.raw(pointer("forms", form, "pages"))
    made = []
    for place, page in enumerate(raw if isinstance(raw, list) else ()):
        own = page if isinstance(page, Mapping) else {}
        title = str(own.get("title") or f"Page {place + 1}")
        made.append((pointer("forms", form, "pages", _name(own, place)), title))
    return made


def _name(page: Mapping[str, Any], place: int) -> str | int:
    found = page.get("id")
    return found if isinstance(found, str) and found else place


def _form(here: Studio, form: Form) -> Node:
    service = next((one for one in here.compiled.services.values() if one.form == form.id), None)
    show = f"/services/{service.slug}" if service else f"/forms/{form.id}"
    pages = pages_of(here, form.id)
    several = len(pages) > 1
    made: list[Node] = []
    for place, ((ptr, title), page) in enumerate(zip(pages, form.pages, strict=False)):
        # The service's own page begins with the first page; the form by itself has all of them.
        whole = f"/forms/{form.id}" if place else show
        questions = tuple(_question(form, one, f"{ptr}/fields", whole) for one in page.fields)
        if several:
            made.append(
                Node(
                    ptr,
                    title,
                    "page",
                    whole,
                    tag="by rule" if not page.show.always else "",
                    orders=True,
                    children=questions,
                )
            )
        else:
            made += questions
    made += _asked_nowhere(here, form, show)
    return Node(pointer("forms", form.id), form.title, "form", show, orders=True, children=tuple(made))


def _asked_nowhere(here: Studio, form: Form, show: str) -> list[Node]:
    """The questions that stand on no page: read as they are written, because a compiled form does not hold them."""
    raw = here.raw(pointer("forms", form.id, "fields"))
    placed = {one.id for one in form.every}
    made = []
    for part_id, part in sorted(raw.items() if isinstance(raw, Mapping) else ()):
        own = part if isinstance(part, Mapping) else {}
        kind = registry.get("field", str(own.get("type") or ""))
        if part_id not in placed:
            name = str(own.get("label") or (kind.label if kind else part_id))[:SHORT]
            ptr = pointer("forms", form.id, "fields", part_id)
            made.append(Node(ptr, name, kind.icon if kind else "square", show, tag="asked nowhere"))
    return made


def _question(form: Form, field: Field, home: str, show: str) -> Node:
    """A question. It is moved in the list at ``home``, which says where it is asked."""
    kind = registry.get("field", field.type)
    words = field.label or str(field.settings.get("title") or field.settings.get("text") or "")
    ptr = pointer("forms", form.id, "fields", field.id)
    holds = f"{ptr}/{INNER[field.type][1]}" if field.type in INNER else ""
    tag = "required" if field.require.always else "" if field.show.always else "by rule"
    return Node(
        ptr,
        words.split("\n")[0][:SHORT] or (kind.label if kind else field.type),
        kind.icon if kind else "square",
        show,
        tag=tag,
        orders=True,
        children=tuple(_question(form, one, holds, show) for one in field.inner),
        place=f"{home}/{field.id}",
    )
