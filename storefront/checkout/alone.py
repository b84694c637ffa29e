"""A form by itself, as the studio's canvas shows one that no service asks yet, and the later pages of others."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from form_schemas.submission import parse, start
from form_schemas.view import page_views
from portal_config.compiled import Form
from runtime.pages.portal import Portal, draw
from storefront.checkout.page import form_context, rules_of


def form_alone(here: Portal, form: Form) -> str:
    """Every page of the form, one below the other; nothing can be sent."""
    asks = next((one.name for one in here.compiled.services.values() if one.form == form.id), "")
    context = form_context(here)
    held = start(form, context)
    worked = parse(form, held, context)
    pages = []
    for page in form.pages:
        html = render_template("parts/questions.html", views=page_views(page, held, worked))
        pages.append({"title": page.title, "html": Markup(html)})  # noqa: S704 - rendered with autoescape just above
    return draw(
        "form_alone.html", form.title, form=form, service=asks, pages=pages, rules=rules_of(form, "", worked, context)
    )
