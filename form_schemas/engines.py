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
            if isinstance(found, type) and issubclass(found, FieldEngine) and found.__module__ == module.__name__:
                yield found()


ENGINES: dict[str, FieldEngine] = {engine.kind: engine for engine in _engines()}
"""Kind → engine; a kind that is not here is shown as not available and never asked."""
