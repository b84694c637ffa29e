"""Engine of every field kind that has one: the folders of ``fields`` with a ``field.py``."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

from form_schemas import fields
from form_schemas.field import FieldEngine


def _engines() -> Iterator[FieldEngine]:
    for path in sorted(Path(fields.__path__[0]).glob("*/field.py")):
        module = importlib.import_module(f"{fields.__name__}.{path.parent.name}.field")
        for found in vars(module).values():
            own = isinstance(found, type) and found.__module__ == module.__name__
            # A base that several kinds share has no name of its own.
            if own and issubclass(found, FieldEngine) and "kind" in vars(found):
                yield found()


ENGINES: dict[str, FieldEngine] = {engine.kind: engine for engine in _engines()}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
