"""What every page of a portal stands on: the tenant's compiled document, who is looking, and what the theme's layout is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from flask import g, render_template, request, url_for
from markupsafe import Markup

from commerce.clients import actions as clients
from commerce.clients import viewer as members
from commerce.clients.person import with_standing
from foundation import clock, revisions
from foundation.db import db
from foundation.errors import Refused
from foundation.formats import Formats, language_name
from foundation.identity.secrets import hashed
from foundation.identity.viewer import GUEST, Viewer
from foundation.revisions import Pointer
from foundation.revisions.queries import Unpublished
from foundation.settings import settings
from foundation.tenancy import Scope, current_scope
from foundation.web import cookies, csrf, live, notices
from foundation.web.app import SENTENCES
from foundation.web.assets import asset_url
from foundation.web.csrf import csrf_token
from foundation.web.routes import viewer as present_viewer
from portal_config.compiled import Compiled, Tab
from portal_config.findings import pointer as ptr
from runtime.pages import fragments, passes
from runtime.pages.compose import visible_tabs
from runtime.pages.fragments import Basis
from words import say
from words.catalogue import catalogue, languages
from words.language import ENGLISH
from workspace.conversations.lists import unread_threads
from workspace.notifications.queries import unread_brought

SESSION_COOKIE = "portico_member"
MODE_COOKIE = "portico_mode"
TOUCH_AFTER = timedelta(minutes=1)
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Portal:
    """One request's view of a portal."""

    scope: Scope
    pointer: Pointer
    compiled: Compiled
    viewer: Viewer
    versions: Mapping[str, int]
    formats: Formats
    theme_mode: str

    @property
    def basis(self) -> Basis:
        """What fragments are keyed by."""
        return Basis(
            scope=self.scope,
            pointer=self.pointer.key,
            viewer=self.viewer,
            language=self.formats.locale,
            theme_mode=self.theme_mode,
            currency=self.compiled.currency,
            today=self.formats.today,
            versions=self.versions,
            root=request.script_root,
        )


def load_viewer() -> Viewer:
    """Who is signed in on this host, or whom the request's pass stands for: one statement, which also brings the document's pointer and the versions of
    what is shown."""
    opened = passes.present()
    if opened is not None:
        found = members.load_persona(opened.member_id, opened.pass_hash) if opened.member_id else None
    else:
        secret = cookies.read(SESSION_COOKIE)
        found = members.load_member(hashed(secret)) if secret else None
    if found is None or found.pointer is None:
        return GUEST
    compiled = revisions.compiled(found.pointer)
    viewer = members.member_viewer(found, compiled, language=_language(found.locale, compiled))
    if not viewer.is_guest:
        g.pointer, g.versions, g.positions = found.pointer, found.versions, found.positions
        g.figures = found.figures
        # What an open page asks by itself is nobody at work: a session left alone ends when it is due.
        used = opened is None and not live.in_background()
        if used and clock.real_now() - found.seen_at > TOUCH_AFTER:
            clients.note_seen(found.session_hash, found.member_id)
    return viewer


def portal() -> Portal:
    """The present request's portal. Raises Refused ``unpublished`` (404) when the tenant serves no document yet."""
    known: Portal | None = g.get("portal")
    if known is None:
        viewer = present_viewer()
        try:
            pointer: Pointer = g.get("pointer") or revisions.pointer(max_age=0 if passes.present() else None)
        except Unpublished:
            raise Refused("unpublished", "This portal has not been opened yet.", status=404) from None
        compiled = revisions.compiled(pointer)
        chosen = cookies.read(MODE_COOKIE)
        language = _language(viewer.locale, compiled)
        if viewer.is_guest:
            browser = csrf.browser()
            visiting = replace(viewer, visit=hashed(browser) if browser else None)
            viewer = with_standing(visiting, compiled, language=language)
        if language != compiled.locale:
            compiled = revisions.compiled(pointer, language)
        known = g.portal = Portal(
            scope=current_scope(),
            pointer=pointer,
            compiled=compiled,
            viewer=viewer,
            versions=g.get("versions") or {},
            formats=Formats.at(clock.now(), compiled.timezone, language),
            theme_mode=chosen if chosen in THEMES else "auto",
        )
    return known


def _language(chosen: str | None, compiled: Compiled) -> str:
    """The language of the page, out of those of the portal: what the person chose, else what the browser asks for, else the portal's own. The studio edits
    the portal's own words, so its canvas shows them."""
    if len(compiled.locales) == 1 or passes.in_studio():
        return compiled.locale
    if chosen in compiled.locales:
        return str(chosen)
    return request.accept_languages.best_match(compiled.locales, default=compiled.locale) or compiled.locale


def page_language() -> str:
    """The language of the page for the portal's own words; where the portal cannot be read, what the browser asks for."""
    try:
        return portal().formats.locale
    except Exception:
        db.session.rollback()
        return request.accept_languages.best_match([ENGLISH, *languages()], default=ENGLISH) or ENGLISH


def languages_of(compiled: Compiled) -> list[tuple[str, str]]:
    """The languages a person may choose, each called as it calls itself, after the browser's own; none where the portal has one."""
    if len(compiled.locales) == 1:
        return []
    named = [(each, language_name(each)) for each in compiled.locales]
    return [("", say("As my browser asks")), *named]


def layout(title: str, *, current: str = "") -> dict[str, Any]:
    """The context of the theme's layout (see ``themes/quiet/layout.html``); ``current`` is the present tab's id or a page's path."""
    here = portal()
    compiled, viewer = here.compiled, here.viewer
    context: dict[str, Any] = {
        "layout": f"themes/{compiled.brand.theme}/layout.html",
        "gate": f"themes/{compiled.brand.theme}/gate.html",
        "portal": {
            "name": compiled.name,
            "mark": compiled.brand.mark,
            "locale": here.formats.locale,
            "logo": url_for("pages.logo", name=compiled.brand.logo.path) if compiled.brand.logo else "",
            "named_logo": compiled.brand.named_logo,
        },
        "tabs": _tabs(here, current),
        "tab_ptrs": _tab_ptrs(here) if passes.in_studio() else {},
        "studio": _studio(here) if passes.in_studio() else None,
        "viewer": {
            "is_guest": viewer.is_guest,
            "name": viewer.name,
            "first_name": viewer.first_name,
            "email": viewer.email,
            "client_name": viewer.client_name,
            "role_names": [compiled.roles[role].name for role in compiled.roles if role in viewer.roles],
        },
        "urls": {
            "home": url_for("pages.home"),
            "sign_in": url_for("account.sign_in"),
            "sign_out": url_for("account.sign_out"),
            "account": url_for("account.own_account"),
            "unread": url_for("threads.unread"),
        },
        "bell": None
        if viewer.is_guest
        else {
            "count": unread_brought(g.get("figures") or {}),
            "list_url": url_for("bell.list_entries"),
            "latest_url": url_for("bell.latest"),
        },
        "mode": here.theme_mode,
        "sandbox": {"draft": here.pointer.number} if here.scope.mode == "sandbox" else None,
        "theme_css_url": url_for("pages.theme", name=compiled.brand.css_hash.removeprefix("sha256:")[:16]),
        "title": title,
        "footer": _footer(compiled),
        "messages": notices.told(),
        "formats": here.formats,
        "script_words": dict(catalogue(here.formats.locale).scripts),
        "gate_note": compiled.sign_in.get("note", ""),
        # The studio's canvas is told by the studio.
        "stream": None if passes.in_studio() else live.page_stream(viewer, g.get("positions"), url_for("live.stream")),
    }
    kept_as = (
        "layout",
        here.scope.tenant_id,
        compiled.digest,
        viewer.kind,
        viewer.roles,
        frozenset(viewer.permissions),
        viewer.standing,
        current,
        tuple(tab[-1] for tab in context["tabs"]),
        here.formats.locale,
        asset_url("portal.css"),
        request.script_root,
    )
    context["part"] = partial(_part, kept_as, context, SHARED)
    if context["bell"]:
        person = (
            (fragments.CLIENT, viewer.client_id),
            (fragments.MEMBER, viewer.member_id),
            viewer.name,
            viewer.email,
            viewer.client_name,
            here.theme_mode,
            context["bell"]["count"],
        )
        context["own"] = partial(_part, (*kept_as, csrf_token(), *person), context, OWN)
    return context


SHARED = ("portal", "tabs", "tab_ptrs", "urls", "theme_css_url", "footer", "script_words")
OWN = (*SHARED, "viewer", "bell", "mode")


def _part(kept_as: tuple[Any, ...], context: Mapping[str, Any], given: Sequence[str], name: str) -> Markup:
    """A part of the layout, drawn once and then kept: what is ``SHARED`` for everybody with these roles and as many new things, so it is given nothing of
    the person but figures; what is ``OWN`` for a person's session."""
    key = (*kept_as, name)
    html = fragments.kept(key)
    if html is None:
        shared = {known: context[known] for known in given}
        theme = context["layout"].removesuffix("layout.html")
        html = render_template(f"{theme}parts/{name}.html", **shared)
        fragments.keep(key, html)
    return Markup(html)  # noqa: S704 - rendered with autoescape just above


def tab_url(tab: Tab, *, first: bool = False) -> str:
    """Where a tab is; the first one is the portal's first page."""
    return url_for("pages.home") if first else url_for("pages.tab", slug=tab.slug)


def _tabs(here: Portal, current: str) -> list[tuple[str, str, str, bool, int | None]]:
    if here.viewer.is_guest:
        made: list[tuple[str, str, str, bool, int | None]] = []
        if any(service.public for service in here.compiled.services.values()):
            made.append((say("Services"), "grid", url_for("shop.catalogue"), current == "/services", None))
        legal = {text.page for text in here.compiled.legal.values()}
        named = here.compiled.domains.public_pages
        for page in [here.compiled.pages[one] for one in named] if named else here.compiled.pages.values():
            if page.public and (named or page.id not in legal):
                made.append(
                    (page.title, "file", url_for("pages.public_page", slug=page.slug), current == page.id, None)
                )
        return made
    tabs = visible_tabs(here.compiled, here.viewer)
    return [
        (tab.label, tab.icon, tab_url(tab, first=position == 0), tab.id == current, _new_at(tab, here))
        for position, tab in enumerate(tabs)
    ]


def _new_at(tab: Tab, here: Portal) -> int | None:
    """How much is new behind a tab; None for one that counts nothing."""
    return unread_threads(here.viewer, g.get("figures") or {}) if tab.type == "messages" else None


def _tab_ptrs(here: Portal) -> dict[str, str]:
    """Address → pointer of what it leads to, for the navigation on the studio's canvas."""
    tabs = visible_tabs(here.compiled, here.viewer)
    made = {tab_url(tab, first=place == 0): ptr("tabs", tab.id) for place, tab in enumerate(tabs)}
    pages = here.compiled.pages.values()
    return made | {url_for("pages.public_page", slug=page.slug): ptr("pages", page.id) for page in pages}


def _studio(here: Portal) -> dict[str, str]:
    """What the canvas needs: who may speak to it, and the words that fill the placeholders of the seller's texts."""
    return {
        "origin": settings().origin(settings().builder_host),
        "draft": str(here.pointer.number),
        "user.first_name": here.viewer.first_name,
        "user.name": here.viewer.name,
        "client.name": here.viewer.client_name,
        "portal.name": here.compiled.name,
    }


def _footer(compiled: Compiled) -> list[tuple[str, str]]:
    made = []
    for text in compiled.legal.values():
        page = compiled.pages.get(text.page or "")
        if page:
            made.append((text.title, url_for("pages.public_page", slug=page.slug)))
    return made


def draw(template: str, title: str, *, current: str = "", **context: Any) -> str:
    """Render a page of the portal in its theme."""
    return render_template(template, **layout(title, current=current), **context)


def render_error(status: int, code: str, message: str, retry_after: int | None = None) -> str:
    """The error page in the portal's own look; a bare sentence when the portal itself cannot be read."""
    try:
        context = layout("")
    except Exception:
        db.session.rollback()
        return render_template(
            "error_bare.html", status=status, heading=say("This page cannot be shown"), message=message
        )
    told_by_us = (code, message) not in {(known, say(sentence)) for known, sentence in SENTENCES.values()}
    return render_template(
        "error.html",
        **{**context, "title": ""},
        status=status,
        message=message if told_by_us else "",
        reference=g.get("request_id", "") if status >= 500 else "",
        retry_after=retry_after,
    )


def mark_sandbox() -> None:
    """Nothing of a sandbox is indexed."""
    if current_scope().mode == "sandbox":
        g.noindex = True
