"""Kill -9 of web, worker or database at any moment of ordering and paying loses nothing acknowledged and doubles nothing.

COUNT sets the number of kills, SEED their order: `make faults` runs a hundred.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import time
from collections import Counter
from dataclasses import dataclass

from tests.faults.invariants import broken
from tests.faults.place import Place, running, tick
from tests.faults.shoppers import Shopper, Street

COUNT = int(os.environ.get("COUNT", "5"))
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
WEIGHTS = {"web": 35, "worker": 20, "backend": 25, "postmaster": 20}
GUESTS = 2


@dataclass(frozen=True)
class Kill:
    """A process that was killed; ``at`` and ``ready`` are seconds of the monotonic clock."""

    kind: str
    at: float
    ready: float


def kill(place: Place, street: Street, chooser: random.Random) -> Kill:
    """Kill one process at a random moment of somebody's writing, and wait until the system is ready again."""
    street.writing.clear()
    street.writing.wait(5)
    tick.wait(chooser.random() * 0.08)
    kinds = [kind for kind, pids in place.victims().items() if pids]
    kind = chooser.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]
    place.until(lambda: place.victims()[kind])
    pid = chooser.choice(place.victims()[kind])
    began = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    place.until(lambda: pid not in place.victims()[kind])
    place.until(lambda: place.ready() and place.victims()["worker"])
    assert place.alive(), place.log()
    return Kill(kind, began, time.monotonic())


def test_kills_lose_and_double_nothing() -> None:
    print(f"\nfaults: SEED={SEED} COUNT={COUNT}", flush=True)
    chooser = random.Random(SEED)
    with running() as place:
        street = Street(place.port, place.prepared())
        secrets = [*street.prepared["members"][:4], *[None] * GUESTS]
        shoppers = [Shopper(street, number, SEED, secret) for number, secret in enumerate(secrets, 1)]
        for shopper in shoppers:
            shopper.start()
        killed: list[Kill] = []
        for number in range(1, COUNT + 1):
            killed.append(kill(place, street, chooser))
            if COUNT > 10 and number % 10 == 0:
                print(f"  {number} kills, {len(street.wishes)} orders wished, {dict(street.statuses)}", flush=True)
                assert not broken(place.rows, settled=False)
        street.closing.set()
        for shopper in shoppers:
            shopper.join(120)
            assert not shopper.is_alive(), f"{shopper.name} still waits\n{place.log()}"
        caught_up = place.catch_up()
        _report(street, killed, caught_up)
        assert not street.wrong, "\n".join(street.wrong[:10]) + "\n" + place.log()
        assert not broken(place.rows, settled=True)
        _only_while_away(street, killed)
        _compare(place, street)


def _report(street: Street, killed: list[Kill], caught_up: float) -> None:
    wishes = street.wishes
    print(
        f"  {len(wishes)} wished, {sum(wish.acknowledged for wish in wishes)} acknowledged, {sum(wish.paid for wish in wishes)} paid,"
        f" {sum(wish.declined for wish in wishes)} declined, {sum(wish.given_up for wish in wishes)} given up;"
        f" answers {dict(sorted(street.statuses.items()))}, {sum(failed.status is None for failed in street.failed)} connections lost; jobs caught up after {caught_up:.1f} s"
    )
    for kind, times in Counter(each.kind for each in killed).items():
        seconds = [each.ready - each.at for each in killed if each.kind == kind]
        print(
            f"  {times} x {kind}: ready again after {statistics.median(seconds):.2f} s (median), {max(seconds):.2f} s (most)"
        )


def _only_while_away(street: Street, killed: list[Kill]) -> None:
    """A request that was sent while the system was ready, and answered before the next kill, was served: nobody finds what a restart left behind."""
    moments = [each.at for each in killed[1:]] + [float("inf")]
    for each, following in zip(killed, moments, strict=True):
        late = [failed for failed in street.failed if each.ready < failed.began and failed.ended < following]
        assert not late, (each, late[:5])


def _compare(place: Place, street: Street) -> None:
    """What people were told against what is stored."""
    stored: dict[str, list[dict]] = {}
    for row in place.rows(
        "select o.number, o.state, o.payment_state, o.gross_minor, k.key, l.quantity,"
        " coalesce(l.answers->>'fld_campaign', l.answers->>'fld_goal') as campaign,"
        " (select count(*) from payments p where p.tenant_id = o.tenant_id and p.order_id = o.id"
        "  and p.state in ('completed', 'confirmed')) as settled,"
        " (select count(*) from payments p where p.tenant_id = o.tenant_id and p.order_id = o.id and p.state = 'failed') as failed"
        " from orders o join order_lines l on l.tenant_id = o.tenant_id and l.order_id = o.id"
        " left join idempotency_keys k on k.tenant_id = o.tenant_id and k.response->>'order' = o.id::text"
    ):
        stored.setdefault(row["campaign"], []).append(row)
    wished = {wish.campaign: wish for wish in street.wishes}
    assert set(stored) <= set(wished)
    assert len(wished) == len(street.wishes) > 0
    for wish in street.wishes:
        rows = stored.get(wish.campaign, [])
        if not wish.acknowledged:
            assert wish.given_up and len(rows) <= 1, (wish, rows)
            continue
        assert len(rows) == 1, (wish, rows)
        row = rows[0]
        assert row["key"] == wish.key and wish.told == {row["number"]}, (wish, row)
        unit = street.prepared["prices"][wish.service]
        quantity = wish.quantity if wish.service == "svc_banner" else 1
        assert (row["quantity"], row["gross_minor"]) == (quantity, unit * quantity), (wish, row)
        assert row["settled"] == wish.paid and row["failed"] == wish.declined, (wish, row)
        assert (row["payment_state"] == "paid") == wish.paid, (wish, row)
        waits = wish.method == "pmt_card" and not wish.paid and unit > 0
        assert row["state"] == ("submitted" if waits else "confirmed"), (wish, row)
    assert sum(wish.acknowledged for wish in street.wishes) > COUNT
