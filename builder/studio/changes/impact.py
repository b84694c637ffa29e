"""What a change meets in the live portal: counted there before anything is published, read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commerce.clients.groups import clients_by_group
from commerce.clients.queries import current_document, people_by_role
from commerce.orders.queries import open_orders_touching
from foundation.db import beside
from foundation.identity.staff import Colleague
from foundation.tenancy import Scope
from portal_config.diff import Change, Impact
from workspace.files.queries import files_in_folders


@dataclass(frozen=True)
class Counts:
    """Open orders by status and by service, people at clients by role (with the number of clients), people of the seller by role, of each
    group its name and how many clients are in it, and files by folder."""

    orders: dict[str, int]
    people: dict[str, tuple[int, int]]
    team: dict[str, int]
    groups: dict[str, tuple[str, int]] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def sentence(self, impact: Impact) -> str:
        """What is met, as a sentence; empty when it is nothing."""
        if impact.kind == "status_orders":
            return _orders(self.orders.get(impact.id, 0), "is in it and keeps it", "are in it and keep it")
        if impact.kind == "service_orders":
            return _orders(self.orders.get(impact.id, 0), "of it goes on", "of it go on")
        if impact.kind == "folder_files":
            files = self.files.get(impact.id, 0)
            return "" if not files else "1 file is in it" if files == 1 else f"{files:,} files are in it"
        if impact.kind == "clients_people":
            people, clients = self.people.get(impact.id, (0, 0))
            companies = "one company" if clients == 1 else f"{clients} companies"
            return f"{_people(people)} at {companies}" if people else ""
        if impact.kind == "group_clients":
            name, clients = self.groups.get(impact.id, ("", 0))
            return f"{_clients(clients)} in “{name}”" if clients else ""
        team = self.team.get(impact.id, 0)
        return f"{_people(team)} of your team" if team else ""


NOTHING_MET = Counts({}, {}, {})
"""For changes that are told and not counted."""


def _orders(count: int, one: str, many: str) -> str:
    if not count:
        return ""
    return f"1 open order {one}" if count == 1 else f"{count:,} open orders {many}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _clients(count: int) -> str:
    return "1 client is" if count == 1 else f"{count:,} clients are"


def count(changes: Iterable[Change], live: Scope | None, team: Sequence[Colleague]) -> Counts:
    """Count what the changes may touch, with at most three statements beside the switch to the live tenant and back, and for groups one
    of those put in by hand and what their rules ask."""
    asked = {(each.kind, each.id) for change in changes for each in change.impact}
    statuses = [part_id for kind, part_id in asked if kind == "status_orders"]
    services = [part_id for kind, part_id in asked if kind == "service_orders"]
    roles = [part_id for kind, part_id in asked if kind == "clients_people"]
    groups = [part_id for kind, part_id in asked if kind == "group_clients"]
    folders = [part_id for kind, part_id in asked if kind == "folder_files"]
    orders: dict[str, int] = {}
    files: dict[str, int] = {}
    people: dict[str, tuple[int, int]] = {}
    inside: dict[str, tuple[str, int]] = {}
    if live is not None and asked:
        with beside(live):
            if statuses or services:
                orders = open_orders_touching(statuses=statuses, services=services)
            if roles:
                people = people_by_role(roles)
            if groups:
                inside = clients_by_group(groups, current_document())
            if folders:
                files = files_in_folders(folders)
    seats = {role: sum(role in one.roles for one in team) for role in {role for one in team for role in one.roles}}
    return Counts(orders, people, seats, inside, files)
