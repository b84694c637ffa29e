"""Every route of every app names what it needs, and nothing reaches a view without that check."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from foundation.web.routes import PUBLIC, SEAT, SIGNED_IN, needs, policy_of
from portal_config.permissions import PLANNED, READY

GENERAL = frozenset({PUBLIC, SIGNED_IN, SEAT})


def unnamed(app: Flask) -> Iterator[str]:
    """Routes that name nothing, or something the language does not know or nothing obeys yet."""
    for rule in app.url_map.iter_rules():
        needed = policy_of(app, rule.endpoint)
        if needed is None:
            yield f"{rule.rule} names no permission"
        elif needed not in GENERAL | READY:
            yield f"{rule.rule} needs {needed}, which is {'only planned' if needed in PLANNED else 'unknown'}"


@pytest.mark.parametrize("name", ["portal_app", "builder_app"])
def test_every_route_names_its_permission(name: str, database: str) -> None:
    from portico import apps

    assert database
    app = getattr(apps, name)()
    rules = list(app.url_map.iter_rules())
    assert len(rules) > 8
    assert list(unnamed(app)) == []
    assert app.static_folder is None, "files are served by the front, under names of their own"


@pytest.mark.parametrize("name", ["portal_app", "builder_app"])
def test_reading_and_writing_are_kept_apart(name: str, database: str) -> None:
    """A route that is read is never written, so no link and no picture can change anything."""
    from portico import apps

    assert database
    for rule in getattr(apps, name)().url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}, {"PUT"}, {"PATCH"}, {"DELETE"}), f"{rule.rule} takes {sorted(methods)}"


def test_the_detector_sees() -> None:
    app = Flask("test", static_folder=None)
    app.add_url_rule("/fine", "fine", needs("order.read")(lambda: ""))
    assert list(unnamed(app)) == []
    app.add_url_rule("/bare", "bare", lambda: "")
    app.add_url_rule("/odd", "odd", needs("order.eat")(lambda: ""))
    app.add_url_rule("/later", "later", needs("quote.read")(lambda: ""))
    assert list(unnamed(app)) == [
        "/bare names no permission",
        "/odd needs order.eat, which is unknown",
        "/later needs quote.read, which is only planned",
    ]
