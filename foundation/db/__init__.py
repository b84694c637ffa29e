"""The database: one engine a process, one transaction a request, a tenant in every transaction."""

from foundation.db.engine import configure, dispose, engine
from foundation.db.ids import uuid7
from foundation.db.lost import connection_lost
from foundation.db.models import PlatformModel, PortalModel, TenantModel, db
from foundation.db.raw import containing, execute, row, rows, statements, value
from foundation.db.transaction import beside, moved_into, savepoint, transaction

__all__ = [
    "PlatformModel",
    "PortalModel",
    "TenantModel",
    "beside",
    "configure",
    "connection_lost",
    "containing",
    "db",
    "dispose",
    "engine",
    "execute",
    "moved_into",
    "row",
    "rows",
    "savepoint",
    "statements",
    "transaction",
    "uuid7",
    "value",
]
