"""What is wrong with a value: a sentence with a stable code."""

from __future__ import annotations


class Fault(str):
    """The message of a refused value, with its stable ``code`` and the ``fix`` that mends it."""

    __slots__ = ("code", "fix")
    code: str
    fix: str | None

    def __new__(cls, code: str, message: str, fix: str | None = None) -> Fault:
        fault = super().__new__(cls, message)
        fault.code = code
        fault.fix = fix
        return fault
