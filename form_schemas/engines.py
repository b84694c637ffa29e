"""Engine of every field kind that has one: each folder of ``fields/`` brings its own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from form_schemas import fields
from form_schemas.field import FieldEngine


def _found() -> Iterator[FieldEngine]:
    for module in sorted(pkgutil.iter_modules(fields.__path__), key=lambda each: each.name):
        if not module.ispkg:
            continue
        loaded = importlib.import_module(f"{fields.__name__}.{module.name}.field")
        for value in vars(loaded).values():
            if isinstance(value, type) and issubclass(value, FieldEngine) and vars(value).get("kind") == module.name:
                yield value()


ENGINES: dict[str, FieldEngine] = {engine.kind: engine for engine in _found()}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
