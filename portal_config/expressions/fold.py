"""Rules for the browser: what only the server knows is worked out before, and never travels itself."""

from __future__ import annotations

from collections.abc import Collection

from portal_config.expressions.evaluate import evaluate
from portal_config.expressions.given import Given
from portal_config.expressions.order import contexts, reads
from portal_config.expressions.parse import Call, Literal, Node
from portal_config.expressions.values import ExpressionFailed


def fold(node: Node, given: Given, secret: Collection[str]) -> Node | None:
    """The expression with everything worked out that names ``secret`` context, or None where the browser has to ask the server instead.

    Only yes, no and missing may stand in the result for something secret: a secret amount beside an answer would be read out of the rule. A part that
    fails is left to the server, which knows what a failure means where the rule stands. ``given.ctx`` holds the secret values.
    """
    return _folded(node, given, frozenset(secret))


def _folded(node: Node, given: Given, secret: frozenset[str]) -> Node | None:
    if isinstance(node, Literal) or not contexts(node) & secret:
        return node
    if _only(node, secret):
        try:
            value = evaluate(node, given)
        except ExpressionFailed:
            return None
        return Literal(value, node.at) if value is None or isinstance(value, bool) else None
    parts = [_folded(one, given, secret) for one in node.arguments]
    if None in parts:
        return None
    return Call(node.function, tuple(part for part in parts if part is not None), node.name, node.at)


def _only(node: Node, secret: frozenset[str]) -> bool:
    """Whether nothing but secrets and literals decides."""
    return not reads(node) and contexts(node) <= secret
