"""Every fact with who follows it, on one page; every job that is enqueued is declared."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

import pytest

from foundation import jobs
from foundation.events import Event, PortalEvent, subscribers
from foundation.jobs.periodic import periodic
from portico import rooms
from portico.engines import discover_engines
from portico.kinds import discover_kinds
from tests.architecture.reading import Module, dotted, imported, module, modules, nodes

FOLLOWERS: dict[str, tuple[list[str], list[str]]] = {
    "client.changed": ([], []),
    "file.added": ([], []),
    "file.moved": ([], []),
    "file.removed": ([], []),
    "client.renamed": ([], []),
    "member.changed": ([], []),
    "member.invited": ([], ["commerce.clients.subscribers.send_invitation"]),
    "member.joined": (
        ["workspace.conversations.subscribers.members_begin_where_they_joined"],
        ["workspace.notifications.subscribers.tell_of_colleague"],
    ),
    "client.entered_group": ([], []),
    "client.left_group": ([], []),
    "message.changed": ([], []),
    "message.posted": (
        ["workspace.notifications.subscribers.watch_for_unseen"],
        ["workspace.notifications.subscribers.tell_of_message"],
    ),
    "message.removed": ([], []),
    "order.assigned": ([], ["workspace.notifications.subscribers.tell_of_assignment"]),
    "order.paid": ([], ["workspace.notifications.subscribers.tell_of_payment"]),
    "order.placed": (
        ["workspace.files.subscribers.follow_answers"],
        ["commerce.checkout.subscribers.send_confirmation", "workspace.notifications.subscribers.tell_of_order"],
    ),
    "order.status_changed": (
        ["commerce.payments.subscribers.end_payments_of_cancelled_orders"],
        ["workspace.notifications.subscribers.tell_of_move"],
    ),
    "orders.moved": (
        [
            "workspace.files.subscribers.follow_orders",
            "workspace.conversations.subscribers.threads_follow_their_orders",
        ],
        [],
    ),
    "task.assigned": ([], ["workspace.notifications.subscribers.tell_of_task"]),
    "task.changed": ([], []),
    "revision.published": ([], []),
}
"""Event → (joined subscribers, later ones). Joined ones run in the same transaction; each later one is a job."""


@pytest.fixture(scope="module", autouse=True)
def _whole() -> None:
    discover_kinds()
    discover_engines()
    rooms.enter()


def facts() -> dict[str, type[Event]]:
    """Every event that the product's rooms declare."""
    for one in modules():
        if one.path.endswith("/events.py"):
            importlib.import_module(one.name)
    found: dict[str, type[Event]] = {}
    waiting: list[type[Event]] = [Event]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind not in (Event, PortalEvent) and not kind.__module__.startswith("tests"):
            assert kind.name not in found or found[kind.name] is kind, f"two events are called {kind.name}"
            found[kind.name] = kind
    return found


def test_every_event_is_listed_with_its_subscribers() -> None:
    known = {name: followers for name, followers in subscribers().items() if name in facts()}
    assert {name: known.get(name, ([], [])) for name in facts()} == FOLLOWERS


def test_events_are_declared_in_the_room_that_owns_them() -> None:
    for name, kind in facts().items():
        assert kind.__module__.endswith(".events"), name
        assert kind.__dataclass_params__.frozen, name  # type: ignore[attr-defined]


def test_subscribers_stand_in_their_rooms() -> None:
    names = [name for joined, later in FOLLOWERS.values() for name in (*joined, *later)]
    assert [name for name in names if name.split(".")[-2] != "subscribers"] == []


def test_a_fact_about_the_document_has_no_later_subscriber() -> None:
    """Jobs run in a tenant; a fact of the portal scope has none."""
    portal_facts = [name for name, kind in facts().items() if issubclass(kind, PortalEvent)]
    assert "revision.published" in portal_facts
    assert [name for name in portal_facts if FOLLOWERS[name][1]] == []


def test_every_room_with_jobs_or_subscribers_takes_part() -> None:
    """What declares a task or follows an event is imported by the web and by the worker, or nobody would run it."""
    declaring = {one.name for one in modules() if declares(one)}
    importlib.import_module("foundation.jobs")
    loaded = {task.function.__module__ for task in jobs.tasks.values()}
    loaded |= {name.rpartition(".")[0] for joined, later in subscribers().values() for name in (*joined, *later)}
    assert declaring - loaded == set()
    assert len(declaring) > 2, "the detector finds no declarations any more"


def test_every_enqueued_job_is_declared() -> None:
    asked = {name for one in modules() for name in enqueued(one)}
    assert asked - set(jobs.tasks) == set()
    assert "(computed)" not in asked
    assert {"events.deliver", "mail.deliver"} <= asked
    assert set(periodic) <= set(jobs.tasks)


def test_jobs_are_named_after_room_and_verb() -> None:
    assert [name for name in jobs.tasks if len(name.split(".")) != 2] == []


def declares(one: Module) -> bool:
    """True for a module with a function under ``@task``, ``@on`` or ``@every``."""
    return any(
        isinstance(node, ast.FunctionDef)
        and any(
            isinstance(mark, ast.Call) and dotted(mark.func).rpartition(".")[2] in ("task", "on", "every")
            for mark in node.decorator_list
        )
        for node in nodes(one.tree)
        if one.path not in ("portico/worker.py",)
    )


def constants_of(one: Module) -> dict[str, str]:
    """Name → text of every constant that a module assigns at its top."""
    return {
        target.id: str(node.value.value)
        for node in one.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def enqueued(one: Module) -> Iterator[str]:
    """Names of the jobs a module enqueues; constants are looked up, imported ones where they are made."""
    constants = constants_of(one)
    known = {other.name: other for other in modules()}
    for _, base, name in imported(one):
        if base in known and name in constants_of(known[base]):
            constants[name] = constants_of(known[base])[name]
    for node in nodes(one.tree):
        if not (
            isinstance(node, ast.Call)
            and dotted(node.func).rpartition(".")[2] in ("enqueue", "enqueue_each")
            and node.args
        ):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant):
            yield str(first.value)
        elif isinstance(first, ast.Name):
            yield constants.get(first.id, "(computed)")
        else:
            yield "(computed)"


def test_the_detectors_see() -> None:
    one = module(
        "commerce/orders/jobs.py",
        'NAME = "orders.tidy"\nenqueue(NAME)\njobs.enqueue("orders.sing", at=1)\nenqueue(f())',
    )
    assert list(enqueued(one)) == ["orders.tidy", "orders.sing", "(computed)"]
    assert declares(module("commerce/orders/jobs.py", '@jobs.task("a.b")\ndef f(): ...'))
    assert not declares(module("commerce/orders/jobs.py", "@cache\ndef f(): ..."))
