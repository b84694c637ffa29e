"""Who hears what: each kind of room has one policy, declared in the room of the house that knows the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foundation.identity.viewer import Viewer

RoomsOf = Callable[[Viewer], Iterable[str]]

_policies: dict[str, RoomsOf] = {}


def rooms(kind: str) -> Callable[[RoomsOf], RoomsOf]:
    """Declare the function that names a viewer's rooms of ``kind`` in the entered tenant. Raises ValueError for a kind that has one."""

    def declare(function: RoomsOf) -> RoomsOf:
        if _policies.setdefault(kind, function) is not function:
            raise ValueError(f"there are two policies for rooms called {kind}")
        return function

    return declare


def rooms_of(viewer: Viewer) -> tuple[str, ...]:
    """Every room the viewer may hear, sorted; none for a guest. Raises ValueError for a policy that opens a room of another kind."""
    if viewer.is_guest:
        return ()
    found = set()
    for kind, function in _policies.items():
        for room in function(viewer):
            if room.partition(":")[0] != kind:
                raise ValueError(f"the policy for {kind} opened {room}")
            found.add(room)
    return tuple(sorted(found))
