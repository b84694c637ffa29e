"""From a document to what renders: checked, resolved, unchangeable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from portal_config import canonical, document, ids, limits, planned  # noqa: F401 - what is planned is declared
from portal_config.branding import read_branding
from portal_config.checks import check_together
from portal_config.compiled import Compiled, Form, Frozen, Page, Pipeline, Price, Section, Service
from portal_config.expressions.rule import Rule
from portal_config.faults import Fault
from portal_config.findings import DocumentRefused, Finding, pointer, rank
from portal_config.reader import Entry, Reader, Said
from portal_config.sections.addresses import read_domains
from portal_config.sections.assets import read_assets
from portal_config.sections.business_days import calendar_of
from portal_config.sections.folders import read_folders
from portal_config.sections.forms import read_form, read_forms
from portal_config.sections.groups import read_groups
from portal_config.sections.later import SECTIONS, read_later
from portal_config.sections.layout import read_dashboards, read_pages, read_tabs
from portal_config.sections.notifications import read_notifications
from portal_config.sections.onboarding import read_onboarding
from portal_config.sections.paying import read_payment_methods
from portal_config.sections.people import read_legal, read_roles
from portal_config.sections.pipelines import read_pipeline, read_pipelines
from portal_config.sections.portal import (
    read_access,
    read_env,
    read_portal,
    read_retired,
    read_sign_in,
)
from portal_config.sections.prices import read_price, read_prices
from portal_config.sections.selling import read_services
from portal_config.standing import with_rules
from portal_config.translations import read_texts, translated, with_own_evidence

READY = frozenset(
    {
        "schema", "expr", "portal", "env", "assets", "branding", "access", "legal", "roles", "tabs", "pages", "dashboards", "services",
        "prices", "forms", "pipelines", "payment_methods", "addons", "notifications", "sign_in", "texts", "retired_ids", "groups", "onboarding",
        "domains", "folders",
    }
)  # fmt: skip
"""Sections at the top of a document that the product obeys."""


def check(value: Any, publish: bool = False, bound: Collection[str] = ()) -> list[Finding]:
    """Everything wrong with a document, errors first; ``publish`` adds what no engine obeys yet, and the slots that are obeyed and not among those that are
    ``bound`` where it goes live. Never raises: a value that is no document has findings too."""
    try:
        made = compile(value, strict=False)
    except DocumentRefused as refused:
        return list(refused.findings)
    return list(made.refusals_where(bound) if publish else made.findings)


def compile(
    value: Any, strict: bool, locale: str | None = None, year: int | None = None, bound: Collection[str] | None = None
) -> Compiled:
    """The compiled form of a document, with its texts in the language ``locale`` as far as they are translated (None, or a language the portal does not
    have: its own). ``year`` is the present one: ``calendar`` then knows the public holidays of the year before it to three years after it; without one
    it knows the seller's own days only.

    ``strict`` (publish) raises DocumentRefused on any error, on what no engine obeys yet, and on a slot that is obeyed and not among those that are ``bound``
    (None: slots are not looked at). Otherwise (draft) each broken part carries its finding in
    ``broken``, and what cannot be shown at all is left out; DocumentRefused is then raised only for what is no document.
    """
    cleaned, faults = document.cleaned_value(value)
    if faults:
        raise DocumentRefused(faults)
    if not isinstance(cleaned, dict):
        raise DocumentRefused([Finding("error", "", "not_object", "A document is one JSON object.", None)])
    text = canonical.dump(cleaned)
    reader = Reader(cleaned, ids.Index(cleaned))
    if len(text.encode()) > limits.CANONICAL_BYTES:
        reader.error("", Fault("too_large", "The document is larger than 1 MB.", "Remove what is not used."))
    own, said = _read(reader, canonical.digest_text(text), year)
    refusals = own.refusals if bound is None else own.refusals_where(bound)
    errors = [finding for finding in refusals if finding.severity == "error"]
    if strict and errors:
        raise DocumentRefused(errors)
    if locale is None or locale not in own.locales[1:]:
        return own
    document_spoken = translated(cleaned, said, locale)
    spoken, _ = _read(Reader(document_spoken, ids.Index(document_spoken)), own.digest, year)
    return replace(with_own_evidence(spoken, own), language=locale)


def translatable(value: Mapping[str, Any]) -> dict[str, Said]:
    """Every text of a document that can be translated: its key in ``texts`` → where it stands, and the setting that reads it. Raises DocumentRefused for
    what is no document."""
    cleaned, faults = document.cleaned_value(value)
    if faults or not isinstance(cleaned, dict):
        raise DocumentRefused(faults or [Finding("error", "", "not_object", "A document is one JSON object.", None)])
    return _read(Reader(cleaned, ids.Index(cleaned)), "", None)[1]


def _read(reader: Reader, digest: str, year: int | None) -> tuple[Compiled, dict[str, Said]]:
    """The compiled document, and what of it can be translated."""
    if reader.index is not None:
        reader.findings.extend(reader.index.findings)
    _check_keys(reader)
    compiled = _compiled(reader, digest, year)
    said = read_texts(reader, compiled.locales)
    findings, later = (tuple(sorted(each, key=rank)) for each in (reader.findings, reader.planned))
    return replace(compiled, findings=findings, planned=later), said


def _check_keys(reader: Reader) -> None:
    known = READY | SECTIONS | set(ids.ORDERS.values())
    for key in reader.document:
        if key not in known:
            reader.error(
                pointer(key),
                Fault("unknown_key", "This key has no meaning here.", "Remove it or correct its spelling."),
            )


def _compiled(reader: Reader, digest: str, year: int | None) -> Compiled:
    portal = read_portal(reader)
    env = read_env(reader)
    slots = {slot.id: slot.kind for slot in env.values()}
    assets = read_assets(reader)
    brand = read_branding(reader, portal.name, assets)
    roles = read_roles(reader)
    pages = read_pages(reader)
    prices = read_prices(reader)
    forms = read_forms(reader)
    pipelines = read_pipelines(reader)
    methods = read_payment_methods(reader)
    services = _opened(read_services(reader, prices, forms, pipelines, methods, slots), pages, forms)
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
        groups=MappingProxyType(read_groups(reader)),
        folders=MappingProxyType(read_folders(reader)),
        onboarding=read_onboarding(reader),
        env=MappingProxyType(env),
        domains=read_domains(reader, env, pages),
        later=read_later(reader),
        calendar=calendar_of(portal.business_days, year),
        digest=digest,
        assets=MappingProxyType(assets),
        contexts=_contexts(forms.values(), services.values()),
    )
    check_together(reader, compiled, slots)
    return with_rules(compiled)


def _opened(services: dict[str, Service], pages: dict[str, Page], forms: dict[str, Form]) -> dict[str, Service]:
    """A free service whose public form stands on a public page is open to people who are not signed in, without saying so itself."""
    shown = {section.form for page in pages.values() if page.public for section in page.sections if section.form}
    return {
        name: replace(each, public=True)
        if each.type == "free" and each.form in shown and each.form in forms and forms[each.form].public
        else each
        for name, each in services.items()
    }


def _contexts(forms: Iterable[Form], services: Iterable[Service]) -> frozenset[str]:
    rules: list[Rule] = [addon.when for service in services for addon in service.addons]
    for form in forms:
        rules += [page.show for page in form.pages]
        for each in form.every:
            rules += [*each.rules, each.require, *(check.test for check in each.checks)]
    return frozenset(name for rule in rules for name in rule.contexts)


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
