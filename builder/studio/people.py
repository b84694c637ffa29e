"""Whom the preview can be looked at as: the people of the sandbox's sample clients, and somebody who is not signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builder.studio.place import Studio
from commerce.clients.queries import sandbox_people


@dataclass(frozen=True, slots=True)
class Persona:
    """A person of the sandbox."""

    id: str
    name: str
    client: str
    roles: tuple[str, ...]
    role_names: str


def personas(here: Studio) -> list[Persona]:
    """Active members by client and name, at most 60, with the roles they have by this draft."""
    known = here.compiled.roles
    made = []
    for one in sandbox_people():
        roles = tuple(role for role in known if role in one.roles and known[role].side == "client")
        names = ", ".join(known[role].name for role in roles) or "no role"
        made.append(Persona(str(one.id), one.name, one.client_name, roles, names))
    return made


def grouped(people: list[Persona]) -> list[tuple[str, list[Persona]]]:
    """The people of each client, for a list to choose from."""
    made: dict[str, list[Persona]] = {}
    for person in people:
        made.setdefault(person.client, []).append(person)
    return list(made.items())


def roles_of(here: Studio) -> list[dict[str, Any]]:
    """The client roles in the document's order, each with the one letter that stands for it in the tree."""
    taken: set[str] = set()
    made = []
    for role in here.compiled.roles.values():
        if role.side != "client":
            continue
        letters = [sign.upper() for sign in role.name if sign.isalnum()] or ["?"]
        letter = next((sign for sign in letters if sign not in taken), letters[0])
        taken.add(letter)
        made.append({"id": role.id, "name": role.name, "letter": letter, "can": role.can})
    return made
