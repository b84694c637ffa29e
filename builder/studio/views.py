"""The studio's pages, and what its script asks for: parts drawn anew, edits, undo and redo, passes to look through."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from builder import gate
from builder.addresses import studio_root
from builder.gate import require_scope
from builder.studio import inputs, palette, questions, sold, welcome
from builder.studio import parts as parts_
from builder.studio.changes.place import waiting
from builder.studio.controls.look import reads
from builder.studio.inspector import inspect
from builder.studio.logo import logo_edits, read_logo
from builder.studio.outline import find, tree
from builder.studio.people import grouped, personas, roles_of
from builder.studio.place import MODES, Studio, author, draw, studio_here
from builder.studio.rules import rule_of_text
from foundation.errors import NotFound, Refused
from foundation.identity import passes
from foundation.revisions import actions as revisions
from foundation.revisions import log
from foundation.revisions.actions import Saved
from foundation.revisions.assets import asset_content
from foundation.revisions.log import Step
from foundation.revisions.queries import head
from foundation.web.guards import clean_text, read_json
from foundation.web.headers import CSP
from foundation.web.routes import needs
from portal_config import branding, limits

studio = Blueprint("studio", __name__, url_prefix="/p/<slug>/sandbox/<sandbox>/studio")

EDIT = "portal.edit"


@studio.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The sandbox was entered at the gate; the route must mean the same one."""
    if values is not None:
        require_scope(values.pop("slug", None), values.pop("sandbox", None))


@studio.get("/")
@needs(EDIT)
def start() -> ResponseReturnValue:
    """The studio begins with the pages."""
    scope = studio_here().scope
    return redirect(f"{studio_root(scope.slug, scope.sandbox or '')}/pages")


@studio.get("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>")
@needs(EDIT)
def page(mode: str) -> ResponseReturnValue:
    """A mode of the studio: structure, preview and settings. ``at`` is the pointer that is selected."""
    here = studio_here()
    people = personas(here)
    undo, redo = log.steps(author().actor)
    live = head()
    shown = draw(
        "studio/studio.html",
        MODES[mode],
        mode=mode,
        **_parts(here, mode, _selected()),
        people=grouped(people),
        persona=_persona(people),
        undo=undo,
        redo=redo,
        live=live.number if live else None,
        me=author().actor,
        changes_url=f"{here.root}/changes",
        review=_review(here),
    )
    response = make_response(shown)
    policy = CSP.replace("form-action 'self'", f"form-action 'self' {here.scope.origin}")
    # A directive counts where it stands first, so the one for every page is widened, not repeated.
    response.headers["Content-Security-Policy"] = policy.replace("frame-src 'self'", f"frame-src {here.scope.origin}")
    return response


@studio.get("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>/parts")
@needs(EDIT)
def parts(mode: str) -> ResponseReturnValue:
    """Structure and settings drawn from the draft as it is now, and what comes next for undo and redo."""
    here = studio_here()
    known = _parts(here, mode, _selected())
    undo, redo = log.steps(author().actor)
    return jsonify(
        number=here.number,
        by=_other(),
        selected=known["selected"],
        tree=render_template("studio/tree.html", **known),
        inspector=render_template("studio/inspector.html", **known),
        undo=_step(undo),
        redo=_step(redo),
        review=_review(here),
    )


def _review(here: Studio) -> str:
    """What the way to the changes is called: how many wait."""
    count = waiting(here.document)
    return f"Review {count} change{'s' if count != 1 else ''}" if count else "Review"


def _other() -> str:
    """Who saved last, where that was somebody else."""
    last = next(iter(log.operations(limit=1)), None)
    return last.author_name if last is not None and last.author != author().actor else ""


def _parts(here: Studio, mode: str, ptr: str) -> dict[str, Any]:
    groups = tree(here, mode)
    node = find(groups, ptr) if ptr else None
    if node is None and mode in ("brand", "settings"):
        node = groups[0].nodes[0]
    selected = node.ptr if node else ""
    return {
        "groups": groups,
        "selected": selected,
        "opened": _opened,
        "roles": roles_of(here),
        "findings": here.findings,
        "adds": _adds(here, mode),
        "it": inspect(here, groups, selected),
    }


def _adds(here: Studio, mode: str) -> dict[str, Any]:
    """What the structure of a mode offers to add, by the name of its palette."""
    if mode == "pages":
        return {"tab": palette.tabs(here), "page": palette.pages(), "onboarding": welcome.beginning(here)}
    if mode == "services":
        return {"service": sold.services(here), "addon": sold.addons(here)}
    if mode == "people":
        sides = {f"{side}_role": parts_.roles(side) for side in ("client", "seller")}
        return {"group": palette.groups(), "folder": palette.folders(), **sides}
    if mode == "flow":
        return {"pipeline": parts_.pipelines(here)}
    if mode == "settings":
        return {"legal": parts_.legal_texts(here), "payment": parts_.ways_to_pay(here)}
    return {"form": [questions.new_form(), *palette.forms(here)]} if mode == "forms" else {}


def _opened(node: Any, ptr: str) -> bool:
    """Whether what is selected stands somewhere below a row."""
    return any(child.ptr == ptr or _opened(child, ptr) for child in node.children)


def _selected() -> str:
    return clean_text(request.args.get("at", ""), "at", most=1_000)


def _persona(people: list[Any]) -> str:
    """Whom to look as at first: who was asked for, else the first person there is."""
    asked = clean_text(request.args.get("as", ""), "as", most=40)
    if any(one.id == asked for one in people):
        return asked
    return people[0].id if people else ""


@studio.post("/edits")
@needs(EDIT)
def edits() -> ResponseReturnValue:
    """Save edits: applied on top of what others saved, or refused with what stands there now (409)."""
    asked = inputs.edits(read_json())
    return _saved(
        revisions.edit_draft(
            author(), asked.edits, base=asked.base, intent=asked.intent, label=asked.label, key=asked.key
        )
    )


@studio.post("/rules")
@needs(EDIT)
def rules() -> ResponseReturnValue:
    """A rule that somebody wrote, as the edits that set it. What it names and whether its parts fit together is told once it stands there."""
    asked = inputs.rule(read_json())
    return jsonify(edits=[{"op": "set", "ptr": asked.ptr, "value": rule_of_text(studio_here(), asked.ptr, asked.text)}])


@studio.post("/undo")
@needs(EDIT)
def undo() -> ResponseReturnValue:
    """Undo one's own last step; ``step`` is the one that was meant."""
    return _saved(revisions.undo(author(), step=inputs.step(read_json())))


@studio.post("/redo")
@needs(EDIT)
def redo() -> ResponseReturnValue:
    """Do again what one undid last."""
    return _saved(revisions.redo(author(), step=inputs.step(read_json())))


def _saved(saved: Saved) -> Response:
    return jsonify(
        number=saved.number,
        applied=list(saved.applied),
        findings=[
            {"severity": one.severity, "pointer": one.pointer, "code": one.code, "message": one.message}
            for one in saved.findings
        ],
        undo=_step(saved.undo),
        redo=_step(saved.redo),
    )


def _step(step: Step | None) -> dict[str, Any] | None:
    return {"number": step.number, "label": step.label} if step else None


@studio.get("/colours")
@needs(EDIT)
def colours() -> ResponseReturnValue:
    """The stylesheet that an accent colour gives, and how text reads on it: for the preview while somebody is choosing."""
    here = studio_here()
    accent = inputs.colour(request.args.get("accent", ""))
    brand = here.compiled.brand
    radius = here.raw("/branding/tokens/radius/card/$value/value")
    fonts = here.raw("/branding/tokens/font/body/$value")
    made = branding.brand(
        brand.name,
        brand.theme,
        brand.mark,
        accent,
        radius if isinstance(radius, int) else None,
        tuple(one for one in fonts if isinstance(one, str)) if isinstance(fonts, list) else (),
    )
    return jsonify(css=made.css, reads=reads(accent))


@studio.post("/passes")
@needs(EDIT)
def look_through() -> ResponseReturnValue:
    """A pass for the canvas: where the sandbox is seen as a person of it, or as a visitor."""
    asked = read_json()
    member = inputs.member(asked.get("member") if isinstance(asked, dict) else None)
    return jsonify(base=_pass("studio", member))


@studio.post("/walk")
@needs(EDIT)
def walk() -> ResponseReturnValue:
    """The sandbox in a tab of its own, as a person of it."""
    return redirect(f"{_pass('walk', inputs.member(request.form.get('member')))}/", 303)


@studio.post("/logo")
@needs(EDIT)
def put_logo() -> ResponseReturnValue:
    """Keep an uploaded picture, and answer with the edits that make it the logo."""
    sent = request.files.get("file")
    if sent is None:
        raise Refused("logo_empty", "Choose a picture.", pointer="file")
    name = clean_text(sent.filename or "", "file", most=1_000).rpartition("/")[2].rpartition("\\")[2]
    logo = read_logo(sent.read(limits.ASSET_BYTES + 1), name)
    return jsonify(edits=logo_edits(studio_here(), logo), said="The logo was changed")


@studio.get("/logo/<path>")
@needs(EDIT)
def show_logo(path: str) -> Response:
    """The present logo, for the settings."""
    logo = studio_here().compiled.brand.logo
    found = asset_content(logo.hash) if logo and logo.path == path else None
    if found is None:
        raise NotFound()
    response = make_response(found.content)
    response.headers.update({"Content-Type": found.type, "Content-Security-Policy": "default-src 'none'; sandbox"})
    return response


def _pass(purpose: passes.Purpose, member: UUID | None) -> str:
    person = gate.entry().person
    if person is None:
        raise NotFound()
    scope = studio_here().scope
    return f"{scope.origin}{passes.below(passes.issue(person.session_hash, purpose, member))}"
