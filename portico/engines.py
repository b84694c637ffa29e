"""Imports the engines that draw kinds. Together with ``portico.kinds`` the only place of dynamic imports."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

ENGINES = (("runtime.tabs", "view"), ("runtime.widgets", "data"), ("storefront.tabs", "view"))
SECTIONS = ("storefront.shop.sections",)


@cache
def discover_engines() -> tuple[str, ...]:
    """Import every ``<package>/<kind>/<engine>.py``, once a process; answers the modules. Raises ImportError."""
    found: list[str] = [*SECTIONS]
    for package, engine in ENGINES:
        for folder in importlib.import_module(package).__path__:
            found += [f"{package}.{path.parent.name}.{engine}" for path in sorted(Path(folder).glob(f"*/{engine}.py"))]
    for module in found:
        importlib.import_module(module)
    return tuple(found)
