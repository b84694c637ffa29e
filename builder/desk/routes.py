"""The desk's blueprint: every address of it stands under the live desk and under each sandbox's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from builder.gate import require_scope

desk = Blueprint("desk", __name__)

View = Callable[..., ResponseReturnValue]
_ROOTS = ("/p/<slug>/desk", "/p/<slug>/sandbox/<sandbox>/desk")


def at(path: str, method: str) -> Callable[[View], View]:
    """Serve a view at ``path`` of the live desk and of every sandbox's."""

    def register(view: View) -> View:
        for root in _ROOTS:
            desk.add_url_rule(f"{root}{path}", endpoint=view.__name__, view_func=view, methods=[method])
        return view

    return register


@desk.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The tenant was entered at the gate; the route must mean the same one."""
    if values is not None:
        require_scope(values.pop("slug", None), values.pop("sandbox", None))
