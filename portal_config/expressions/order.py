"""In which order questions are worked out: each one after those its rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal_config.expressions.parse import Call, Node, walk


def reads(node: Node) -> frozenset[str]:
    """The ids of the questions an expression reads, in rows and outside of them."""
    return frozenset(
        one.name
        for one in walk(node)
        if isinstance(one, Call) and one.name and one.function in ("field", "row", "count", "sum")
    )


def contexts(node: Node) -> frozenset[str]:
    """The names of context an expression reads."""
    return frozenset(one.name for one in walk(node) if isinstance(one, Call) and one.function == "ctx")


class Circle(ValueError):
    """Questions that wait for one another: ``through`` names them in turn, each read by the one before it, the last by the first."""

    def __init__(self, through: tuple[str, ...]) -> None:
        super().__init__(" → ".join((*through, through[0])))
        self.through = through


def order(read_by: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """All keys so that each comes after those it reads; as given where that leaves a choice. What is read and no key is left out. Raises Circle."""
    done: dict[str, None] = {}
    for start in read_by:
        path: list[str] = []
        waiting = [(start, iter(_sorted(read_by, start)))] if start not in done else []
        path += [start] if waiting else []
        while waiting:
            name, rest = waiting[-1]
            following = next((one for one in rest if one not in done), None)
            if following is None:
                waiting.pop()
                path.pop()
                done[name] = None
            elif following in path:
                raise Circle(tuple(path[path.index(following) :]))
            else:
                waiting.append((following, iter(_sorted(read_by, following))))
                path.append(following)
    return tuple(done)


def _sorted(read_by: Mapping[str, Iterable[str]], name: str) -> list[str]:
    return sorted(one for one in read_by[name] if one in read_by)
