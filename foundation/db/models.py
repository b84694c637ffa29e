"""Base classes of all tables, and the first wall between tenants (row-level security is the second)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine, ForeignKey, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from foundation.db.engine import engine as shared_engine
from foundation.db.ids import uuid7
from foundation.tenancy.scope import NoScope, current_scope, maybe_scope, unscoped_reason

SCHEMA = "portico"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


DRIVER = "portico.driver"
"""Where a session keeps the driver's connection for the length of its transaction."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class OneEngineSession(FlaskSession):
    """All apps of the process share one engine."""

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Engine:
        return shared_engine()


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": OneEngineSession, "expire_on_commit": False},
)


class PlatformModel(db.Model):  # type: ignore[name-defined]
    """A table outside both scopes; the list of them is short and named in tests/architecture."""

    __abstract__ = True


class PortalModel(db.Model):  # type: ignore[name-defined]
    """A table in the portal scope: ``portal_id`` first in its key."""

    __abstract__ = True
    portal_id: Mapped[UUID] = mapped_column(
        ForeignKey("portals.id"), primary_key=True, sort_order=-10, default=lambda: current_scope().portal_id
    )


class TenantModel(db.Model):  # type: ignore[name-defined]
    """A table in the tenant scope: ``tenant_id`` first in its key, then ``id`` (version 7)."""

    __abstract__ = True
    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("tenants.id"), primary_key=True, sort_order=-10, default=lambda: current_scope().tenant_id
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-9, default=uuid7, server_default=text("uuidv7()"))


@event.listens_for(Session, "after_begin")
def _enter_scope(session: Session, _transaction: Any, connection: Any) -> None:
    scope = maybe_scope()
    if scope is None and unscoped_reason() is None:
        raise NoScope("a transaction was begun although no tenant has been entered")
    driver = session.info[DRIVER] = connection.connection.driver_connection
    if scope is None:
        return
    driver.execute(
        "select set_config('app.portal_id', %s, true), set_config('app.tenant_id', %s, true)",
        (str(scope.portal_id), str(scope.tenant_id)),
        prepare=True,
    )


@event.listens_for(Session, "after_transaction_end")
def _let_go(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(DRIVER, None)


@event.listens_for(Session, "do_orm_execute")
def _wall(state: ORMExecuteState) -> None:
    if (
        not (state.is_select or state.is_update or state.is_delete)
        or state.is_column_load
        or state.is_relationship_load
    ):
        return
    scope = maybe_scope()
    if scope is None:
        return
    # Plain values: SQLAlchemy makes parameters of what such a lambda holds, and refuses an object it would have to look into.
    tenant_id, portal_id = scope.tenant_id, scope.portal_id
    state.statement = state.statement.options(
        with_loader_criteria(TenantModel, lambda model: model.tenant_id == tenant_id, include_aliases=True),
        with_loader_criteria(PortalModel, lambda model: model.portal_id == portal_id, include_aliases=True),
    )
