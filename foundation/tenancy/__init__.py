"""Which portal and tenant is entered: hosts, scopes and the walls between them."""

from foundation.tenancy.scope import NoScope, Scope, current_scope, entered, maybe_scope, unscoped

__all__ = ["NoScope", "Scope", "current_scope", "entered", "maybe_scope", "unscoped"]
