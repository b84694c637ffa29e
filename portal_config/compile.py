"""From a document to what renders: checked, resolved, unchangeable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from portal_config import canonical, document, ids, limits, planned
from portal_config.branding import read_branding
from portal_config.checks import check_together
from portal_config.compiled import Compiled, Form, Frozen, Page, Pipeline, Price, Section, Service
from portal_config.faults import Fault
from portal_config.findings import DocumentRefused, Finding, pointer
from portal_config.reader import Entry, Reader
from portal_config.sections.assets import read_assets
from portal_config.sections.forms import read_form, read_forms
from portal_config.sections.layout import read_dashboards, read_pages, read_tabs
from portal_config.sections.notifications import read_notifications
from portal_config.sections.people import read_legal, read_roles
from portal_config.sections.portal import (
    read_access,
    read_env,
    read_portal,
    read_retired,
    read_sign_in,
    read_texts,
)
from portal_config.sections.selling import (
    read_payment_methods,
    read_pipeline,
    read_pipelines,
    read_price,
    read_prices,
    read_services,
)
from portal_config.settings.base import PLANNED

READY = frozenset(
    {
        "schema", "expr", "portal", "env", "assets", "branding", "access", "legal", "roles", "tabs", "pages", "dashboards", "services",
        "prices", "forms", "pipelines", "payment_methods", "notifications", "sign_in", "texts", "retired_ids",
    }
)  # fmt: skip
"""Sections at the top of a document."""


def check(value: Any, *, publish: bool = True) -> list[Finding]:
    """Everything wrong with a document, errors first. Never raises: a value that is no document has findings too. ``publish`` False: what the language
    knows and no engine obeys yet is a warning, for only publishing refuses it."""
    try:
        found = compile(value, strict=False).findings
    except DocumentRefused as refused:
        found = refused.findings
    if publish:
        return list(found)
    return _sorted(replace(each, severity="warning") if each.code == PLANNED else each for each in found)


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: (each.severity != "error", each.pointer, each.code))


def compile(value: Any, strict: bool) -> Compiled:
    """The compiled form of a document.

    ``strict`` (publish) raises DocumentRefused on any error. Otherwise (draft) each broken part carries its finding in ``broken``, and
    what cannot be shown at all is left out; DocumentRefused is then raised only for what is no document.
    """
    cleaned, faults = document.cleaned_value(value)
    if faults:
        raise DocumentRefused(faults)
    if not isinstance(cleaned, dict):
        raise DocumentRefused([Finding("error", "", "not_object", "A document is one JSON object.", None)])
    text = canonical.dump(cleaned)
    index = ids.Index(cleaned)
    reader = Reader(cleaned, index)
    reader.findings.extend(index.findings)
    if len(text.encode()) > limits.CANONICAL_BYTES:
        reader.error("", Fault("too_large", "The document is larger than 1 MB.", "Remove what is not used."))
    _check_keys(reader)
    compiled = _compiled(reader, canonical.digest_text(text))
    findings = tuple(_sorted(reader.findings))
    errors = [finding for finding in findings if finding.severity == "error"]
    if strict and errors:
        raise DocumentRefused(errors)
    return replace(compiled, findings=findings)


def _check_keys(reader: Reader) -> None:
    for key, value in reader.document.items():
        if key in planned.SECTIONS:
            if value not in (None, {}, []):
                fault = Fault("engine_planned", f"“{key}” cannot be used yet.", "Remove it before you publish.")
                reader.error(pointer(key), fault)
        elif key not in READY and key not in ids.ORDERS.values():
            reader.error(
                pointer(key),
                Fault("unknown_key", "This key has no meaning here.", "Remove it or correct its spelling."),
            )


def _compiled(reader: Reader, digest: str) -> Compiled:
    portal = read_portal(reader)
    slots = read_env(reader)
    brand = read_branding(reader, portal.name, read_assets(reader))
    roles = read_roles(reader)
    pages = read_pages(reader)
    prices = read_prices(reader)
    forms = read_forms(reader)
    pipelines = read_pipelines(reader)
    methods = read_payment_methods(reader)
    services = read_services(reader, prices, forms, pipelines, methods)
    read_texts(reader)
    read_retired(reader)
    compiled = Compiled(
        name=portal.name,
        timezone=portal.timezone,
        locale=portal.locale,
        locales=portal.locales,
        currency=portal.currency,
        order_pattern=portal.order_pattern,
        brand=brand,
        access=read_access(reader),
        roles=MappingProxyType(roles),
        tabs=read_tabs(reader),
        dashboards=MappingProxyType(read_dashboards(reader)),
        pages=MappingProxyType({page.id: _resolved(page, services) for page in pages.values()}),
        services=MappingProxyType(services),
        forms=MappingProxyType(forms),
        prices=MappingProxyType(prices),
        pipelines=MappingProxyType(pipelines),
        payment_methods=MappingProxyType(methods),
        legal=MappingProxyType(read_legal(reader, pages)),
        sign_in=read_sign_in(reader),
        notifications=MappingProxyType(read_notifications(reader)),
        digest=digest,
    )
    check_together(reader, compiled, slots)
    return compiled


def _resolved(page: Page, services: dict[str, Service]) -> Page:
    """Sections with the services they stand for: a grid's choice or all; a form's are those that ask it."""

    def resolve(section: Section) -> Section:
        if section.type == "service_grid" and section.broken is None:
            listed = section.services or tuple(services)
            return replace(section, services=tuple(each for each in listed if each in services))
        if section.form is not None:
            return replace(section, services=tuple(each.id for each in services.values() if each.form == section.form))
        return section

    return replace(page, sections=tuple(resolve(section) for section in page.sections))


@lru_cache(maxsize=512)
def thaw_form(text: str) -> Form:
    """The form that an order froze, from the canonical JSON of its blob. Raises ValueError when it is none."""
    reader, entry, blob = _thawed(text, "form")
    titles = blob.get("legal")
    form = read_form(reader, entry, titles if isinstance(titles, dict) else {})
    return replace(form, frozen=Frozen(canonical.digest_text(text), text))


@lru_cache(maxsize=512)
def thaw_pipeline(text: str) -> Pipeline:
    """The pipeline that an order froze. Raises ValueError when it is none."""
    reader, entry, _ = _thawed(text, "pipeline")
    pipeline = read_pipeline(reader, entry)
    if pipeline is None:
        raise ValueError("The frozen pipeline has no status")
    return replace(pipeline, frozen=Frozen(canonical.digest_text(text), text))


@lru_cache(maxsize=512)
def thaw_price(text: str) -> Price:
    """The price that an order froze. Raises ValueError when it is none."""
    reader, entry, _ = _thawed(text, "price")
    price = read_price(reader, entry)
    if price is None:
        raise ValueError("The frozen price cannot be read")
    return replace(price, frozen=Frozen(canonical.digest_text(text), text))


def _thawed(text: str, part: str) -> tuple[Reader, Entry, dict[str, Any]]:
    try:
        blob = document.load(text)
    except DocumentRefused as error:
        raise ValueError(f"The frozen {part} cannot be read") from error
    if blob.get("part") != part or not isinstance(blob.get("id"), str):
        raise ValueError(f"This is not a frozen {part}")
    return Reader({}, None), Entry(blob["id"], blob.get("raw"), ""), blob
