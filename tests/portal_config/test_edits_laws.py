"""Laws of edits over generated documents: what is applied and inverted was never there. COUNT sets the number of examples, SEED repeats a run."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import portal_config
from portal_config import ids
from portal_config.edits import EditRefused, apply, apply_all, asked
from portal_config.edits.edit import ASKED
from portal_config.edits.places import ids_in, spot
from tests.portal_config.conftest import _document
from tests.portal_config.test_fuzz import mutated, values

COUNT = int(os.environ.get("COUNT") or "300")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
examples = settings(
    max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)


def places(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every path of a document, items of lists by place or by name."""
    found = [(path, value)] if path else []
    if isinstance(value, dict):
        for key in value:
            if isinstance(key, str):
                found += places(value[key], (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            found += places(item, (*path, str(place)))
    return found


def pointer(path: tuple[str, ...]) -> str:
    return portal_config.findings.pointer(*path)


def fresh(value: Any, at: Any, chooser: random.Random) -> Any:
    """A copy of a part with new ids."""
    text = portal_config.dump(value)
    for number, old in enumerate(sorted({each for each in ids_in(value, at) if isinstance(each, str)})):
        # Numbered, for a chooser may choose the same twice.
        text = text.replace(f'"{old}"', f'"{old[:3]}_{chooser.randrange(10**9)}{number:03}"')
    return portal_config.load('{"x":' + text + "}")["x"]


def asked_edit(document: dict[str, Any], chooser: random.Random, new: Any) -> dict[str, Any]:
    """Some edit, more often one that can be applied than not."""
    stands = places(document) or [(("portal",), None)]
    path, value = chooser.choice(stands)
    at = spot(path)
    siblings = [each for each, _ in stands if each[:-1] == path[:-1]]
    anchor = chooser.choice([None, chooser.choice(siblings)[-1], "tab_nowhere"])
    where = chooser.choice([{}, {"after": anchor}, {"before": anchor}])
    how = chooser.randrange(11)
    if how == 0:
        return {"op": "set", "ptr": pointer(path), "value": new}
    if how == 1:
        return {"op": "set", "ptr": pointer((*path, "made", "deeper")), "value": new}
    if how == 2:
        return {"op": "set", "ptr": pointer(path)}
    if how == 3:
        return {"op": "move", "ptr": pointer(path), **where}
    if how == 4:
        return {"op": "remove", "ptr": pointer(path), **chooser.choice([{}, {"uses": "drop"}])}
    if how == 5:
        containers = [each for each, _ in stands if each[-1] == path[-2:-1][0]] if len(path) > 1 else []
        to = {"to": pointer(chooser.choice(containers))} if containers else {}
        return {"op": "move", "ptr": pointer(path), **to, **where}
    if how == 6:
        held = [each for each, _ in stands if spot(each).kind in ("part", "item")] or [path]
        return {
            "op": "rename",
            "ptr": pointer(chooser.choice([path, chooser.choice(held)])),
            **chooser.choice([{"value": "New"}, {"key": "new"}]),
        }
    if how in (7, 8):
        held = [each for each, _ in stands if spot(each).kind in ("part", "item")] or [path]
        after = chooser.choice([{}, {"after": anchor}])
        return {"op": "duplicate", "ptr": pointer(chooser.choice([path, chooser.choice(held)])), **after}
    if at.kind == "part":
        part_id = f"{at.prefix}_{chooser.randrange(10**9)}"
        return {"op": "insert", "ptr": pointer((*path[:-1], part_id)), "value": fresh(value, at, chooser), **where}
    if at.kind == "item":
        item = fresh(value, at, chooser)
        return {"op": "insert", "ptr": pointer((*path[:-1], "-")), "value": item, **where}
    return {"op": "insert", "ptr": pointer((*path[:-1], chooser.choice(["-", "0", path[-1]]))), "value": new}


def storable(value: Any) -> Any:
    """The value as it would be stored; null for one that is refused before any edit (tests/foundation/revisions)."""
    cleaned, faults = portal_config.document.cleaned_value(value)
    return None if faults else cleaned


def start(chooser: random.Random, new: Any) -> dict[str, Any]:
    """The starter as it is, or with something broken in it: a draft may be anything that can be stored."""
    broken = storable(mutated(chooser, new)) if chooser.random() < 0.5 else None
    return broken if isinstance(broken, dict) else copy.deepcopy(_document)


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_apply_then_invert_restores_the_document(chooser: random.Random, new: Any) -> None:
    new = storable(new)
    first = document = start(chooser, new)
    before = portal_config.dump(first)
    undo: list[Any] = []
    for _ in range(chooser.randrange(1, 7)):
        stood = portal_config.dump(document)
        edit = asked_edit(document, chooser, new)
        try:
            changed, inverse = apply(document, edit)
        except EditRefused as refused:
            assert refused.code and (refused.message[0].isupper() or refused.message[0] == "“")
        else:
            again, redo = apply(changed, inverse)
            assert portal_config.dump(again) == stood, edit
            assert portal_config.dump(apply(again, redo)[0]) == portal_config.dump(changed), edit
            kept = apply_all(document, [edit]).edits
            assert portal_config.dump(apply_all(document, kept).document) == portal_config.dump(changed), edit
            undo.insert(0, inverse)
            assert portal_config.dump(document) == stood, "the document that was edited stays as it was"
            document = changed
    assert portal_config.dump(first) == before
    assert portal_config.dump(apply_all(document, undo).document) == before


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_an_edited_document_can_be_loaded_and_keeps_its_ids(chooser: random.Random, new: Any) -> None:
    document = copy.deepcopy(_document)
    ever = {each.id for each in ids.found(document)}
    for _ in range(6):
        try:
            document, _ = apply(document, asked(asked_edit(document, chooser, new)))
        except EditRefused:
            continue
        now = {each.id for each in ids.found(document)}
        assert ever - now <= set(document.get("retired_ids", [])), "an id that went is retired"
        ever |= now
    assert portal_config.load(portal_config.dump(document)) == document
    unique = {"id_duplicate", "id_retired", "id_prefix"}
    assert not [each for each in portal_config.check(document) if each.code in unique]


def test_the_generated_edits_are_applied_and_refused() -> None:
    """The laws above are about something: every kind of edit is applied often, and refused at times."""
    chooser = random.Random(SEED)
    outcomes: set[tuple[str, bool]] = set()
    for _ in range(400):
        edit = asked_edit(_document, chooser, {"text": "x"})
        try:
            apply(copy.deepcopy(_document), edit)
            outcomes.add((edit["op"], True))
        except EditRefused:
            outcomes.add((edit["op"], False))
    assert outcomes == {(op, applied) for op in ASKED for applied in (True, False)}
