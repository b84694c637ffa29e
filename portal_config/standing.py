"""How a person stands by a document beside their roles: which groups their client is in, and which rules about who is shown a part hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from portal_config.compiled import Compiled
from portal_config.expressions.given import Given
from portal_config.expressions.rule import Rule
from portal_config.expressions.values import ExpressionFailed, Value
from portal_config.folders import folders_of_member, folders_of_staff
from portal_config.see import See, Standing

GROUPS = "client.groups"


def with_rules(compiled: Compiled) -> Compiled:
    """The document with every rule that decides how people stand, and what these rules read, at hand."""
    whens = frozenset(see.when for see in _sees(compiled) if see.when is not None)
    rules = [*whens, *(group.match for group in compiled.groups.values() if group.match is not None)]
    return replace(compiled, whens=whens, standing_contexts=frozenset(name for rule in rules for name in rule.contexts))


def groups_of(compiled: Compiled, by_hand: Collection[str], known: Mapping[str, Value]) -> frozenset[str]:
    """The groups of a client by id. ``by_hand``: those it was put in; ``known``: what rules may know of it, by name of context. A rule that cannot be worked
    out puts nobody in."""
    given = Given(ctx=known, calendar=compiled.calendar)
    return frozenset(
        group.id
        for group in compiled.groups.values()
        if (group.id in by_hand if group.manual else group.match is not None and _holds(group.match, given))
    )


def standing(
    compiled: Compiled, groups: frozenset[str], known: Mapping[str, Value], roles: Collection[str] = ()
) -> Standing:
    """How somebody with these ``roles`` stands whose client is in these ``groups``: every rule is worked out once, and one that cannot be does not hold."""
    given = Given(ctx=known, calendar=compiled.calendar)
    bare = Standing(groups, frozenset(rule for rule in compiled.whens if _holds(rule, given)))
    return replace(bare, folders=folders_of_member(compiled.folders.values(), roles, bare))


def staff_standing(compiled: Compiled, roles: Collection[str], *, owner: bool) -> Standing:
    """How one of the seller's own people stands, whom no group and no rule is about."""
    sellers = {role.id for role in compiled.roles.values() if role.side == "seller"}
    return Standing(folders=folders_of_staff(compiled.folders.values(), roles, sellers, owner=owner))


def _holds(rule: Rule, given: Given) -> bool:
    try:
        return rule.holds(given)
    except ExpressionFailed:
        return False


def _sees(compiled: Compiled) -> Iterator[See]:
    """Who is shown each part of the document that says so."""
    later, onboarding = compiled.later, compiled.onboarding
    yield from (tab.see for tab in compiled.tabs)
    for dashboard in compiled.dashboards.values():
        yield dashboard.see
        yield from (widget.see for widget in dashboard.widgets)
    yield from (service.see for service in compiled.services.values())
    yield onboarding.see
    yield from (card.see for card in onboarding.cards)
    yield from (step.see for step in onboarding.checklist)
    if onboarding.video is not None:
        yield onboarding.video.see
    yield from (folder.see for folder in compiled.folders.values())
    yield from (article.see for article in later.help.articles.values())
    yield from (question.see for question in later.help.questions.values())
    yield from (desk.see for desk in later.desks.values())
