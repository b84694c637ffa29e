"""A rule of a document: a checked expression, ready to be evaluated any number of times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from portal_config.expressions.evaluate import compile, holds
from portal_config.expressions.given import Given
from portal_config.expressions.order import contexts, reads
from portal_config.expressions.parse import Literal, Node
from portal_config.expressions.types import MISSING
from portal_config.expressions.values import Value, type_of


@dataclass(frozen=True, slots=True)
class Rule:
    """``type`` is what it comes to, ``reads`` the questions it names, ``contexts`` the context it names. Make one with ``rule_of``."""

    node: Node
    type: str
    reads: frozenset[str] = field(compare=False)
    contexts: frozenset[str] = field(compare=False)
    run: Callable[[Given], Value] = field(compare=False, repr=False)

    @property
    def constant(self) -> bool:
        """Whether it is a plain value that nothing changes."""
        return isinstance(self.node, Literal)

    @property
    def always(self) -> bool:
        """Whether it is plainly yes."""
        return isinstance(self.node, Literal) and self.node.value is True

    @property
    def never(self) -> bool:
        """Whether it is plainly no, or missing."""
        return isinstance(self.node, Literal) and self.node.value in (False, None)

    def value(self, given: Given) -> Value:
        """What it comes to, None where that is missing. Raises ExpressionFailed."""
        given.spent = 0
        return self.run(given)

    def holds(self, given: Given) -> bool:
        """Whether it comes to yes; missing counts as no. Raises ExpressionFailed."""
        return holds(self.value(given))


def rule_of(node: Node, kind: str = MISSING) -> Rule:
    """The rule of an expression that has been checked; ``kind`` is its type."""
    return Rule(node, kind, reads(node), contexts(node), compile(node))


def constant(value: Value) -> Rule:
    """A rule that always comes to ``value``."""
    return rule_of(Literal(value), type_of(value))


YES, NO = constant(True), constant(False)
