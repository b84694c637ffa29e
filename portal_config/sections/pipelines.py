"""``pipelines``: how an order is delivered, from status to status."""

from __future__ import annotations

from typing import Any

from portal_config import limits
from portal_config.compiled import Move, Pipeline, Status
from portal_config.findings import pointer
from portal_config.reader import Entry, Reader, frozen
from portal_config.settings import Choice, DayCount, Fault, Items, Part, Planned, Ref, Refs, Settings, Text


class ThenSettings(Settings):
    create_order_in = Ref("pip", required=True, label="Order created in")


class StatusSettings(Settings):
    name = Text(required=True, at_least=1, at_most=60, translated=True, label="Name")
    kind = Choice(("open", "active", "waiting_client", "done", "cancelled"), required=True, label="Meaning")
    due = DayCount(label="Days before it is late")
    then = Planned("What follows a status", Part(ThenSettings))


class MoveSettings(Settings):
    sources = Refs("sts", at_least=1, data_key="from", required=True)
    to = Refs("sts", at_least=1, required=True)
    by = Refs("rol", at_least=1, required=True)


class PipelineSettings(Settings):
    name = Text(required=True, at_least=1, label="Name")
    start = Ref("sts", required=True, label="First status")
    moves = Items(Part(MoveSettings), at_most=limits.MOVES)


_STATUS, _PIPELINE = StatusSettings(), PipelineSettings()


def read_pipelines(reader: Reader) -> dict[str, Pipeline]:
    """The ``pipelines`` section in order; one without a status is left out."""
    pipelines = {}
    for entry in reader.entries(reader.document, "pipelines", "pipeline_order", "pip", ""):
        pipeline = read_pipeline(reader, entry)
        if pipeline:
            pipelines[entry.id] = pipeline
    return pipelines


def read_pipeline(reader: Reader, entry: Entry) -> Pipeline | None:
    """One pipeline, or None when it has no status."""
    raw = entry.raw if isinstance(entry.raw, dict) else {}
    own = {key: value for key, value in raw.items() if key not in ("statuses", "status_order")}
    read = reader.part(_PIPELINE, own if raw is entry.raw else entry.raw, entry.at)
    statuses = []
    for each in reader.entries(raw, "statuses", "status_order", "sts", entry.at):
        status = reader.part(_STATUS, each.raw, each.at)
        statuses.append(
            Status(each.id, status.text("name") or each.id, status.values["kind"] or "open", status.values["due"])
        )
    own_ids = {status.id for status in statuses}
    moves = _moves(reader, read.values["moves"], own_ids, entry.at + "/moves")
    start = read.values["start"]
    if start not in own_ids:
        if read.broken is None:
            fault = Fault("start_missing", "New orders have no status to begin in.", "Choose the first status.")
            reader.error(entry.at + "/start", fault)
        start = statuses[0].id if statuses else ""
    if not statuses:
        reader.error(
            entry.at + "/statuses", Fault("statuses_missing", "A pipeline needs statuses.", "Add the first one.")
        )
        return None
    blob = frozen("pipeline", entry.id, entry.raw)
    return Pipeline(entry.id, read.text("name") or entry.id, start, tuple(statuses), moves, blob)


def _moves(reader: Reader, raw: Any, statuses: set[str], at: str) -> tuple[Move, ...]:
    moves = []
    for place, move in enumerate(raw or ()):
        for key, name in (("from", "sources"), ("to", "to")):
            for position, status in enumerate(move[name] or ()):
                if status not in statuses:
                    fault = Fault("ref_missing", f"“{status}” is not a status of this pipeline.", "Choose one that is.")
                    reader.error(at + pointer(place, key, position), fault)
        sources = frozenset(move["sources"] or ()) & statuses
        targets = tuple(status for status in move["to"] or () if status in statuses)
        if sources and targets:
            moves.append(Move(sources, targets, frozenset(move["by"] or ())))
    return tuple(moves)
