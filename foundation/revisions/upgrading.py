"""Writing what is stored of an earlier schema in the present one, so that no page has to do it again and again. What was live stays in history as it was."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace

import portal_config
from foundation.db import execute, row, transaction
from foundation.errors import Refused
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.revisions.publishing import republish
from foundation.tenancy import Scope, current_scope, entered
from foundation.tenancy.hosts import for_each_tenant
from portal_config import DocumentRefused
from portal_config.upgrades import chain

log = logging.getLogger(__name__)

_OLD = "coalesce({document}::json ->> 'schema', '1') <> %(current)s"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What a night came to: drafts and live portals that were written anew, and how many could not be."""

    drafts: int = 0
    live: int = 0
    left: int = 0


@every("43 2 * * *")
@task("revisions.upgrade", outward=True, retries=0)
def upgrade_stored() -> None:
    """Upgrade drafts and what is live, portal by portal; at night, by real time."""
    done = upgrade_all()
    if done != Upgraded():
        log.info(
            "schema %d: %d drafts and %d live portals upgraded, %d left",
            chain.CURRENT,
            done.drafts,
            done.live,
            done.left,
        )


def upgrade_all() -> Upgraded:
    """Each document in a transaction of its own. One that does not fit any more stays as it is: it is read through the upgraders as before."""
    done = Upgraded()
    for scope in for_each_tenant():
        try:
            with entered(scope), transaction():
                written = upgrade_live() if scope.mode == "live" else upgrade_draft()
        except (DocumentRefused, Refused) as refused:
            log.warning("the %s document of %s is not upgraded: %s", scope.mode, scope.slug, refused)
            done = replace(done, left=done.left + 1)
            continue
        done = _counted(done, scope) if written else done
    return done


def _counted(done: Upgraded, scope: Scope) -> Upgraded:
    return replace(done, live=done.live + 1) if scope.mode == "live" else replace(done, drafts=done.drafts + 1)


def upgrade_draft() -> bool:
    """Write the entered sandbox's draft in the present schema; False when it is. It is the same save of the same person: whoever edits it has seen it
    upgraded all along. Raises DocumentRefused ``version_unknown``."""
    found = row(
        f"select number, document from drafts where sandbox_id = %(sandbox)s and {_OLD.format(document='document')} for update",  # noqa: S608
        sandbox=current_scope().tenant_id,
        current=str(chain.CURRENT),
    )
    document = _present(found.document) if found else None
    if document is None:
        return False
    text = portal_config.dump(document)
    execute(
        "update drafts set document = %(document)s, hash = %(hash)s where sandbox_id = %(sandbox)s",
        document=text,
        hash=portal_config.digest_text(text),
        sandbox=current_scope().tenant_id,
    )
    return True


def upgrade_live() -> bool:
    """Make what the entered portal serves live in the present schema, as a revision of its own; False when it is, or nothing is live. Drafts that began there begin
    at the new one. Raises DocumentRefused when it no longer checks, or ``version_unknown``, Refused
    ``head_moved`` when somebody publishes just now."""
    found = row(
        f"select r.id, r.document from heads h join revisions r on r.id = h.revision_id where {_OLD.format(document='r.document')}",  # noqa: S608
        current=str(chain.CURRENT),
    )
    document = _present(found.document) if found else None
    if found is None or document is None:
        return False
    # In the order in which a publish takes them: the drafts, then the head.
    execute("select 1 from drafts order by sandbox_id for update")
    made = republish(document, kind="upgrade", note=f"Written in schema {chain.CURRENT}", expected_head=found.id)
    execute("update drafts set base_revision_id = %(made)s where base_revision_id = %(was)s", made=made, was=found.id)
    return True


def _present(text: str) -> dict[str, object] | None:
    """The document in the present schema, None where it is in it already."""
    upgraded = chain.upgrade(json.loads(text))
    return upgraded.document if upgraded.was != upgraded.now else None
