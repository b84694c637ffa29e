"""What a tree is made of: groups of rows, each row a part of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal_config.compiled import Compiled
from portal_config.findings import Finding
from portal_config.see import See


@dataclass(frozen=True, slots=True)
class Seen:
    """One client role's slot beside a row. ``state`` is ``on``, ``off``, or ``bad``: shown and not allowed."""

    id: str
    name: str
    letter: str
    state: str


@dataclass(frozen=True, slots=True)
class Node:
    """A row. ``only`` are the groups whose clients alone see it. ``show`` is the path of the portal where the part is seen (empty: where the frame is), ``visitor`` that only somebody sees it who is not signed in.
    ``place`` is where its id stands in a list that says the order (empty: it is moved by its own pointer). ``also`` are pointers of other parts that are set here, such as a service's price. ``orders`` says that it stands in an order of its siblings and can be moved. ``problems`` counts findings in it and below."""

    ptr: str
    name: str
    icon: str
    show: str = ""
    visitor: bool = False
    seen: tuple[Seen, ...] = ()
    tag: str = ""
    hidden: bool = False
    orders: bool = False
    children: tuple[Node, ...] = ()
    problems: int = 0
    also: tuple[str, ...] = ()
    only: str = ""
    place: str = ""

    @property
    def moved(self) -> str:
        """The pointer it is moved by."""
        return self.place or self.ptr

    def holds(self, ptr: str) -> bool:
        """Whether a pointer is of this part, or of one that is set here, or of something in them."""
        return any(ptr == one or ptr.startswith(one + "/") for one in (self.ptr, *self.also))

    @property
    def seen_words(self) -> str:
        """Who sees it, for those who do not see the letters."""
        on = [one.name for one in self.seen if one.state != "off"]
        bad = [one.name for one in self.seen if one.state == "bad"]
        if self.hidden or not on:
            return "Seen by nobody"
        words = "Seen by everyone" if len(on) == len(self.seen) else f"Seen by {joined(on)}"
        return f"{words}, {joined(bad)} may not use it" if bad else words


@dataclass(frozen=True, slots=True)
class Group:
    """A titled part of the tree. ``adds`` names the palette that adds to it, or is empty; ``letters``: its head shows the roles' letters."""

    title: str
    nodes: tuple[Node, ...]
    adds: str = ""
    adds_label: str = ""
    letters: bool = False


def joined(names: Sequence[str]) -> str:
    """``Buyer, Approver and Finance``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def seen_by(
    roles: Iterable[Mapping[str, Any]], see: See, needs: str | None, *, within: See | None = None
) -> tuple[Seen, ...]:
    """The slots of a part with this ``see``; ``within`` is that of what it stands in."""
    made = []
    for role in roles:
        shown = see.names(role["id"]) and (within is None or within.names(role["id"]))
        state = "off" if not shown else "bad" if needs is not None and needs not in role["can"] else "on"
        # Whoever is not named and may not use it is not shown it at all.
        if state == "bad" and not see.roles:
            state = "off"
        made.append(Seen(role["id"], role["name"], role["letter"], state))
    return tuple(made)


def only_for(compiled: Compiled, see: See) -> str:
    """The groups that a part is shown to, and whether a rule decides, in words; empty where it is for every client."""
    named = [group.name for group in compiled.groups.values() if group.id in see.groups]
    told = [joined(named)] if named else []
    return " and ".join([*told, "whom a rule allows"] if see.when is not None else told)


def counted(nodes: Iterable[Node], findings: Sequence[Finding]) -> tuple[Node, ...]:
    """The nodes with the number of findings at and below each."""
    made = []
    for node in nodes:
        children = counted(node.children, findings)
        own = sum(1 for one in findings if node.holds(one.pointer))
        elsewhere = sum(child.problems for child in children if not node.holds(child.ptr))
        made.append(replace(node, children=children, problems=own + elsewhere))
    return tuple(made)


def walk(groups: Iterable[Group]) -> Iterator[Node]:
    """Every node, from top to bottom."""
    waiting = [node for group in groups for node in group.nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children[::-1])


def find(groups: Iterable[Group], ptr: str) -> Node | None:
    """The row that stands for a pointer: its own, else that of the nearest part around it."""
    best, longest = None, 0
    for node in walk(groups):
        for one in (node.ptr, *node.also):
            if (ptr == one or ptr.startswith(one + "/")) and len(one) > longest:
                best, longest = node, len(one)
    return best
