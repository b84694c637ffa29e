"""How a changed property is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeGuard

from portal_config import branding
from portal_config.diff.change import Impact, Words
from portal_config.diff.entries import told_entries
from portal_config.diff.names import (
    NOUNS,
    Names,
    chosen_at,
    is_money,
    kind_label,
    label_of,
    money_words,
    short,
    value_words,
)
from portal_config.diff.notifications import told_of_setting
from portal_config.diff.rules import is_rule
from portal_config.diff.wording import TEMPLATES, choice, figure, inside, joined, quoted, say, words
from portal_config.diff.wording import label as spoken
from portal_config.edits.places import Path, spot
from portal_config.news import news_at

MAY = {
    "order.create": "place orders", "order.read": "read orders", "order.pay": "pay for orders", "order.move": "move orders",
    "price.read": "see prices", "member.manage": "manage members", "file.read": "read files", "message.write": "write messages",
    "portal.edit": "build the portal", "portal.publish": "publish the portal",
    "quote.request": "ask for quotes", "quote.read": "read quotes", "quote.accept": "accept quotes", "quote.write": "write quotes",
    "approval.decide": "decide on approvals", "invoice.read": "read invoices", "invoice.pay": "pay invoices", "subscription.read": "see subscriptions",
    "subscription.change": "change subscriptions", "report.read": "read reports", "report.export": "export reports", "request.create": "make requests",
    "claim.create": "report returns and claims",
}  # fmt: skip
_TITLES = frozenset({"label", "name", "title", "question"})
_LONG = 60


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and what stands beside and below it."""

    words: tuple[Words, ...]
    figure: str = ""
    notes: tuple[str, ...] = ()
    attention: bool = False
    impact: tuple[Impact, ...] = ()


def whole(path: Path) -> bool:
    """Whether the object at a path is told in one sentence: who sees something, a colour, a token."""
    return (
        path[-1] == "see"
        or (path[:2] == ("branding", "tokens") and len(path) == 4)
        or path[-1] == "logo"
        or (path[0], path[-1]) == ("notifications", "to")
    )


def tell(path: Path, before: Any, after: Any, *, part: Any, owner: Path, around: str, old: Names, new: Names) -> Told:
    """The sentence of one changed property. ``owner`` is the path of the part it belongs to, ``around`` the part that one stands in."""
    name, key = spot(owner).name if owner else "", path[-1]
    subject = _subject(owner, around, part, new)
    if path[-1] == "see":
        return _seen(subject, before, after, old, new)
    if name == "folders" and key in _FOLDER_RIGHTS:
        return _folder_right(subject, key, before, after, old, new)
    if len(path) > len(owner) + 1 and path[len(owner)] == "can":
        return _may(owner, key, before, after, new)
    if path[0] == "texts" and len(path) == 3:
        return _translated(path, before, after, old, new)
    if is_money(after) or is_money(before):
        return _price(owner, part, before, after, new)
    if path[:1] == ("branding",):
        return _brand(path, before, after, old, new)
    if owner and key in _TITLES and len(path) == len(owner) + 1 and isinstance(after, str | None):
        return _renamed(name, around, before, after)
    if name == "notifications" and key in ("event", "to"):
        return Told(say("of_notification", subject=subject))
    if name == "notifications" and (news := news_at(part)) is not None:
        sentence, notes = told_of_setting(news, key, before, after)
        if sentence:
            return Told(sentence, notes=notes)
    if key in _SWITCHED and is_rule(after):
        return Told(
            say(f"{_SWITCHED[key]}_when", subject=subject, rule=value_words(after, new)),
            notes=(words("before_when", rule=value_words(before, old)),) if is_rule(before) else (),
        )
    if key in _SWITCHED and isinstance(after, bool | None) and (isinstance(before, bool | None) or is_rule(before)):
        on = bool(after) if after is not None else key == "show"
        note = f"{_SWITCHED[key]}_note"
        notes = (words(note),) if on and note in TEMPLATES else ()
        if is_rule(before):
            notes = (*notes, words("before_when", rule=value_words(before, old)))
        return Told(say(_SWITCHED[key] if on else f"not_{_SWITCHED[key]}", subject=subject), notes=notes)
    if name == "blocks" and key == "text" and isinstance(before, str | None) and isinstance(after, str):
        start = f"{subject}:"
        if before:
            return Told((Words(f"{start} "), *_rewritten(before, after)))
        return Told(_from_to(start, before, after, old, new))
    chosen = chosen_at(path, part)
    label = label_of(path, part)
    start = f"{subject}: {inside(label)}" if subject else label
    if entries := told_entries(start, key, before, after, part=part, old=old, new=new):
        return Told(entries, notes=(words("price_note"),) if key == "tiers" else (), attention=key == "tiers")
    if isinstance(before, str) and isinstance(after, str) and (len(before) > _LONG or len(after) > _LONG):
        return Told((Words(f"{start} "), *_rewritten(before, after)))
    if _simple(before) and _simple(after):
        return Told(_members(start, before, after, old, new, chosen))
    return Told(_from_to(start, before, after, old, new, chosen))


_SWITCHED = {"require": "required", "show": "shown", "public": "public"}


def _subject(owner: Path, around: str, part: Any, names: Names) -> str:
    if not owner:
        return ""
    if spot(owner).name == "blocks":
        # A block is its text, so it is called by its kind.
        return words("in", what=kind_label("blocks", part) or spoken("Block"), around=quoted(around))
    noun = spoken(NOUNS.get(spot(owner).name, "")) if len(owner) > 2 else ""
    called = f"{noun} {quoted(names.of(owner[-1]))}".strip()
    return words("in", what=called, around=quoted(around)) if around else called


def _from_to(
    start: str, before: Any, after: Any, old: Names, new: Names, chosen: Callable[[str], str] = choice
) -> tuple[Words, ...]:
    if before is None:
        return say("is_now", start=start, new=value_words(after, new, chosen))
    if after is None:
        return say("value_removed", start=start, old=value_words(before, old, chosen))
    one, two = value_words(before, old, chosen), value_words(after, new, chosen)
    return say("changed", start=start) if one == two else say("value_changed", start=start, old=one, new=two)


def _renamed(name: str, around: str, before: Any, after: str | None) -> Told:
    noun = f"{spoken(NOUNS.get(name, ''))} ".lstrip() if around else ""
    known = isinstance(before, str) and bool(before)
    what = f"{noun}{quoted(short(before))}" if known else noun.rstrip() or words("it")
    verb = (
        "unnamed" if not after else "called" if not known else "reads" if name in ("fields", "options") else "renamed"
    )
    new = quoted(short(after)) if after else ""
    return Told(say(f"{verb}_in" if around else verb, what=what, new=new, around=quoted(around)))


def _seen(subject: str, before: Any, after: Any, old: Names, new: Names) -> Told:
    one, two = _roles(before), _roles(after)
    sentence = say("seen", subject=subject, who=_audience(after, new))
    notes = []
    if _narrowed(before) or _narrowed(after):
        notes.append(words("seen_before_this", who=_audience(before, old)))
    elif one and two:
        gained, lost = [each for each in two if each not in one], [each for each in one if each not in two]
        if gained:
            notes.append(words("seen_new", who=_listed(gained, new)))
        if lost:
            notes.append(words("seen_lost", who=_listed(lost, old)))
    elif one:
        notes.append(words("seen_before", who=_listed(one, old)))
    else:
        notes.append(words("seen_before_all"))
    was, now = _roles(before, "groups"), _roles(after, "groups")
    met = [each for each in dict.fromkeys([*now, *was]) if (each in now) != (each in was)]
    return Told(sentence, notes=tuple(notes), impact=tuple(Impact("group_clients", each) for each in met))


def _roles(see: Any, key: str = "roles") -> list[str]:
    named = see.get(key) if isinstance(see, dict) else None
    return [each for each in named if isinstance(each, str)] if isinstance(named, list) else []


def _narrowed(see: Any) -> bool:
    return isinstance(see, dict) and bool(see.get("groups") or see.get("when") not in (None, True))


def _audience(see: Any, names: Names) -> str:
    """Who is shown a part: its roles, those of its groups only, and whether a rule decides."""
    roles, groups = _roles(see), _roles(see, "groups")
    who = _listed(roles, names) if roles else words("everybody")
    if groups:
        who = words("of_groups", who=who, groups=_listed(groups, names))
    rule = see.get("when") if isinstance(see, dict) else None
    if rule is False:
        return words("nobody")
    return who if rule in (None, True) else words("by_rule", who=who, rule=value_words(rule, names))


def _translated(path: Path, before: Any, after: Any, old: Names, new: Names) -> Told:
    """A text in another language: whose it is, which of its words, and how it now reads."""
    owner, _, name = path[2].partition(".")
    called = quoted(new.of(owner)) if owner in new else spoken(owner.replace("_", " ").capitalize())
    what = inside(spoken(name.replace("_", " ").replace(".", " ").capitalize()))
    start = words("in_language", what=called, language=path[1], name=what)
    return Told(_from_to(start, before, after, old, new))


def _listed(part_ids: list[str], names: Names) -> str:
    return joined(names.of(each) for each in part_ids)


def who_sees(part: Any, names: Names) -> tuple[str, ...]:
    """Who will see a new part, where it says so."""
    see = part.get("see") if isinstance(part, dict) else None
    return (words("will_see", who=_audience(see, names)),) if _roles(see) or _narrowed(see) else ()


def _may(owner: Path, action: str, before: Any, after: Any, new: Names) -> Told:
    role_id = owner[-1]
    doing = spoken(MAY.get(action, action.replace(".", " ")))
    called = new.of(role_id)
    impact = (Impact("clients_people", role_id), Impact("sellers_people", role_id))
    if before is None:
        notes = (_reach(after),) if after else ()
        return Told(say("may", role=called, doing=doing), notes=notes, attention=True, impact=impact)
    if after is None:
        return Told(say("may_not", role=called, doing=doing), attention=True, impact=impact)
    sentence = say("may_reach", role=called, doing=doing, old=_reach(before), new=_reach(after))
    return Told(sentence, attention=True, impact=impact)


_FOLDER_RIGHTS = {"add": ("folder_add", "whoever_adds"), "remove": ("folder_remove", "team_removes")}
"""Whose right it is in a folder: the sentence, and who has it where nobody is named."""


def _folder_right(subject: str, key: str, before: Any, after: Any, old: Names, new: Names) -> Told:
    sentence, nobody = _FOLDER_RIGHTS[key]

    def who(named: Any, names: Names) -> str:
        roles = _roles({"roles": named})
        return _listed(roles, names) if roles else words(nobody)

    note = words("seen_before_this", who=who(before, old))
    return Told(say(sentence, subject=subject, who=who(after, new)), notes=(note,), attention=True)


REACH = {
    "own": "their own", "team": "of their team", "company": "of their whole company", "assigned": "what is assigned to them",
    "all": "everywhere",
}  # fmt: skip


def _reach(scope: Any) -> str:
    return spoken(REACH.get(str(scope), str(scope)))


def _price(owner: Path, part: Any, before: Any, after: Any, new: Names) -> Told:
    name = new.of(owner[-1]) if owner else spoken("Price")
    unit = part.get("unit") if isinstance(part, dict) else None
    each = words("price_each", unit=unit) if isinstance(unit, str) and unit else ""
    if not (is_money(before) and is_money(after)):
        return Told(say("price_now", name=name, new=value_words(after, new)), attention=True)
    one, two = money_words(before), money_words(after)
    if before[1] == after[1]:
        amounts = {"old": one.partition(" ")[2], "new": two.partition(" ")[2]}
        sentence = say("price_same_currency", name=name, currency=before[1], each=each, **amounts)
    else:
        sentence = say("price_other_currency", name=name, old=one, new=two, each=each)
    change = percent(before[0], after[0]) if before[1] == after[1] else ""
    return Told(sentence, change, notes=(words("price_note"),), attention=True)


def percent(before: int, after: int) -> str:
    """``+8.3 %``, from one amount to another; empty where there was none."""
    if before <= 0:
        return ""
    tenths = round(Fraction(after - before, before) * 1000)
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    return f"{sign}{figure(f'{abs(tenths) // 10}.{abs(tenths) % 10}')} %"


def _brand(path: Path, before: Any, after: Any, old: Names, new: Names) -> Told:
    if path[:4] == ("branding", "tokens", "color", "accent"):
        sentence = _from_to(spoken("Accent"), before, after, old, new)
        notes: tuple[str, ...] = ()
        colour = value_words(after, new)
        if colour.startswith("#") and len(colour) == 7:
            ratio = branding.contrast(branding.on_color(colour), colour)
            notes = (words("contrast_note", ratio=figure(f"{ratio:.1f}")),)
        return Told(sentence, notes=notes)
    label = spoken({"radius": "Corners", "font": "Typeface"}.get(path[2] if len(path) > 2 else "", "")) or label_of(
        path, None
    )
    return Told(_from_to(label, before, after, old, new))


def _simple(values: Any) -> TypeGuard[list[str]]:
    return isinstance(values, list) and not is_rule(values) and all(isinstance(each, str) for each in values)


def _members(
    start: str, before: list[str], after: list[str], old: Names, new: Names, chosen: Callable[[str], str]
) -> tuple[Words, ...]:
    gained, lost = [each for each in after if each not in before], [each for each in before if each not in after]
    if not gained and not lost:
        return say("reordered", start=start, new=short(", ".join(value_words(each, new, chosen) for each in after)))
    with_, without = (
        short(", ".join(value_words(each, names, chosen) for each in part))
        for part, names in ((gained, new), (lost, old))
    )
    return say(
        "without_with" if gained and lost else "with" if gained else "without", start=start, old=without, new=with_
    )


def _rewritten(before: str, after: str) -> tuple[Words, ...]:
    """The place where two long texts differ, between a few words of what stayed."""
    one, two = " ".join(before.split()).split(" "), " ".join(after.split()).split(" ")
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    gone, came = " ".join(one[start : len(one) - end]), " ".join(two[start : len(two) - end])
    opening, closing = quoted("\n").split("\n")
    lead = ("… " if start > 4 else "") + " ".join(one[max(start - 4, 0) : start])
    tail = " ".join(one[len(one) - end : len(one) - end + 4]) + (" …" if end > 4 else "")
    whole = (" ".join(filter(None, (lead, short(each), tail))) for each in (gone, came))
    plain = words("from_to", **dict(zip(("old", "new"), map(quoted, whole), strict=True)))
    drawn = [Words(f"{opening}{lead} " if lead else opening), Words(short(gone), "old"), Words(" " if gone and came else ""), Words(short(came), "new"),
             Words(f" {tail}{closing}" if tail else closing)]  # fmt: skip
    first, *rest = (each for each in drawn if each.text)
    return replace(first, plain=plain), *(replace(each, plain="") for each in rest)


def impact_of_removed(path: Path, part: Any) -> tuple[tuple[Impact, ...], tuple[str, ...]]:
    """What a removal may touch, and what it does not."""
    name = spot(path).name
    if name == "statuses":
        return (Impact("status_orders", path[-1]),), (words("statuses_note"),)
    if name == "services":
        return (Impact("service_orders", path[-1]),), (words("services_note"),)
    if name == "roles":
        return (Impact("clients_people", path[-1]), Impact("sellers_people", path[-1])), ()
    if name == "groups":
        return (Impact("group_clients", path[-1]),), ()
    if name == "folders":
        return (Impact("folder_files", path[-1]),), (words("folders_note"),)
    if name == "pipelines":
        statuses = part.get("statuses") if isinstance(part, dict) else None
        return tuple(Impact("status_orders", each) for each in statuses or {}), (words("statuses_note"),)
    return (), ()
