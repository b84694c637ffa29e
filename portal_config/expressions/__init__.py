"""PX, the expression language: small typed rules in JSON, with the same result here and in the browser."""

from portal_config.expressions.calendar import Calendar
from portal_config.expressions.evaluate import compile, evaluate, holds
from portal_config.expressions.given import Given
from portal_config.expressions.parse import Node, NotAnExpression, parse, raw_of
from portal_config.expressions.values import ExpressionFailed, Listing, Value, literal, written

__all__ = [
    "Calendar",
    "ExpressionFailed",
    "Given",
    "Listing",
    "Node",
    "NotAnExpression",
    "Value",
    "compile",
    "evaluate",
    "holds",
    "literal",
    "parse",
    "raw_of",
    "written",
]
