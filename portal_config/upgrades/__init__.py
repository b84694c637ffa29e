"""Upgraders: a document of an earlier schema, as the present language writes it.

``schema`` rises only when a document of before would be read wrongly. The step to schema N is ``up_N(document) -> document`` in ``up_N.py``, pure, listed in ``STEPS``
with a before and an after in ``tests/portal_config/upgrades/fixtures/``. Steps run in a chain whenever a document is read; a revision stays as it is, a draft
is kept upgraded with the next edit, and ``foundation.revisions.upgrading`` writes the rest at night.
"""

from portal_config.upgrades.chain import CURRENT, STEPS, Upgraded, read, upgrade

__all__ = ["CURRENT", "STEPS", "Upgraded", "read", "upgrade"]
