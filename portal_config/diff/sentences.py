"""How a changed property is told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal_config import branding
from portal_config.diff.change import Impact, Words
from portal_config.diff.names import NOUNS, Names, is_money, kind_label, label_of, money_words, short, value_words
from portal_config.diff.notifications import told_of_setting
from portal_config.edits.places import Path, spot
from portal_config.news import news_at

MAY = {
    "order.create": "place orders", "order.read": "read orders", "order.pay": "pay for orders", "order.move": "move orders",
    "price.read": "see prices", "member.manage": "manage members", "file.read": "read files", "message.write": "write messages",
    "portal.edit": "build the portal", "portal.publish": "publish the portal",
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
        return Told((Words("What was changed of a notification now holds for "), Words(subject, "new")))
    if name == "notifications" and (news := news_at(part)) is not None:
        words, notes = told_of_setting(news, key, before, after)
        if words:
            return Told(words, notes=notes)
    if key in ("require", "show", "public") and isinstance(after, bool | None) and isinstance(before, bool | None):
        return Told((Words(f"{subject} is now "), Words(_SWITCHED[key][bool(after) if after is not None else key == "show"], "new")),
                    notes=_NOTES.get((key, bool(after)), ()))  # fmt: skip
    label = label_of(path, part)
    if name == "blocks" and key == "text" and isinstance(before, str | None) and isinstance(after, str):
        return Told(
            (Words(f"{subject}: "), *(_rewritten(before, after) if before else _from_to(before, after, old, new)))
        )
    start = (
        f"{subject}: {label[:1].lower() + label[1:] if label[:2].isalpha() and not label[:2].isupper() else label} "
        if subject
        else f"{label} "
    )
    if isinstance(before, str) and isinstance(after, str) and (len(before) > _LONG or len(after) > _LONG):
        return Told((Words(start), *_rewritten(before, after)))
    if isinstance(before, list) and isinstance(after, list) and _simple(before) and _simple(after):
        return Told((Words(start), *_members(before, after, old, new)))
    return Told((Words(start), *_from_to(before, after, old, new)))


_SWITCHED = {
    "require": ("no longer required", "always required"),
    "show": ("hidden", "shown"),
    "public": ("only for people who are signed in", "open to people who are not signed in"),
}
_NOTES = {
    ("require", True): ("Orders placed from now on are asked for it",),
    ("public", True): ("Anybody with the address can see it",),
}


def _subject(owner: Path, around: str, part: Any, names: Names) -> str:
    if not owner:
        return ""
    if spot(owner).name == "blocks":
        # A block is its text, so it is called by its kind.
        return f"{kind_label('blocks', part) or 'Block'} in “{around}”"
    noun = NOUNS.get(spot(owner).name, "") if len(owner) > 2 else ""
    called = f"{noun} “{names.of(owner[-1])}”".strip()
    return f"{called} in “{around}”" if around else called


def _from_to(before: Any, after: Any, old: Names, new: Names) -> tuple[Words, ...]:
    if before is None:
        return (Words("is now "), Words(value_words(after, new), "new"))
    if after is None:
        return (Words(value_words(before, old), "old"), Words(" removed"))
    one, two = value_words(before, old), value_words(after, new)
    if one == two:
        return (Words("changed", "new"),)
    return (Words(one, "old"), Words(" "), Words(two, "new"))


def _renamed(name: str, around: str, before: Any, after: str | None) -> Told:
    noun = f"{NOUNS.get(name, '')} ".lstrip() if around else ""
    where = Words(f" in “{around}”" if around else "")
    was = f"{noun}“{short(before)}”" if isinstance(before, str) and before else f"{noun or 'It '}"
    if not after:
        return Told((Words(f"{was} has "), Words("no name any more", "new"), where))
    if not isinstance(before, str) or not before:
        return Told((Words(f"{was.rstrip()} is now called "), Words(f"“{short(after)}”", "new"), where))
    verb = " now reads " if name in ("fields", "options") else " renamed to "
    return Told((Words(f"{was}{verb}"), Words(f"“{short(after)}”", "new"), where))


def _seen(subject: str, before: Any, after: Any, old: Names, new: Names) -> Told:
    one, two = _roles(before), _roles(after)
    words = (Words(f"{subject} is now shown to "), Words(_audience(after, new), "new"))
    notes = []
    if _narrowed(before) or _narrowed(after):
        notes.append(f"Before: {_audience(before, old)}")
    elif one and two:
        gained, lost = [each for each in two if each not in one], [each for each in one if each not in two]
        if gained:
            notes.append(f"New: {_listed(gained, new)}")
        if lost:
            notes.append(f"No longer: {_listed(lost, old)}")
    elif one:
        notes.append(f"Before: {_listed(one, old)} only")
    else:
        notes.append("Before: everybody")
    return Told(words, notes=tuple(notes))


def _roles(see: Any, key: str = "roles") -> list[str]:
    named = see.get(key) if isinstance(see, dict) else None
    return [each for each in named if isinstance(each, str)] if isinstance(named, list) else []


def _narrowed(see: Any) -> bool:
    return isinstance(see, dict) and bool(see.get("groups") or see.get("when") not in (None, True))


def _audience(see: Any, names: Names) -> str:
    """Who is shown a part: its roles, those of its groups only, and whether a rule decides."""
    roles, groups = _roles(see), _roles(see, "groups")
    words = _listed(roles, names) if roles else "everybody"
    if groups:
        words += f" of {_listed(groups, names)}"
    return f"{words}, where its rule holds" if isinstance(see, dict) and see.get("when") not in (None, True) else words


def _translated(path: Path, before: Any, after: Any, old: Names, new: Names) -> Told:
    """A text in another language: whose it is, which of its words, and how it now reads."""
    owner, _, name = path[2].partition(".")
    called = f"“{new.of(owner)}”" if owner in new else owner.replace("_", " ").capitalize()
    start = f"{called} in {path[1]}, {name.replace('_', ' ').replace('.', ' ')}: "
    return Told((Words(start), *_from_to(before, after, old, new)))


def _listed(part_ids: list[str], names: Names) -> str:
    called = [names.of(each) for each in part_ids]
    return called[0] if len(called) == 1 else ", ".join(called[:-1]) + f" and {called[-1]}"


def who_sees(part: Any, names: Names) -> tuple[str, ...]:
    """Who will see a new part, where it says so."""
    see = part.get("see") if isinstance(part, dict) else None
    return (f"{_audience(see, names)} will see it",) if _roles(see) or _narrowed(see) else ()


def _may(owner: Path, action: str, before: Any, after: Any, new: Names) -> Told:
    role_id = owner[-1]
    doing = MAY.get(action, action.replace(".", " "))
    called = new.of(role_id)
    impact = (Impact("clients_people", role_id), Impact("sellers_people", role_id))
    if before is None:
        return Told(
            (Words(f"{called} may now "), Words(doing, "new")),
            notes=(_reach(after),) if after else (),
            attention=True,
            impact=impact,
        )
    if after is None:
        return Told((Words(f"{called} may no longer "), Words(doing, "new")), attention=True, impact=impact)
    return Told(
        (Words(f"{called} may {doing}: "), Words(_reach(before), "old"), Words(" "), Words(_reach(after), "new")),
        attention=True,
        impact=impact,
    )  # fmt: skip


def _reach(scope: Any) -> str:
    return {
        "own": "their own", "team": "of their team", "company": "of their whole company", "assigned": "what is assigned to them",
        "all": "everywhere",
    }.get(str(scope), str(scope))  # fmt: skip


def _price(owner: Path, part: Any, before: Any, after: Any, new: Names) -> Told:
    name = new.of(owner[-1]) if owner else "Price"
    unit = part.get("unit") if isinstance(part, dict) else None
    each = f" each {unit}" if isinstance(unit, str) and unit else ""
    if not (is_money(before) and is_money(after)):
        return Told((Words(f"{name}: "), Words(value_words(after, new), "new")), attention=True)
    one, two = money_words(before), money_words(after)
    if before[1] == after[1]:
        words = (
            Words(f"{name}: {before[1]} "),
            Words(one.partition(" ")[2], "old"),
            Words(" "),
            Words(two.partition(" ")[2], "new"),
            Words(each),
        )
    else:
        words = (Words(f"{name}: "), Words(one, "old"), Words(" "), Words(two, "new"), Words(each))
    figure = percent(before[0], after[0]) if before[1] == after[1] else ""
    return Told(words, figure, notes=("New orders only: what was ordered keeps its price",), attention=True)


def percent(before: int, after: int) -> str:
    """``+8.3 %``, from one amount to another; empty where there was none."""
    if before <= 0:
        return ""
    tenths = round(Fraction(after - before, before) * 1000)
    sign = "+" if tenths > 0 else "−" if tenths < 0 else "±"
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10} %"


def _brand(path: Path, before: Any, after: Any, old: Names, new: Names) -> Told:
    if path[:4] == ("branding", "tokens", "color", "accent"):
        words = (Words("Accent "), *_from_to(before, after, old, new))
        notes: tuple[str, ...] = ()
        colour = value_words(after, new)
        if colour.startswith("#") and len(colour) == 7:
            ratio = branding.contrast(branding.on_color(colour), colour)
            notes = (f"Text on buttons now {ratio:.1f} : 1",)
        return Told(words, notes=notes)
    label = {"radius": "Corners", "font": "Typeface"}.get(path[2] if len(path) > 2 else "", "") or label_of(path, None)
    return Told((Words(f"{label} "), *_from_to(before, after, old, new)))


def _simple(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values)


def _members(before: list[str], after: list[str], old: Names, new: Names) -> tuple[Words, ...]:
    gained, lost = [each for each in after if each not in before], [each for each in before if each not in after]
    if not gained and not lost:
        return (Words("in a new order: "), Words(short(", ".join(value_words(each, new) for each in after)), "new"))
    words: list[Words] = []
    if lost:
        words += [Words("without "), Words(short(", ".join(value_words(each, old) for each in lost)), "old")]
    if gained:
        words += [
            Words(", " if lost else ""),
            Words("with "),
            Words(short(", ".join(value_words(each, new) for each in gained)), "new"),
        ]
    return tuple(each for each in words if each.text)


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
    lead = ("… " if start > 4 else "") + " ".join(one[max(start - 4, 0) : start])
    tail = " ".join(one[len(one) - end : len(one) - end + 4]) + (" …" if end > 4 else "")
    words = [Words(f"“{lead} " if lead else "“"), Words(short(gone), "old"), Words(" " if gone and came else ""), Words(short(came), "new"),
             Words(f" {tail}”" if tail else "”")]  # fmt: skip
    return tuple(each for each in words if each.text)


def impact_of_removed(path: Path, part: Any) -> tuple[tuple[Impact, ...], tuple[str, ...]]:
    """What a removal may touch, and what it does not."""
    name = spot(path).name
    if name == "statuses":
        return (Impact("status_orders", path[-1]),), ("Orders keep the statuses they were placed with",)
    if name == "services":
        return (Impact("service_orders", path[-1]),), ("Orders keep what they were sold",)
    if name == "roles":
        return (Impact("clients_people", path[-1]), Impact("sellers_people", path[-1])), ()
    if name == "pipelines":
        statuses = part.get("statuses") if isinstance(part, dict) else None
        return tuple(Impact("status_orders", each) for each in statuses or {}), (
            "Orders keep the statuses they were placed with",
        )
    return (), ()
