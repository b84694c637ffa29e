"""``automations``: when something happens, if a rule holds, then step by step."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import marshmallow
from marshmallow import ValidationError, validates_schema

from portal_config import ids, limits, texts
from portal_config.context import names_in, scope_of
from portal_config.expressions.order import Circle, order
from portal_config.expressions.rule import NO
from portal_config.expressions.types import Names
from portal_config.faults import Fault
from portal_config.later import Automation, Step
from portal_config.news import EVENTS, PLANNED_EVENTS
from portal_config.reader import Entry, Reader, immutable
from portal_config.sections.holder import read_planned
from portal_config.sections.templates import Chosen
from portal_config.settings import (
    Choice,
    Choices,
    Condition,
    Flag,
    Items,
    Part,
    Ref,
    Refs,
    Rule,
    Settings,
    Span,
    Template,
    Text,
    TimeOfDay,
    Whole,
    refuse,
)

TRIGGERS = tuple(
    dict.fromkeys(
        (*EVENTS, "order.created", *PLANNED_EVENTS, "date.relative", "schedule", "webhook.received", "manual")
    )
)
DATES = ("order.due", "quote.valid_until", "invoice.due", "approval.expires", "subscription.renews")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "business", "month_start", "month_end")
_NESTED = ("then", "else", "steps")
_EMITS = {
    "create_order": "order.created", "start_approval": "approval.requested", "share_file": "file.added", "request_form": "request.created",
    "move_status": "order.status_changed", "post_message": "message.posted", "create_task": "task.assigned", "assign": "order.assigned",
}  # fmt: skip
"""The event that a step brings about."""


class TriggerSettings(Settings):
    event = Choice(TRIGGERS, required=True, label="When")
    sources = Refs("sts", data_key="from", label="From status")
    to = Refs("sts", label="To status")
    services = Refs("svc", label="Of these services")
    percent = Whole(at_least=1, at_most=100, label="Percent used")
    hours = Whole(at_least=1, at_most=720, label="Hours")
    date = Choice(DATES, label="Day")
    before = Span(label="Before it")
    after = Span(label="After it")
    days = Choices(_DAYS, label="Days")
    at = TimeOfDay(label="At")
    slot = Ref("env", label="Webhook")
    label = Text(at_most=60, label="Words of the button")


class StepId(Text):
    """An ``stp_…`` id."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not ids.well_shaped(value, "stp"):
            refuse("id_invalid", "This is not the id of a step.", "Write it like stp_remind.")
        return str(value)


class StepSettings(Settings):
    id = StepId(required=True)
    do = Text(required=True)


class WaitSettings(StepSettings):
    length = Span(key="for", label="For")
    business_days = Flag(label="Counted in business days")
    until = Choice(DATES, label="Until the day")
    event = Choice(TRIGGERS, label="Until this happens")
    timeout = Span(label="At the longest")
    cancel_if = Condition(default=False, scope="record", label="Ends when")

    @validates_schema
    def one_end(self, step: dict[str, Any], **_: Any) -> None:
        """A wait ends in one way."""
        if sum(bool(step.get(name)) for name in ("length", "until", "event")) != 1:
            raise ValidationError([Fault("wait_end", "A wait ends in one way.", "Give “for”, “until” or “event”.")])


class ToSettings(Settings):
    roles = Refs("rol")
    actors = Choices(("order.requester", "order.assignee", "requester", "account_manager"))


def _step(**own: Any) -> type[Settings]:
    return type("Step", (StepSettings,), own)


_LINE = {"at_most": limits.NAME, "lines": False, "translated": False}
_SCHEMAS: dict[str, type[Settings]] = {
    "wait": WaitSettings,
    "notify": _step(notification=Ref("ntf", required=True)),
    "send_template": _step(template=Ref("tpl", required=True), to=Part(ToSettings)),
    "post_message": _step(text=Template(paths=texts.MAIL, required=True, at_least=1, at_most=4_000), internal=Flag()),
    "create_task": _step(
        assignee=Ref("rol", key="for", required=True), title=Template(paths=texts.MAIL, required=True, at_least=1, **_LINE), due=Span()
    ),
    "assign": _step(to=Ref("rol", required=True)),
    "move_status": _step(to=Ref("sts", required=True)),
    "set_due": _step(length=Span(key="in", required=True), business_days=Flag()),
    "create_order": _step(service=Ref("svc", required=True)),
    "add_line": _step(price=Ref("prc", required=True), quantity=Whole(at_least=1, at_most=1_000_000, default=1)),
    "apply_addon": _step(addon=Ref("adn", required=True)),
    "create_quote": _step(service=Ref("svc", required=True)),
    "create_invoice_draft": _step(),
    "start_approval": _step(approval=Ref("apr", required=True)),
    "add_to_group": _step(group=Ref("grp", required=True)),
    "tag": _step(tag=Text(required=True, at_least=1, at_most=60)),
    "set_field": _step(field=Ref("fld", required=True), value=Rule(scope="record", required=True)),
    "request_form": _step(form=Ref("frm", required=True)),
    "share_file": _step(asset=Ref("ast"), folder=Ref("fol")),
    "webhook": _step(url=Ref("env", required=True), body=Choices(sorted(texts.MAIL), at_most=50)),
    "start_automation": _step(automation=Ref("aut", required=True)),
}  # fmt: skip
STEPS: dict[str, marshmallow.Schema] = {}


def _steps(*, required: bool = False) -> Items:
    return Items(Chosen("do", STEPS, "step"), at_least=int(required), at_most=limits.STEPS, required=required)


STEPS.update({name: schema() for name, schema in _SCHEMAS.items()})
_BRANCH = {"if": Condition(default=None, scope="record"), "then": _steps(required=True), "else": _steps()}
STEPS["branch"] = _step(**_BRANCH)()
STEPS["each"] = _step(of=Choice(("lines", "files", "members"), required=True), steps=_steps(required=True))()


class ErrorSettings(Settings):
    retry = Whole(at_most=5, default=5, label="Tried again")
    then = Choice(("notify_seller", "stop"), default="notify_seller", label="Then")


AutomationSettings = Settings.from_dict(
    {
        "name": Text(required=True, at_least=1, at_most=80, label="Name"),
        "on": Part(TriggerSettings, required=True, label="When"),
        "when": Condition(default=True, scope="record", key="if", label="If"),
        "once_per": Choice(("record", "order_and_visit", "day"), label="Once per"),
        "steps": _steps(required=True),
        "on_error": Part(ErrorSettings, label="When a step fails"),
        "off": Flag(label="Switched off"),
    },
    name="AutomationSettings",
)
_AUTOMATION = AutomationSettings()


def read_automations(reader: Reader) -> Mapping[str, Automation]:
    """The ``automations`` section in order."""

    def make(entry: Entry, values: dict[str, Any]) -> Automation:
        steps = tuple(_made(step) for step in values["steps"] or ())
        if sum(1 for _ in every(steps)) > limits.STEPS:
            reader.error(entry.at + "/steps", Fault("limit_exceeded", f"At most {limits.STEPS} steps.", "Remove some."))
        trigger, failed = immutable(values["on"] or {}), immutable(values["on_error"])
        return Automation(
            entry.id, values["name"] or entry.id, trigger, values["when"] or NO, values["once_per"], steps, failed
        )

    made = read_planned(reader, "automations", _AUTOMATION, make, names=_names)
    _check_circles(reader, made)
    return made


def _names(raw: Any) -> Names | None:
    trigger = raw.get("on") if isinstance(raw, dict) else None
    event = trigger.get("event") if isinstance(trigger, dict) else None
    return names_in(scope_of(event)) if isinstance(event, str) else None


def _made(values: Mapping[str, Any]) -> Step:
    own = {key: value for key, value in values.items() if key not in ("id", "do", *_NESTED)}
    branches = {key: tuple(_made(step) for step in values[key]) for key in _NESTED if values.get(key)}
    return Step(values["id"], values["do"], immutable(own), immutable(branches))


def every(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step with those inside of it."""
    for step in steps:
        yield step
        for inside in step.branches.values():
            yield from every(inside)


def _check_circles(reader: Reader, automations: Mapping[str, Automation]) -> None:
    """Automations that start each other without an end."""
    graph = {one.id: {name for name, each in automations.items() if _starts(one, each)} for one in automations.values()}
    while True:
        try:
            order(graph)
        except Circle as circle:
            words = " starts ".join(f"“{automations[each].name}”" for each in (*circle.through, circle.through[0]))
            fault = Fault("automation_circle", f"{words}.", "Narrow one of them with “if” or “to”.")
            reader.warn(f"/automations/{circle.through[0]}", fault)
            gone = set(circle.through)
            graph = {name: needs - gone for name, needs in graph.items() if name not in gone}
        else:
            return


def _starts(one: Automation, other: Automation) -> bool:
    for step in every(one.steps):
        if step.do == "start_automation" and step.settings["automation"] == other.id:
            return True
        if _EMITS.get(step.do) == other.on.get("event"):
            to = other.on.get("to")
            if step.do != "move_status" or not to or step.settings["to"] in to:
                return True
    return False
