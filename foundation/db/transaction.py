"""Where a transaction begins and ends outside of a request: jobs, commands, tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context

from foundation.db.models import db
from foundation.db.raw import execute
from foundation.tenancy.scope import Scope, current_scope, entered, maybe_scope

_bare: Flask | None = None


def bare_app() -> Flask:
    """An app with nothing but the database, whose context jobs and commands push."""
    global _bare
    if _bare is None:
        _bare = Flask("portico")
        attach(_bare)
    return _bare


def attach(app: Flask) -> None:
    """Give an app the shared session. The address is never used: every session is bound to the process's engine."""
    app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg:///"
    db.init_app(app)


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block in a transaction of its own in the entered scope: commit at the end, roll back on any exception.

    Not to be used inside a request, which has its transaction already.
    """
    if has_app_context():
        with _committed():
            yield
        return
    with bare_app().app_context(), _committed():
        yield


@contextmanager
def _committed() -> Iterator[None]:
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()


@contextmanager
def moved_into(scope: Scope) -> Iterator[Scope]:
    """Go on with the present transaction inside ``scope``, and back where it was afterwards: for making a portal with all that is in it, whose
    tenants do not exist before the transaction began. Everything else enters its tenant first.

    After an exception the settings are left as they are, because the transaction is over.
    """
    before = maybe_scope()
    with entered(scope):
        _set(scope)
        yield scope
    _set(before)


def _set(scope: Scope | None) -> None:
    execute(
        "select set_config('app.portal_id', %(portal)s, true) as portal, set_config('app.tenant_id', %(tenant)s, true) as tenant",
        portal=str(scope.portal_id) if scope else "",
        tenant=str(scope.tenant_id) if scope else "",
    )


@contextmanager
def beside(scope: Scope) -> Iterator[None]:
    """Read another tenant of the entered portal in the present transaction: what a publish would touch is counted in the live tenant from its sandbox.

    Raises ValueError for a tenant of another portal.
    """
    if scope.portal_id != current_scope().portal_id:
        raise ValueError("beside a tenant stand only those of its own portal")
    with moved_into(scope):
        yield


@contextmanager
def savepoint() -> Iterator[None]:
    """Run the block in a savepoint: an exception undoes the block only, and is raised on."""
    with db.session.begin_nested():
        yield
