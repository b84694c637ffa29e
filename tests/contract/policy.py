"""Who may do what: for every route of both apps at least one row, with what each person gets there.

``test_matrix`` walks the rows, ``test_bad_input`` sends nonsense to the same addresses. A new route needs a row here before any test passes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from commerce.clients import joining, notes
from foundation.db import value
from foundation.identity.sign_up import TERMS_VERSION
from foundation.tenancy import Scope
from foundation.web import PorticoApp
from tests import cast
from tests.cast import GUEST, ROLES, Person, Site
from workspace.tasks import actions as tasks


@dataclass(frozen=True)
class House:
    """Both apps and everybody who knocks. ``north`` is the portal in question, ``south`` another seller's."""

    portal: PorticoApp
    builder: PorticoApp
    north: Site
    south: Site


OK = "ok"
SIGN_IN = "sign in"
FORBIDDEN = "forbidden"
MISSING = "missing"
GONE = "gone"

STRANGERS = ("guest", "other_tenant", "sandbox_member", "staff", "staff_elsewhere")
"""To a portal's host these are all the same: nobody it knows. A session of another tenant or realm counts for nothing here."""

MEMBERS = ("other_client", *ROLES)
PORTAL_PEOPLE = (*STRANGERS, *MEMBERS)
BUILDER_PEOPLE = ("guest", "member", "staff_elsewhere", "idle", "looker", "designer", "mover", "owner")


@dataclass
class Places:
    """Discovered ids: what stands in an address instead of ``<number>``, ``<token>`` and so on."""

    house: House
    confirmed: str = ""
    submitted: str = ""
    review: str = ""
    own: str = ""
    announced: str = ""
    foreign: str = ""
    sandbox_orders: Mapping[str, str] = field(default_factory=dict)
    desk: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    member: str = ""
    letter: str = ""
    sandbox_letter: str = ""
    staff_letter: str = ""
    theme: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def there(self) -> Places:
        """The same places in the sandbox."""
        mine = {
            name.removeprefix("sandbox_"): text for name, text in self.tokens.items() if name.startswith("sandbox_")
        }
        return replace(self, confirmed=self.sandbox_orders["confirmed"], tokens=mine)


Form = Callable[[Places, Person], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One way to call a route: its address with places filled in, and what each person gets. ``rest`` is everybody not named;
    ``json``: the form is sent by a script."""

    rule: str
    address: str
    rest: str
    method: str = "GET"
    form: Form = lambda _places, _person: {}
    json: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"{self.method} {self.address}"

    def sent(self, app: PorticoApp, person: Person, form: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        """What ``ask`` is given beside the address: the form as a page sends it, or as JSON of a script, with the person's token."""
        if self.json:
            return {"json": form, "headers": {"X-CSRF-Token": person.token(app), **headers}}
        return {"form": form, "headers": headers}


def all_of(names: tuple[str, ...], answer: str) -> dict[str, str]:
    return dict.fromkeys(names, answer)


def row(
    rule: str,
    rest: str,
    *groups: tuple[tuple[str, ...], str],
    at: str = "",
    method: str = "GET",
    form: Form | None = None,
    json: bool = False,
) -> Row:
    answers: dict[str, str] = {}
    for names, answer in groups:
        answers |= all_of(names, answer)
    return Row(rule, at or rule, rest, method, form or (lambda _places, _person: {}), json, answers)


def order_form(places: Places, person: Person) -> Mapping[str, Any]:
    """A banner set by transfer; whoever has no session here says who they are."""
    compiled = places.house.north.compiled
    return {
        "_key": f"key-of-{person.name}-for-the-matrix-1234567890",
        **{name: values[0] for name, values in cast.BANNER.items()},
        "quantity": "1",
        "method": "pmt_bank",
        **{f"accept_{text}": version for text, version in cast.terms(compiled).items()},
        "name": "Gwen Guest",
        "email": "gwen@guest.example",
        "company": "Guest & Co",
    }


def social_form(places: Places, person: Person) -> Mapping[str, Any]:
    return {
        **order_form(places, person),
        "fld_posts": "4",
        "fld_expert": "Ruth Adler",
        "fld_expert_mail": "ruth@acme.example",
        "fld_project": "MKT-1",
        "po_number": "MKT-1",
    }


def invitation_form(places: Places, person: Person) -> Mapping[str, Any]:
    compiled = places.house.north.compiled
    accepted = {text.id: text.version for text in compiled.legal.values() if "signup" in text.accept_at}
    return {"name": "Nina New", "password": cast.PASSWORD, **accepted}


def sign_up_form(_places: Places, person: Person) -> Mapping[str, Any]:
    return {
        "name": "Nils Newcomer",
        "email": f"{person.name}@newcomer.example",
        "password": cast.PASSWORD,
        "terms": TERMS_VERSION,
    }


def portal_form(_places: Places, person: Person) -> Mapping[str, Any]:
    return {"starter": "small", "portal": f"Portal of {person.name}", "accent": "green", "currency": "EUR"}


def message_form(places: Places, person: Person) -> Mapping[str, Any]:
    return {"text": f"A word from {person.name}", "key": f"key-of-{person.name}"}


def fixed(**values: str) -> Form:
    return lambda _places, _person: values


def chosen(**values: str) -> Form:
    """A ticked order of the list, and what is asked for it."""
    return lambda places, _person: {"order": f":{places.confirmed}", **values}


DONE = fixed(status="sts_done")
ORDERING = ("buyer", "approver", "own", "admin", "other_client")
COMPANY = ("buyer", "approver", "finance", "reader", "admin")
OTHERS = ("own", "other_client")

ASKING = fixed(step="send", addresses="new@acme.example, not an address", roles="rol_viewer")


def managing(rule: str, *, at: str = "", method: str = "GET", form: Form | None = None) -> list[Row]:
    """A row of the team's pages: for whoever manages members."""
    return [row(rule, FORBIDDEN, (STRANGERS, SIGN_IN), (("approver", "admin"), OK), at=at, method=method, form=form)]


SENDERS = ("buyer", "approver", "own", "admin", "other_client")
"""Who writes messages or orders, and so may send files; who is not signed in answers the questions of public services with them."""

PORTAL_FILES = (
    row(
        "/files/uploads",
        FORBIDDEN,
        ((*STRANGERS, *SENDERS), OK),
        method="POST",
        form=lambda _places, _person: {"name": "pump.png", "size": 100},
        json=True,
    ),
    row(
        "/files/uploads/<uuid:upload_id>/complete",
        MISSING,
        (("buyer",), OK),
        at="/files/uploads/{upload}/complete",
        method="POST",
    ),
    row(
        "/files",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        (("approver", "admin"), "409"),
        (OTHERS, MISSING),
        method="POST",
        form=lambda places, _person: {"file_id": places.tokens["upload"], "order": places.confirmed},
    ),
    row(
        "/files/<uuid:file_id>",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "reader", "admin"), OK),
        at="/files/{file}",
    ),
    row("/files/<uuid:file_id>", MISSING, (STRANGERS, SIGN_IN), (("other_client",), OK), at="/files/{foreign_file}"),
    row("/files/<uuid:file_id>", MISSING, (STRANGERS, SIGN_IN), at="/files/{secret_file}"),
    row("/files/<uuid:file_id>", MISSING, (STRANGERS, SIGN_IN), at="/files/{south_file}"),
    row(
        "/files/<uuid:file_id>/thumb",
        MISSING,
        (("buyer", "approver", "reader", "admin"), OK),
        at="/files/{file}/thumb",
    ),
    row("/files/<uuid:file_id>/thumb", MISSING, at="/files/{secret_file}/thumb"),
    row(
        "/files/<uuid:file_id>/removal",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        (("approver", "reader", "admin"), FORBIDDEN),
        at="/files/{file}/removal",
        method="POST",
    ),
    row(
        "/files/<uuid:file_id>/folder",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin"), OK),
        (("reader",), FORBIDDEN),
        at="/files/{file}/folder",
        method="POST",
        form=lambda _places, _person: {"folder": "fol_brand"},
    ),
    row(
        "/files/<uuid:file_id>/folder",
        MISSING,
        (STRANGERS, SIGN_IN),
        at="/files/{secret_file}/folder",
        method="POST",
        form=lambda _places, _person: {"folder": "fol_brand"},
    ),
)

PORTAL: tuple[Row, ...] = (
    *PORTAL_FILES,
    row("/", OK),
    row("/-/theme/<name>.css", OK, at="/-/theme/{theme}.css"),
    row("/-/brand/<name>", OK, at=f"/-/brand/{cast.LOGO_PATH}"),
    row("/-/brand/<name>", MISSING, at="/-/brand/9999.png"),
    row("/-/picture/<name>", OK, at=f"/-/picture/{cast.LOGO_PATH}"),
    row("/-/picture/<name>", MISSING, at="/-/picture/9999.png"),
    row("/pages/<slug>", OK, at="/pages/terms"),
    row("/pages/<slug>", MISSING, at="/pages/how-we-work"),
    row("/t/<slug>", OK, (STRANGERS, SIGN_IN), at="/t/orders"),
    row("/t/<slug>", MISSING, (STRANGERS, SIGN_IN), (("buyer", "approver", "admin", "other_client"), OK), at="/t/shop"),
    row("/t/<slug>", MISSING, (STRANGERS, SIGN_IN), (("finance", "approver", "admin"), OK), at="/t/billing"),
    row(
        "/t/<slug>",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin", "other_client"), OK),
        at="/t/chat",
    ),
    row("/t/<slug>", MISSING, (STRANGERS, SIGN_IN), at="/t/nowhere"),
    row("/t/<slug>", MISSING, (STRANGERS, SIGN_IN), (("approver", "admin"), OK), at="/t/team"),
    *managing("/team/invitations"),
    *managing("/team/invitations", method="POST", form=ASKING),
    *managing("/team/<uuid:member_id>", at="/team/{reader}"),
    *managing("/team/<uuid:member_id>/roles", at="/team/{reader}/roles", method="POST", form=fixed(roles="rol_viewer")),
    *managing("/team/<uuid:member_id>/deactivation", at="/team/{reader}/deactivation", method="POST"),
    *managing("/team/<uuid:member_id>/activation", at="/team/{closed}/activation", method="POST"),
    *managing("/team/<uuid:member_id>/invitation", at="/team/{asked}/invitation", method="POST"),
    *managing("/team/<uuid:member_id>/withdrawal", at="/team/{asked}/withdrawal", method="POST"),
    row("/checklist/<widget>/away", OK, (STRANGERS, SIGN_IN), at="/checklist/wdg_first/away"),
    row("/checklist/<widget>/away", OK, (STRANGERS, SIGN_IN), at="/checklist/wdg_first/away", method="POST"),
    row("/checklist/<widget>/shown", OK, (STRANGERS, SIGN_IN), at="/checklist/wdg_first/shown", method="POST"),
    row(
        "/first-steps/<step>/done",
        OK,
        (STRANGERS, SIGN_IN),
        (("finance", "own"), MISSING),
        at="/first-steps/chk_work/done",
        method="POST",
    ),
    row(
        "/first-steps/<step>/open",
        OK,
        (STRANGERS, SIGN_IN),
        (("finance", "own"), MISSING),
        at="/first-steps/chk_work/open",
        method="POST",
    ),
    row("/first-steps/hidden", OK, (STRANGERS, SIGN_IN), method="POST"),
    row("/first-steps/shown", OK, (STRANGERS, SIGN_IN), method="POST"),
    row("/first-steps/film", OK, (STRANGERS, SIGN_IN)),
    row("/notifications", OK, (STRANGERS, SIGN_IN)),
    row("/notifications/latest", OK, (STRANGERS, SIGN_IN)),
    row("/notifications/read", OK, (STRANGERS, SIGN_IN), method="POST"),
    row(
        "/notifications/<uuid:notification_id>",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        at="/notifications/{news}",
    ),
    row("/account/notifications", OK, (STRANGERS, SIGN_IN), method="POST", form=fixed(on="order_placed.bell")),
    row("/-/mail/<token>", OK, at="/-/mail/{ending}"),
    row("/-/mail/<token>", OK, at="/-/mail/{ending}", method="POST"),
    row("/-/mail/<token>", MISSING, at="/-/mail/{south_ending}"),
    row("/-/mail/<token>", MISSING, at="/-/mail/{south_ending}", method="POST"),
    row("/-/events", OK, (STRANGERS, SIGN_IN)),
    row("/account", OK, (STRANGERS, SIGN_IN)),
    row("/account/name", OK, (STRANGERS, SIGN_IN), method="POST", form=fixed(name="Another Name")),
    row("/account/language", OK, (STRANGERS, SIGN_IN), method="POST", form=fixed(language="")),
    row(
        "/account/password",
        OK,
        (STRANGERS, SIGN_IN),
        method="POST",
        form=fixed(current=cast.PASSWORD, new="velvet harbour sixty pencils"),
    ),
    row("/account/sessions/others", OK, (STRANGERS, SIGN_IN), method="POST"),
    row(
        "/account/place/<uuid:member_id>",
        MISSING,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        at="/account/place/{member}",
        method="POST",
    ),
    row("/orders/<number>", MISSING, (STRANGERS, SIGN_IN), (COMPANY, OK), at="/orders/{confirmed}"),
    row("/orders/<number>", MISSING, (STRANGERS, SIGN_IN), ((*COMPANY, "own"), OK), at="/orders/{own}"),
    row("/orders/<number>", MISSING, (STRANGERS, SIGN_IN), (("other_client",), OK), at="/orders/{foreign}"),
    row("/orders/<number>", MISSING, (STRANGERS, SIGN_IN), at="/orders/NL-2026-9999"),
    row(
        "/orders/<number>/status",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver"), OK),
        (OTHERS, MISSING),
        at="/orders/{review}/status",
        method="POST",
        form=DONE,
    ),
    row(
        "/orders/<number>/cancellation",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin"), OK),
        (OTHERS, MISSING),
        at="/orders/{submitted}/cancellation",
        method="POST",
    ),
    row(
        "/orders/<number>/cancellation",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "own", "admin"), OK),
        (("other_client",), MISSING),
        at="/orders/{own}/cancellation",
        method="POST",
    ),
    row(
        "/orders/<number>/payment",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "finance", "admin"), OK),
        (OTHERS, MISSING),
        at="/orders/{submitted}/payment",
    ),
    row(
        "/orders/<number>/payment",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "finance", "admin"), OK),
        (OTHERS, MISSING),
        at="/orders/{submitted}/payment",
        method="POST",
    ),
    row(
        "/orders/<number>/transfer",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "finance", "admin"), OK),
        (OTHERS, MISSING),
        at="/orders/{confirmed}/transfer",
        method="POST",
        form=fixed(reference="AC 1"),
    ),
    row("/messages/unread", OK, (STRANGERS, SIGN_IN)),
    row("/messages/<uuid:thread_id>", OK, (STRANGERS, SIGN_IN), (OTHERS, MISSING), at="/messages/{talk}"),
    row("/messages/<uuid:thread_id>", OK, (STRANGERS, SIGN_IN), (OTHERS, MISSING), at="/messages/{company}"),
    row("/messages/<uuid:thread_id>", MISSING, (STRANGERS, SIGN_IN), at="/messages/{member}"),
    row("/messages/<uuid:thread_id>/lines", OK, (STRANGERS, SIGN_IN), (OTHERS, MISSING), at="/messages/{talk}/lines"),
    row(
        "/messages/<uuid:thread_id>/<uuid:message_id>",
        OK,
        (STRANGERS, SIGN_IN),
        (OTHERS, MISSING),
        at="/messages/{talk}/{said}",
    ),
    row("/messages/<uuid:thread_id>/<uuid:message_id>", MISSING, (STRANGERS, SIGN_IN), at="/messages/{talk}/{noted}"),
    row(
        "/messages/<uuid:thread_id>",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin"), OK),
        (("other_client",), MISSING),
        at="/messages/{talk}",
        method="POST",
        form=message_form,
    ),
    row(
        "/messages/<uuid:thread_id>/files",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin"), OK),
        (("other_client",), MISSING),
        at="/messages/{talk}/files",
        method="POST",
        form=message_form,
    ),
    row(
        "/messages/<uuid:thread_id>/<uuid:message_id>",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        (("other_client",), MISSING),
        at="/messages/{talk}/{said}",
        method="POST",
        form=message_form,
    ),
    row(
        "/messages/<uuid:thread_id>/<uuid:message_id>/removal",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer",), OK),
        (("other_client",), MISSING),
        at="/messages/{talk}/{said}/removal",
        method="POST",
    ),
    row(
        "/messages/<uuid:thread_id>/read",
        OK,
        (STRANGERS, SIGN_IN),
        (OTHERS, MISSING),
        at="/messages/{talk}/read",
        method="POST",
        form=fixed(seq="1"),
    ),
    row(
        "/messages/<uuid:thread_id>/typing",
        FORBIDDEN,
        (STRANGERS, SIGN_IN),
        (("buyer", "approver", "admin"), OK),
        (("other_client",), MISSING),
        at="/messages/{talk}/typing",
        method="POST",
    ),
    row("/pay/<token>", OK, at="/pay/{payment}"),
    row("/pay/<token>", OK, at="/pay/{payment}", method="POST", form=fixed(outcome="pay")),
    row("/pay/<token>", MISSING, at="/pay/{south_payment}"),
    row("/pay/<token>", MISSING, at="/pay/{south_payment}", method="POST", form=fixed(outcome="pay")),
    row("/checkout/thanks/<token>", OK, at="/checkout/thanks/{thanks}"),
    row("/checkout/thanks/<token>", MISSING, at="/checkout/thanks/{south_thanks}"),
    row("/forms/<form_id>", MISSING, at="/forms/frm_audit"),
    row("/services", OK),
    row("/services/<slug>", OK, (("finance", "reader"), FORBIDDEN), at="/services/{banner}"),
    row(
        "/services/<slug>",
        OK,
        (("finance", "reader"), FORBIDDEN),
        at="/services/{banner}",
        method="POST",
        form=order_form,
    ),
    row(
        "/services/<slug>/price",
        OK,
        (("finance", "reader"), FORBIDDEN),
        at="/services/{banner}/price",
        method="POST",
        form=order_form,
    ),
    row("/services/<slug>", MISSING, (("buyer", "approver", "admin", "other_client"), OK), at="/services/{social}"),
    row(
        "/services/<slug>",
        MISSING,
        (("buyer", "approver", "admin", "other_client"), OK),
        at="/services/{social}",
        method="POST",
        form=social_form,
    ),
    row("/services/<slug>", MISSING, at="/services/nothing-like-it"),
    row("/services/<slug>", MISSING, at="/services/nothing-like-it", method="POST"),
    row("/sign-in", OK),
    row("/sign-in", OK, method="POST", form=fixed(email="buyer@acme.example")),
    row("/sign-in/password", OK),
    row("/sign-in/password", OK, method="POST", form=fixed(email="buyer@acme.example", password=cast.PASSWORD)),
    row("/sign-in/link/<token>", OK, at="/sign-in/link/{sign_in}"),
    row("/sign-in/link/<token>", OK, at="/sign-in/link/{sign_in}", method="POST"),
    row("/sign-in/link/<token>", GONE, at="/sign-in/link/{south_sign_in}"),
    row("/sign-in/link/<token>", GONE, at="/sign-in/link/{south_sign_in}", method="POST"),
    row("/invitation/<token>", OK, at="/invitation/{invitation}"),
    row("/invitation/<token>", OK, at="/invitation/{invitation}", method="POST", form=invitation_form),
    row("/invitation/<token>", GONE, at="/invitation/{south_invitation}"),
    row("/invitation/<token>", GONE, at="/invitation/{south_invitation}", method="POST", form=invitation_form),
    row("/sign-in/order/<token>", OK, at="/sign-in/order/{guest}"),
    row("/sign-in/order/<token>", OK, at="/sign-in/order/{guest}", method="POST"),
    row("/sign-in/order/<token>", GONE, at="/sign-in/order/{sign_in}"),
    row("/sign-in/order/<token>", GONE, at="/sign-in/order/{sign_in}", method="POST"),
    row("/sign-out", OK, method="POST"),
)


def picture(_places: Places, _person: Person) -> Mapping[str, Any]:
    return {"file": (io.BytesIO(cast.LOGO), "logo.png")}


RENAMING = {
    "edits": [{"op": "set", "ptr": "/tabs/tab_home/label", "value": "Start"}],
    "base": 1,
    "intent": "set:/tabs/tab_home/label",
    "label": "Name of the tab",
    "key": "one-key-for-the-matrix",
}

NO_STAFF = ("guest", "member")
NO_SEAT = ("staff_elsewhere",)
READERS = ("looker", "designer", "mover", "owner")
MOVERS = ("mover", "owner")
MANAGERS = ("owner",)
BUILDERS = ("designer", "owner")


def in_sandbox(form: Form) -> Form:
    """The same form about the sandbox's own order."""
    return lambda places, person: form(replace(places, confirmed=places.sandbox_orders["confirmed"]), person)


def desk(
    path: str,
    *,
    at: str = "",
    method: str = "GET",
    form: Form | None = None,
    missing: bool = False,
    allowed: tuple[str, ...] = (),
) -> list[Row]:
    """The rows of a desk's page, live and in the sandbox. Reading takes ``order.read``, writing ``order.move`` where ``allowed`` names nobody else."""
    allowed = allowed or (READERS if method == "GET" else MOVERS)
    made = []
    for root, inside in (
        ("/p/<slug>/desk", "/p/northside/desk"),
        ("/p/<slug>/sandbox/<sandbox>/desk", "/p/northside/sandbox/main/desk"),
    ):
        address = f"{inside}{at or path}"
        if "sandbox" in root:
            address = re.sub(r"\{(\w+)\}", r"{sandbox_\1}", address)
            form = in_sandbox(form) if form else None
        made.append(
            row(
                f"{root}{path}",
                FORBIDDEN,
                (NO_STAFF, SIGN_IN),
                (NO_SEAT, MISSING),
                (allowed, MISSING if missing else OK),
                at=address,
                method=method,
                form=form,
            )
        )
    return made


def studio(
    path: str,
    *,
    at: str = "",
    method: str = "GET",
    sent: Mapping[str, Any] | None = None,
    json: bool = False,
    form: Form | None = None,
    missing: bool = False,
) -> list[Row]:
    """The row of a studio's address: building takes ``portal.edit``, which the owner and the designer have."""
    root, inside = "/p/<slug>/sandbox/<sandbox>/studio", "/p/northside/sandbox/main/studio"
    return [
        row(
            f"{root}{path}",
            FORBIDDEN,
            (NO_STAFF, SIGN_IN),
            (NO_SEAT, MISSING),
            (BUILDERS, MISSING if missing else OK),
            at=f"{inside}{at or path}",
            method=method,
            form=form or fixed(**(sent or {})),
            json=json,
        )
    ]


def desk_file(
    path: str,
    rest: str,
    *groups: tuple[tuple[str, ...], str],
    at: str,
    method: str = "GET",
    form: Form | None = None,
    json: bool = False,
) -> list[Row]:
    """The rows of a file's address at the desk, live and in the sandbox: a seat comes in, its rights decide."""
    made = []
    for root, inside, sandbox in (
        ("/p/<slug>/desk", "/p/northside/desk", False),
        ("/p/<slug>/sandbox/<sandbox>/desk", "/p/northside/sandbox/main/desk", True),
    ):
        address = re.sub(r"\{(\w+)\}", r"{sandbox_\1}", f"{inside}{at}") if sandbox else f"{inside}{at}"
        filled_in = form and (
            lambda places, person, of=form, sandbox=sandbox: of(places.there if sandbox else places, person)
        )
        made.append(
            row(
                f"{root}{path}",
                rest,
                (NO_STAFF, SIGN_IN),
                (NO_SEAT, MISSING),
                *groups,
                at=address,
                method=method,
                form=filled_in,
                json=json,
            )
        )
    return made


BUILDER_FILES = (
    *desk_file(
        "/files/uploads",
        FORBIDDEN,
        (MOVERS, OK),
        at="/files/uploads",
        method="POST",
        form=lambda places, _person: {"name": "pump.png", "size": 100, "client": places.tokens["client"]},
        json=True,
    ),
    *desk_file(
        "/files/uploads/<uuid:upload_id>/complete",
        MISSING,
        (("owner",), OK),
        at="/files/uploads/{staff_upload}/complete",
        method="POST",
    ),
    *desk_file(
        "/files",
        FORBIDDEN,
        (("owner",), OK),
        (("mover",), "409"),
        (("idle",), MISSING),
        at="/files",
        method="POST",
        form=lambda places, _person: {"file_id": places.tokens["staff_upload"], "order": places.confirmed},
    ),
    *desk_file("/files/<uuid:file_id>", MISSING, (MOVERS, OK), at="/files/{file}"),
    *desk_file("/files/<uuid:file_id>", MISSING, (MOVERS, OK), at="/files/{secret_file}"),
    *desk_file("/files/<uuid:file_id>", MISSING, at="/files/{south_file}"),
    *desk_file("/files/<uuid:file_id>/thumb", MISSING, (MOVERS, OK), at="/files/{file}/thumb"),
    *desk_file("/files/<uuid:file_id>/removal", MISSING, (MOVERS, OK), at="/files/{file}/removal", method="POST"),
    *desk_file(
        "/files/<uuid:file_id>/folder",
        MISSING,
        (MOVERS, OK),
        at="/files/{file}/folder",
        method="POST",
        form=lambda _places, _person: {"folder": "fol_brand"},
    ),
    *desk_file(
        "/files/folder",
        MISSING,
        (MOVERS, OK),
        at="/files/folder",
        method="POST",
        form=lambda places, _person: {"file": places.tokens["file"], "folder": "fol_brand"},
    ),
)


def owners(path: str, *, at: str = "", method: str = "GET", form: Form | None = None) -> list[Row]:
    """The rows of a page about a portal's address: for its owners only."""
    return [
        row(
            f"/p/<slug>/office/domains{path}",
            FORBIDDEN,
            (NO_STAFF, SIGN_IN),
            (NO_SEAT, MISSING),
            (("owner",), OK),
            at=f"/p/northside/office/domains{at or path}",
            method=method,
            form=form,
        )
    ]


PROVEN = {
    "/-/mail/<token>": "mail programs post to it without a session (RFC 8058); its address is signed and ends mails only"
}
"""Addresses that are posted to without a form of ours, each with its reason."""


def seat(path: str, *, method: str = "GET", form: Form | None = None) -> list[Row]:
    """The rows of a desk's page for every role that reads orders, whether it writes or not."""
    return [
        row(
            f"{root}{path}",
            FORBIDDEN,
            (NO_STAFF, SIGN_IN),
            (NO_SEAT, MISSING),
            (READERS, OK),
            at=f"{inside}{path}",
            method=method,
            form=form,
        )
        for root, inside in (
            ("/p/<slug>/desk", "/p/northside/desk"),
            ("/p/<slug>/sandbox/<sandbox>/desk", "/p/northside/sandbox/main/desk"),
        )
    ]


def changes(
    path: str,
    *,
    at: str = "",
    method: str = "GET",
    form: Form | None = None,
    missing: bool = False,
    allowed: tuple[str, ...] = BUILDERS,
) -> Row:
    """The row of a page of the studio: looking and taking back is for who builds, ``allowed`` names who publishes."""
    return row(
        f"/p/<slug>/sandbox/<sandbox>/studio{path}",
        FORBIDDEN,
        (NO_STAFF, SIGN_IN),
        (NO_SEAT, MISSING),
        (allowed, MISSING if missing else OK),
        at=f"/p/northside/sandbox/main/studio{at or path}",
        method=method,
        form=form,
    )


def seen(**more: str) -> Form:
    """What a form of the changes page carries: the draft and the live revision that were looked at."""

    def made(places: Places, _person: Person) -> Mapping[str, Any]:
        with places.house.north.at(places.house.north.sandbox):
            draft, head = value("select number from drafts"), value("select revision_id from heads")
        return {"draft": str(draft), "head": str(head), **more}

    return made


BUILDER: tuple[Row, ...] = (
    row("/", OK, (NO_STAFF, SIGN_IN)),
    row("/sign-up", OK),
    row("/sign-up", OK, method="POST", form=sign_up_form),
    row("/sign-up/strength", OK, method="POST", form=fixed(password="a long password", about="Nora")),
    row("/terms", OK),
    row("/confirm/<token>", OK, at="/confirm/{confirm}"),
    row("/confirm/<token>", OK, at="/confirm/{confirm}", method="POST"),
    row("/confirm/<token>", GONE, at="/confirm/{reset}"),
    row("/confirm/<token>", GONE, at="/confirm/{reset}", method="POST"),
    row("/confirmation-letter", OK, (NO_STAFF, SIGN_IN), method="POST"),
    row("/sign-in/forgotten", OK),
    row("/sign-in/forgotten", OK, method="POST", form=fixed(email="owner@northside.example")),
    row("/sign-in/reset/<token>", OK, at="/sign-in/reset/{reset}"),
    row(
        "/sign-in/reset/<token>",
        OK,
        at="/sign-in/reset/{reset}",
        method="POST",
        form=fixed(password="velvet harbour sixty pencils"),
    ),
    row("/sign-in/reset/<token>", GONE, at="/sign-in/reset/{confirm}"),
    row("/sign-in/reset/<token>", GONE, at="/sign-in/reset/{confirm}", method="POST"),
    row("/portals/new", OK, (NO_STAFF, SIGN_IN)),
    row("/portals/new", OK, (NO_STAFF, SIGN_IN), method="POST", form=portal_form),
    row("/portals/address", OK, (NO_STAFF, SIGN_IN)),
    *owners(""),
    *owners("", method="POST", form=fixed(host="portal.another.test")),
    *owners("/<host>/check", at="/{host}/check", method="POST"),
    *owners("/<host>/removal", at="/{host}/removal", method="POST"),
    *owners("/primary", method="POST", form=fixed(host="")),
    *owners("/slots/<slot>", at="/slots/env_domain", method="POST", form=fixed(host="")),
    row("/sign-in", OK),
    row(
        "/sign-in",
        "wrong",
        method="POST",
        form=fixed(email="owner@northside.example", password="not the password at all"),
    ),
    row("/sign-out", OK, method="POST"),
    row("/styleguide", OK),
    row("/p/<slug>/-/events", OK, (NO_STAFF, SIGN_IN), (NO_SEAT, MISSING), at="/p/northside/-/events"),
    row(
        "/p/<slug>/sandbox/<sandbox>/-/events",
        OK,
        (NO_STAFF, SIGN_IN),
        (NO_SEAT, MISSING),
        at="/p/northside/sandbox/main/-/events",
    ),
    row("/mailbox", OK, (NO_STAFF, SIGN_IN)),
    row("/mailbox/accounts", OK),
    row("/mailbox/accounts/<uuid:letter_id>", OK, at="/mailbox/accounts/{staff_letter}"),
    row("/mailbox/accounts/<uuid:letter_id>", MISSING, at="/mailbox/accounts/{letter}"),
    row("/mailbox/accounts/<uuid:letter_id>/html", OK, at="/mailbox/accounts/{staff_letter}/html"),
    row("/mailbox/accounts/<uuid:letter_id>/html", MISSING, at="/mailbox/accounts/{letter}/html"),
    row("/mailbox/<place>", OK, (NO_STAFF, SIGN_IN), (NO_SEAT, MISSING), at="/mailbox/northside"),
    row("/mailbox/<place>", OK, (NO_STAFF, SIGN_IN), (NO_SEAT, MISSING), at="/mailbox/northside--main"),
    row("/mailbox/<place>", MISSING, (NO_STAFF, SIGN_IN), at="/mailbox/nowhere-at-all"),
    row(
        "/mailbox/<place>/<uuid:letter_id>",
        OK,
        (NO_STAFF, SIGN_IN),
        (NO_SEAT, MISSING),
        at="/mailbox/northside/{letter}",
    ),
    row("/mailbox/<place>/<uuid:letter_id>", MISSING, (NO_STAFF, SIGN_IN), at="/mailbox/northside/{sandbox_letter}"),
    row(
        "/mailbox/<place>/<uuid:letter_id>/html",
        OK,
        (NO_STAFF, SIGN_IN),
        (NO_SEAT, MISSING),
        at="/mailbox/northside/{letter}/html",
    ),
    row(
        "/mailbox/<place>/<uuid:letter_id>/html",
        MISSING,
        (NO_STAFF, SIGN_IN),
        at="/mailbox/northside/{sandbox_letter}/html",
    ),
    *BUILDER_FILES,
    *studio("/"),
    *studio("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>", at="/pages"),
    *studio(
        "/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>",
        at="/services?at=/services/svc_banner",
    ),
    *studio("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>", at="/forms"),
    *studio("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>", at="/notifications"),
    *studio(
        "/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>",
        at="/people?at=/groups/grp_key",
    ),
    *studio("/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>", at="/brand"),
    *studio(
        "/<any(pages, services, forms, people, flow, notifications, brand, settings):mode>/parts",
        at="/pages/parts?at=/tabs/tab_home",
    ),
    *studio("/colours", at="/colours?accent=%23294fb5"),
    *studio("/edits", method="POST", sent=RENAMING, json=True),
    *studio("/rules", method="POST", sent={"ptr": "/groups/grp_key/match", "text": "client.orders > 2"}, json=True),
    *studio("/undo", method="POST", sent={"step": 1}, json=True),
    *studio("/redo", method="POST", sent={"step": 1}, json=True),
    *studio("/passes", method="POST", sent={"member": ""}, json=True),
    *studio("/walk", method="POST", sent={"member": ""}),
    *studio("/logo", method="POST", form=picture),
    *studio("/logo/<path>", at=f"/logo/{cast.LOGO_PATH}"),
    *studio("/logo/<path>", at="/logo/9999.png", missing=True),
    *seat("/notifications"),
    *seat("/notifications/latest"),
    *seat("/notifications/read", method="POST"),
    *seat("/notifications/choices"),
    *seat("/notifications/choices", method="POST", form=fixed(on="order_placed.bell")),
    row(
        "/p/<slug>/desk/notifications/<uuid:notification_id>",
        MISSING,
        (NO_STAFF, SIGN_IN),
        (("idle",), FORBIDDEN),
        (("owner",), OK),
        at="/p/northside/desk/notifications/{staff_news}",
    ),
    row(
        "/p/<slug>/sandbox/<sandbox>/desk/notifications/<uuid:notification_id>",
        MISSING,
        (NO_STAFF, SIGN_IN),
        (("idle",), FORBIDDEN),
        (("owner",), OK),
        at="/p/northside/sandbox/main/desk/notifications/{sandbox_news}",
    ),
    changes("/changes"),
    changes("/changes/publication", method="POST", form=seen(note="First words"), allowed=("owner",)),
    changes("/changes/taken-back", method="POST", form=seen(change="edited:/tabs/tab_home/label")),
    changes("/changes/put-back", method="POST", form=seen()),
    changes("/changes/taken-over", method="POST", form=seen()),
    changes("/changes/undo", method="POST", form=seen(step="1")),
    changes("/history"),
    *studio("/translations"),
    *studio("/translations", method="POST", sent={"draft": "1"}),
    changes("/history/<int:number>", at="/history/1"),
    changes("/history/<int:number>", at="/history/9999", missing=True),
    changes("/history/<int:number>/rollback", at="/history/1/rollback", method="POST", form=seen(), allowed=("owner",)),
    changes(
        "/history/<int:number>/rollback",
        at="/history/9999/rollback",
        method="POST",
        form=seen(),
        missing=True,
        allowed=("owner",),
    ),
    *desk("/"),
    *desk("/orders"),
    *desk("/orders/<number>", at="/orders/{confirmed}"),
    *desk("/orders/<number>", at="/orders/NL-2026-9999", missing=True),
    *desk("/orders/<number>/status", at="/orders/{review}/status", method="POST", form=DONE),
    *desk("/orders/moves", method="POST", form=chosen(status="sts_todo")),
    *desk("/orders/assignments", method="POST", form=chosen(assignee="nobody")),
    *desk("/orders/<number>/assignment", at="/orders/{confirmed}/assignment", method="POST"),
    *desk("/orders/<number>/assignment", at="/orders/NL-2026-9999/assignment", method="POST", missing=True),
    *desk("/inbox"),
    *(
        each
        for part in ("completion", "return", "reading", "keeping")
        for each in desk(
            f"/inbox/<item>/{part}", at=f"/inbox/client:{{desk_client}}/{part}", method="POST", allowed=READERS
        )
    ),
    *desk("/tasks"),
    *desk("/tasks", method="POST", form=lambda places, _person: {"title": "Call", "order": places.confirmed}),
    *(
        each
        for part in ("completion", "reopening", "removal", "restoration")
        for each in desk(f"/tasks/<uuid:task_id>/{part}", at=f"/tasks/{{desk_task}}/{part}", method="POST")
    ),
    *desk(
        "/tasks/<uuid:task_id>/details", at="/tasks/{desk_task}/details", method="POST", form=fixed(title="Call twice")
    ),
    *desk("/clients"),
    *desk("/clients/<uuid:client_id>", at="/clients/{desk_client}"),
    *desk("/clients/<uuid:client_id>/orders", at="/clients/{desk_client}/orders"),
    *desk("/clients/<uuid:client_id>/conversation", at="/clients/{desk_client}/conversation"),
    *desk("/clients/<uuid:client_id>/files", at="/clients/{desk_client}/files"),
    *desk("/clients/new", allowed=MANAGERS),
    *desk(
        "/clients",
        method="POST",
        form=fixed(name="New & Co", roles="rol_buyer", addresses="new@co.example"),
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/details",
        at="/clients/{desk_client}/details",
        method="POST",
        form=fixed(name="Other"),
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/suspension", at="/clients/{desk_client}/suspension", method="POST", allowed=MANAGERS
    ),
    *desk("/clients/<uuid:client_id>/approval", at="/clients/{desk_client}/approval", method="POST", allowed=MANAGERS),
    *desk("/clients/<uuid:client_id>/members", at="/clients/{desk_client}/members", allowed=MANAGERS),
    *desk(
        "/clients/<uuid:client_id>/members",
        at="/clients/{desk_client}/members",
        method="POST",
        form=fixed(addresses="one@co.example, two@co.example", roles="rol_buyer"),
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/members/<uuid:member_id>",
        at="/clients/{desk_client}/members/{desk_buyer}",
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/members/<uuid:member_id>/roles",
        at="/clients/{desk_client}/members/{desk_buyer}/roles",
        method="POST",
        form=fixed(roles="rol_finance"),
        allowed=MANAGERS,
    ),
    *(
        each
        for part, who in (
            ("deactivation", "buyer"),
            ("activation", "buyer"),
            ("invitation", "unjoined"),
            ("withdrawal", "unjoined"),
        )
        for each in desk(
            f"/clients/<uuid:client_id>/members/<uuid:member_id>/{part}",
            at=f"/clients/{{desk_client}}/members/{{desk_{who}}}/{part}",
            method="POST",
            allowed=MANAGERS,
        )
    ),
    *desk(
        "/clients/<uuid:client_id>/groups",
        at="/clients/{desk_client}/groups",
        method="POST",
        form=fixed(group="grp_key"),
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/groups/<group_id>/removal",
        at="/clients/{desk_client}/groups/grp_key/removal",
        method="POST",
        allowed=MANAGERS,
    ),
    *desk(
        "/clients/<uuid:client_id>/notes", at="/clients/{desk_client}/notes", method="POST", form=fixed(text="A word")
    ),
    *desk(
        "/clients/<uuid:client_id>/notes/<uuid:note_id>/text",
        at="/clients/{desk_client}/notes/{desk_note}/text",
        method="POST",
        form=fixed(text="Another word"),
        allowed=("mover",),
    ),
    *(
        each
        for part in ("removal", "restoration", "pin")
        for each in desk(
            f"/clients/<uuid:client_id>/notes/<uuid:note_id>/{part}",
            at=f"/clients/{{desk_client}}/notes/{{desk_note}}/{part}",
            method="POST",
        )
    ),
    *desk("/orders/<number>/note", at="/orders/{confirmed}/note", method="POST", form=fixed(note="A word")),
    *desk("/orders/<number>/payment", at="/orders/{confirmed}/payment", method="POST", form=fixed(reference="AC 1")),
    *desk("/orders/<number>/payment/rejection", at="/orders/{announced}/payment/rejection", method="POST"),
    *desk("/orders/<number>/cancellation", at="/orders/{confirmed}/cancellation", method="POST"),
    *desk("/orders/<number>/confirmation", at="/orders/{submitted}/confirmation", method="POST"),
    *desk("/threads/unread"),
    *desk("/threads/<uuid:thread_id>", at="/threads/{talk}"),
    *desk("/threads/<uuid:thread_id>", at="/threads/{company}"),
    *desk("/threads/<uuid:thread_id>/lines", at="/threads/{talk}/lines"),
    *desk("/threads/<uuid:thread_id>/<uuid:message_id>", at="/threads/{talk}/{noted}"),
    *desk("/threads/<uuid:thread_id>", at="/threads/{talk}", method="POST", form=message_form),
    *desk("/threads/<uuid:thread_id>/files", at="/threads/{talk}/files", method="POST", form=message_form),
    *desk(
        "/threads/<uuid:thread_id>/<uuid:message_id>",
        at="/threads/{talk}/{noted}",
        method="POST",
        form=message_form,
        allowed=("owner",),
    ),
    *desk(
        "/threads/<uuid:thread_id>/<uuid:message_id>/removal",
        at="/threads/{talk}/{noted}/removal",
        method="POST",
        allowed=("owner",),
    ),
    *desk(
        "/threads/<uuid:thread_id>/read", at="/threads/{talk}/read", method="POST", form=fixed(seq="1"), allowed=READERS
    ),
    *desk("/threads/<uuid:thread_id>/typing", at="/threads/{talk}/typing", method="POST"),
    *desk(
        "/orders/<number>/note", at="/orders/NL-2026-9999/note", method="POST", form=fixed(note="A word"), missing=True
    ),
)

NEVER = {
    "/files/{secret_file}": "a file for staff only is not there for clients",
    "/files/{secret_file}/thumb": "a file for staff only is not there for clients",
    "/files/{secret_file}/folder": "a file for staff only is not there for clients",
    "/files/{south_file}": "another tenant's file",
    "/p/northside/desk/files/{south_file}": "another tenant's file",
    "/p/northside/sandbox/main/desk/files/{sandbox_south_file}": "another tenant's file",
    "/pages/how-we-work": "a page that is not public is not there for anybody",
    "/t/nowhere": "there is no such tab",
    "/orders/NL-2026-9999": "there is no such order",
    "/messages/{member}": "neither an order nor a client",
    "/messages/{talk}/{noted}": "a note between staff is not there for a client",
    "/services/nothing-like-it": "there is no such service",
    "/pay/{south_payment}": "another tenant's payment",
    "/checkout/thanks/{south_thanks}": "another tenant's order",
    "/sign-in/link/{south_sign_in}": "another tenant's link",
    "/invitation/{south_invitation}": "another tenant's invitation",
    "/sign-in/order/{sign_in}": "a link that was made for something else",
    "/-/mail/{south_ending}": "another tenant's address",
    "/mailbox/nowhere-at-all": "there is no such portal",
    "/mailbox/accounts/{letter}": "a letter of a portal is not one about an account",
    "/mailbox/accounts/{letter}/html": "a letter of a portal is not one about an account",
    "/confirm/{reset}": "a link that was made for something else",
    "/sign-in/reset/{confirm}": "a link that was made for something else",
    "/mailbox/northside/{sandbox_letter}": "a letter of the sandbox is not one of the live portal",
    "/mailbox/northside/{sandbox_letter}/html": "a letter of the sandbox is not one of the live portal",
}
"""Addresses that let nobody in, each beside another row of its route that does."""


def desk_things(house: House, company: cast.Company, scope: Scope | None = None) -> dict[str, str]:
    """What staff have about a client: its id, two of its people, a task and a note of the project manager's."""
    north = house.north
    lead, mover = north.staff["owner"].viewer, north.staff["mover"].viewer
    assert lead is not None and mover is not None
    with north.at(scope):
        asked = joining.invite_member(
            lead, company.id, email="asked@co.example", roles=("rol_buyer",), compiled=north.compiled
        )
        return {
            "desk_client": str(company.id),
            "desk_buyer": str(company.members["buyer"]),
            "desk_unjoined": str(asked),
            "desk_task": str(tasks.create_task(mover, title="Call", order=company.orders["confirmed"])),
            "desk_note": str(notes.add_note(mover, company.id, "Pays late")),
        }


def discover(house: House) -> Places:
    """Everything that has an id, made or looked up."""
    north, south = house.north, house.south
    acme, there = north.companies["acme"], south.companies["acme"]
    buyer, neighbour = acme.people["buyer"], there.people["buyer"]
    cast.add_company(north, "sample", "Sample Company", scope=north.sandbox)
    cast.add_orders(north, "sample", scope=north.sandbox)
    sample = north.companies["sample"]
    cast.claim_host(north)
    with north.at():
        theme = north.compiled.brand.css_hash.removeprefix("sha256:")[:16]
        thanks = cast.banner(north, buyer.viewer).confirmation  # type: ignore[arg-type]
    with south.at():
        south_thanks = cast.banner(south, neighbour.viewer).confirmation  # type: ignore[arg-type]
    talk, said, noted = cast.talk(north, "acme")  # said before: the same keys find it again
    sandbox_talk, _, sandbox_noted = cast.talk(north, "sample", scope=north.sandbox)
    return Places(
        house,
        confirmed=acme.orders["confirmed"],
        submitted=acme.orders["submitted"],
        review=acme.orders["review"],
        own=acme.orders["own"],
        announced=acme.orders["announced"],
        foreign=north.companies["borg"].orders["confirmed"],
        sandbox_orders=sample.orders,
        desk=desk_things(house, acme)
        | {f"sandbox_{k}": v for k, v in desk_things(house, sample, north.sandbox).items()},
        tokens={
            "payment": cast.payment_token(north, buyer, acme.orders["submitted"]),
            "south_payment": cast.payment_token(south, neighbour, there.orders["submitted"]),
            "thanks": thanks,
            "south_thanks": south_thanks,
            "sign_in": cast.sign_in_token(north, buyer),
            "south_sign_in": cast.sign_in_token(south, neighbour),
            "invitation": cast.invitation(north, "acme", "nina@acme.example"),
            "south_invitation": cast.invitation(south, "acme", "nina@acme.example"),
            "guest": cast.guest_token(north),
            "news": str(cast.news(north, buyer)),
            "staff_news": str(cast.news(north, north.staff["owner"])),
            "sandbox_news": str(cast.news(north, north.staff["owner"], scope=north.sandbox)),
            "ending": cast.mail_ending(north, buyer),
            "south_ending": cast.mail_ending(south, neighbour),
            "reader": str(acme.members["reader"]),
            "closed": str(cast.add_member(north, "acme", "carl@acme.example", closed=True)),
            "asked": str(cast.add_member(north, "acme", "vera@acme.example")),
            **files_in(house),
            "confirm": cast.staff_token("confirm", "owner@northside.example"),
            "reset": cast.staff_token("password_reset", "owner@northside.example"),
        },
        member=str(acme.members["buyer"]),
        letter=str(cast.letter(north)),
        sandbox_letter=str(cast.letter(north, scope=north.sandbox)),
        staff_letter=str(cast.staff_letter()),
        theme=theme,
        ids={
            "talk": str(talk),
            "said": str(said),
            "noted": str(noted),
            "company": str(acme.id),
            "sandbox_talk": str(sandbox_talk),
            "sandbox_noted": str(sandbox_noted),
            "sandbox_company": str(sample.id),
        },
    )


def files_in(house: House) -> dict[str, str]:
    """Ids of files: of an order, for staff only, of another client, of another seller; uploads that wait for their check."""
    north, south = house.north, house.south
    owner = north.staff["owner"]
    acme, borg, there = north.companies["acme"], north.companies["borg"], south.companies["acme"]
    sample = north.companies["sample"]
    made = {
        "file": cast.file_of(north, acme, acme.people["buyer"]),
        "secret_file": cast.file_of(north, acme, owner, internal=True),
        "foreign_file": cast.file_of(north, borg, borg.people["buyer"]),
        "south_file": cast.file_of(south, there, there.people["buyer"]),
        "upload": cast.upload_of(north, acme, acme.people["buyer"]),
        "staff_upload": cast.upload_of(north, acme, owner),
        "client": str(acme.id),
        "sandbox_file": cast.file_of(north, sample, sample.people["buyer"], scope=north.sandbox),
        "sandbox_secret_file": cast.file_of(north, sample, owner, internal=True, scope=north.sandbox),
        "sandbox_staff_upload": cast.upload_of(north, sample, owner, scope=north.sandbox),
        "sandbox_client": str(sample.id),
    }
    return made | {"sandbox_south_file": made["south_file"]}


def filled(address: str, places: Places) -> str:
    """The address with its places filled in."""
    services = {service.id: service.slug for service in places.house.north.compiled.services.values()}
    return address.format(
        confirmed=places.confirmed,
        submitted=places.submitted,
        review=places.review,
        own=places.own,
        announced=places.announced,
        foreign=places.foreign,
        member=places.member,
        letter=places.letter,
        sandbox_letter=places.sandbox_letter,
        staff_letter=places.staff_letter,
        theme=places.theme,
        host=cast.CLAIMED,
        banner=services["svc_banner"],
        social=services["svc_social"],
        **{f"sandbox_{name}": number for name, number in places.sandbox_orders.items()},
        **places.desk,
        **places.tokens,
        **places.ids,
    )


def portal_people(house: House) -> dict[str, Person]:
    acme = house.north.companies["acme"].people
    return {
        "guest": GUEST,
        "other_tenant": house.south.companies["acme"].people["buyer"],
        "sandbox_member": house.north.companies["sample"].people["buyer"],
        "staff": house.north.staff["owner"],
        "staff_elsewhere": house.south.staff["owner"],
        "other_client": house.north.companies["borg"].people["buyer"],
        **{role: acme[role] for role in ROLES},
    }


def builder_people(house: House) -> dict[str, Person]:
    return {
        "guest": GUEST,
        "member": house.north.companies["acme"].people["buyer"],
        "staff_elsewhere": house.south.staff["owner"],
        **{name: house.north.staff[name] for name in ("idle", "looker", "designer", "mover", "owner")},
    }
