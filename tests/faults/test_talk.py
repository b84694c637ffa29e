"""Fifty people talk while a web worker is killed every few seconds: nothing said is lost, said twice or out of order, and everybody hears all of it.

COUNT above ten (`make faults`) is the whole story: fifty people with forty messages each, a kill every five seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time

from tests.faults.place import Place, running
from tests.faults.talkers import Talk, Talker

WHOLE = int(os.environ.get("COUNT", "5")) > 10
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
PEOPLE, MESSAGES, EVERY, PAUSE = (50, 40, 5.0, 0.5) if WHOLE else (8, 10, 3.0, 0.5)
CATCH_UP = 3.0


async def _kill(place: Place, chooser: random.Random, over: asyncio.Event) -> list[float]:
    """Kill a web worker again and again until everything was said: when each was killed."""
    killed = []
    while not over.is_set():
        try:
            async with asyncio.timeout(EVERY):
                await over.wait()
        except TimeoutError:
            alive = place.victims()["web"]
            if alive:
                os.kill(chooser.choice(alive), signal.SIGKILL)
                killed.append(time.monotonic())
    return killed


async def _story(place: Place, prepared: dict) -> tuple[Talk, list[Talker], list[float], float]:
    talk = Talk(place.port, prepared["host"])
    people = [Talker(talk, number, **each) for number, each in enumerate(prepared["talkers"], 1)]
    over = asyncio.Event()
    listening = [asyncio.create_task(person.listen()) for person in people]
    async with asyncio.timeout(60):
        for person in people:
            await person.joined.wait()
    killing = asyncio.create_task(_kill(place, random.Random(SEED), over))
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(person.say(MESSAGES, PAUSE, random.Random(f"{SEED}:{person.number}")))
    over.set()
    killed = await killing
    said = time.monotonic()

    def complete() -> bool:
        each = {
            client: sum(len(one.mine) for one in people if one.client == client)
            for client in {p.client for p in people}
        }
        return all(len(person.heard) >= each[person.client] for person in people)

    async with asyncio.timeout(60):
        while not complete():
            await asyncio.sleep(0.02)
    caught_up = time.monotonic() - said
    # What would come twice has come by now: the streams are told something of their own.
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return talk, people, killed, caught_up


def test_a_conversation_survives_its_servers() -> None:
    print(f"\ntalk: SEED={SEED} {PEOPLE} people, {MESSAGES} messages each, a kill every {EVERY:g} s", flush=True)
    with running() as place:
        prepared = place.prepared("--talkers", str(PEOPLE))
        talk, people, killed, caught_up = asyncio.run(_story(place, prepared))
        stored = place.rows(
            "select m.id::text, m.client_id::text as client, m.text from"
            " (select m.*, t.client_id from messages m join threads t on t.tenant_id = m.tenant_id and t.id = m.thread_id) m"
        )
        assert killed, "nobody was killed"
        # Said once each: as many rows as were acknowledged, and no words twice.
        assert len(stored) == PEOPLE * MESSAGES == len(talk.said)
        assert {row["id"] for row in stored} == set(talk.said)
        assert len({(row["client"], row["text"]) for row in stored}) == len(stored)
        worst = 0.0
        for person in people:
            wanted = {row["id"] for row in stored if row["client"] == person.client}
            heard = [one.message for one in person.heard]
            assert set(heard) == wanted, f"{len(wanted - set(heard))} were not heard by {person.number}"
            assert len(heard) == len(wanted), f"{len(heard) - len(wanted)} were heard twice by {person.number}"
            seqs = [one.seq for one in person.heard]
            assert seqs == sorted(seqs), f"{person.number} heard them out of order"
            own = [one.message for one in person.heard if one.message in set(person.mine)]
            assert own == person.mine, f"{person.number} heard their own words out of order"
            assert person.reloads == 0
            worst = max(worst, *(one.at - talk.said[one.message] for one in person.heard))
        print(
            f"  {len(stored)} messages, {sum(len(person.heard) for person in people)} deliveries, {len(killed)} kills,"
            f" {talk.repeated} sent again; 0 lost, 0 double, order kept;"
            f" all caught up {caught_up:.2f} s after the last word; the latest delivery came {worst:.2f} s after its answer",
            flush=True,
        )
        if WHOLE:
            assert worst <= CATCH_UP
