"""The address that a document names: published once it is bound, followed by links, given up with its host."""

from __future__ import annotations

import re
from typing import Any

from foundation.bindings.queries import live_values
from foundation.db import execute, transaction
from foundation.revisions.actions import edit_draft
from foundation.revisions.history import draft
from foundation.revisions.log import Author
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import forget_hosts, scope_of
from tests.builder.conftest import Browser
from tests.commerce import cast

PAGE = "/p/northlight/office/domains"
CHANGES = "/p/northlight/sandbox/main/studio/changes"
HOST = "portal.kestrel.test"
MIA = Author("staff:x", "Mia Brandt")


def set_to(house: cast.House, ptr: str, value: Any) -> None:
    with entered(house.sandbox), transaction():
        forget_pointers()
        edit_draft(
            MIA, [{"op": "set", "ptr": ptr, "value": value}], base=draft().number, intent=ptr, key=f"{ptr}:{value}"
        )


def proven(house: cast.House, host: str = HOST) -> None:
    with unscoped("test"), transaction():
        execute(
            'insert into domains (host, portal_id, token, "primary", created_at, verified_at) values (%(host)s, %(portal)s, %(host)s, false, now(), now())',
            host=host,
            portal=house.live.portal_id,
        )
    forget_hosts()


def origin() -> str:
    forget_hosts()
    found = scope_of("northlight")
    assert found is not None
    return found.origin


def publish(mia: Browser) -> int:
    page = mia.look(CHANGES)
    fields = dict(re.findall(r'name="(head|draft)" value="([^"]*)"', page))
    return mia.post(f"{CHANGES}/publication", fields).status_code


def bound(house: cast.House) -> dict[str, str]:
    with entered(house.live), transaction():
        return dict(live_values())


def test_it_goes_live_once_an_address_is_chosen_and_links_follow(mia: Browser, house: cast.House) -> None:
    proven(house)
    own = origin()
    assert "env_domain" not in mia.look(PAGE), "no document names a slot yet"
    set_to(house, "/domains/primary", "env_domain")
    page = mia.look(CHANGES)
    assert "Nothing is bound to “Portal address” yet." in page and f'href="{PAGE}"' in page
    assert publish(mia) == 422 and bound(house) == {}

    page = mia.look(PAGE)
    assert "Not chosen yet" in page and HOST in page
    assert mia.post(f"{PAGE}/slots/env_domain", {"host": HOST}).status_code == 303
    assert bound(house) == {"env_domain": HOST} and origin() == own, "a draft's slot moves nothing"
    assert publish(mia) == 303
    assert HOST in origin()

    mia.post(f"{PAGE}/slots/env_domain", {"host": ""})
    assert bound(house) == {"env_domain": ""} and origin() == own, "what is live follows at once"
    mia.post(f"{PAGE}/primary", {"host": HOST})
    assert bound(house) == {"env_domain": HOST} and HOST in origin(), "the host's own button says the same"


def test_a_host_that_is_given_up_binds_nothing(mia: Browser, house: cast.House) -> None:
    proven(house)
    set_to(house, "/domains/primary", "env_domain")
    mia.post(f"{PAGE}/slots/env_domain", {"host": HOST})
    assert publish(mia) == 303
    own = house.live.origin
    assert mia.post(f"{PAGE}/{HOST}/removal").status_code == 303
    assert bound(house) == {} and origin() == own
    set_to(house, "/portal/name", "Northlight again")
    assert publish(mia) == 422
    mia.post(f"{PAGE}/slots/env_domain", {"host": ""})
    assert publish(mia) == 303


def test_what_cannot_be_bound_is_refused(mia: Browser, house: cast.House) -> None:
    assert mia.post(f"{PAGE}/slots/env_domain", {"host": ""}).status_code == 404, "nothing names it"
    set_to(house, "/domains/primary", "env_domain")
    assert mia.post(f"{PAGE}/slots/env_domain", {"host": HOST}).status_code == 404, "no such host"
    assert mia.post(f"{PAGE}/slots/env_mail", {"host": ""}).status_code == 404, "another kind of slot"
    assert bound(house) == {}
    assert mia.post(f"{PAGE}/slots/env_domain", {"host": ""}).status_code == 303
    assert bound(house) == {"env_domain": ""}
