"""What a member is welcomed with, as a page draws it. It is drawn for each member anew, and never kept."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, url_for

from foundation.identity.viewer import Viewer
from foundation.web import live
from portal_config.compiled import Compiled, Onboarding, Step, Tab
from portal_config.findings import pointer
from portal_config.first_steps import STEPS
from portal_config.texts import fill
from portal_config.videos import Film
from runtime.onboarding.steps import WORDS, where
from runtime.pages import passes
from runtime.pages.compose import admits, visible_tabs
from runtime.pages.portal import Portal, tab_url
from runtime.pages.targets import target
from runtime.pages.words import words_of
from words import say
from workspace.onboarding import actions
from workspace.onboarding.queries import Progress, progress_brought
from workspace.timeline.checklist import steps_done

AT = "/onboarding"


@dataclass(frozen=True, slots=True)
class ShownCard:
    title: str
    text: str
    icon: str
    url: str | None
    ptr: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    """``url`` is where it is done, called ``label``; ``tick_url`` is None for a step that ticks itself."""

    id: str
    title: str
    why: str
    done: bool
    url: str | None
    label: str
    tick_url: str | None
    ptr: str


@dataclass(frozen=True, slots=True)
class ShownFilm:
    """``frame`` is the address of the player, which nothing asks for before it is wanted, ``allows`` what the page has to admit for it, ``url`` the film on a page
    of its own."""

    title: str
    host: str
    frame: str
    allows: str
    url: str
    ptr: str


@dataclass(frozen=True, slots=True)
class Shown:
    """``finished``: everything is done, and nothing but that is told, once."""

    title: str
    text: str
    film: ShownFilm | None
    cards: tuple[ShownCard, ...]
    steps: tuple[ShownStep, ...]
    finished: bool
    hide_url: str
    ptr: str = AT

    @property
    def left(self) -> int:
        return sum(not step.done for step in self.steps)


def onboarding_on(tab: Tab, here: Portal) -> Shown | None:
    """What stands on the dashboard ``tab``: on the viewer's first one, unless they have hidden it or are through. One statement while it is shown and asks for
    something that is worked out, else none. Whoever is seen to be through is noted, for the next time."""
    compiled, viewer = here.compiled, here.viewer
    if first_dashboard(here) != tab or not _welcomed(here):
        return None
    progress = _progress()
    if progress.hidden and not passes.in_studio():
        return None
    made = _shown(compiled.onboarding, here, progress)
    if made is None:
        return None
    if made.finished and not live.in_background():
        actions.finish(viewer)
    return made


def put_away(here: Portal) -> bool:
    """Whether there is something that the viewer does not see any more, and may bring back."""
    if first_dashboard(here) is None or not _welcomed(here) or not _progress().hidden:
        return False
    return _anything(here.compiled.onboarding, here)


def first_dashboard(here: Portal) -> Tab | None:
    """The tab on which a member is welcomed."""
    return next((tab for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "dashboard"), None)


def dashboard_url(here: Portal) -> str:
    """Where that tab is; the first page for somebody who has none."""
    tab = first_dashboard(here)
    return tab_url(tab, first=visible_tabs(here.compiled, here.viewer)[0] == tab) if tab else url_for("pages.home")


def film_of(here: Portal) -> tuple[Film, str] | None:
    """(the film a member is welcomed with, what it shows); None for whoever is shown none."""
    video = here.compiled.onboarding.video
    if video is None or not _welcomed(here) or not admits(video.see, None, here.viewer):
        return None
    return video.film, video.title


def steps_of(here: Portal) -> tuple[Step, ...]:
    """The first steps of this member: those shown to them that they can take."""
    if not _welcomed(here):
        return ()
    return tuple(
        step
        for step in here.compiled.onboarding.checklist
        if admits(step.see, STEPS[step.do].needs if step.do in STEPS else None, here.viewer)
    )


def _welcomed(here: Portal) -> bool:
    onboarding = here.compiled.onboarding
    return onboarding.written and here.viewer.kind == "member" and admits(onboarding.see, None, here.viewer)


def _progress() -> Progress:
    return progress_brought(g.get("figures") or {})


def _anything(onboarding: Onboarding, here: Portal) -> bool:
    cards = _cards(onboarding, here.viewer, here.compiled)
    return bool(onboarding.text or film_of(here) or cards or steps_of(here))


def _shown(onboarding: Onboarding, here: Portal, progress: Progress) -> Shown | None:
    viewer, compiled = here.viewer, here.compiled
    if not _anything(onboarding, here) and not passes.in_studio():
        return None
    words = words_of(viewer, compiled)
    mine = steps_of(here)
    happened = steps_done(viewer, {step.do for step in mine if step.do in STEPS})
    steps = tuple(_step(step, step.do in happened or step.id in progress.ticked, viewer, compiled) for step in mine)
    through = bool(steps) and all(step.done for step in steps)
    return Shown(
        title=fill(onboarding.title, words),
        text=fill(onboarding.text, words),
        film=_film(here),
        cards=_cards(onboarding, viewer, compiled),
        steps=steps,
        # Whoever was told, and brought it back, wants to see it.
        finished=through and onboarding.hide_when_done and not progress.done and not passes.in_studio(),
        hide_url=url_for("onboarding.hide"),
    )


def _film(here: Portal) -> ShownFilm | None:
    found = film_of(here)
    if found is None:
        return None
    film, title = found
    return ShownFilm(title, film.host, film.frame, film.allows, url_for("onboarding.film"), f"{AT}/video")


def _cards(onboarding: Onboarding, viewer: Viewer, compiled: Compiled) -> tuple[ShownCard, ...]:
    """The cards shown to the viewer; one that leads where they cannot go is left out."""
    words = words_of(viewer, compiled)
    made = []
    for card in onboarding.cards:
        found = target(card.to, viewer, compiled) if card.to else None
        if admits(card.see, None, viewer) and (found or card.to is None):
            url = found.url if found else None
            ptr = AT + pointer("cards", card.id)
            made.append(ShownCard(card.title, fill(card.text, words), card.icon, url, ptr))
    return tuple(made)


def _step(step: Step, done: bool, viewer: Viewer, compiled: Compiled) -> ShownStep:
    known = STEPS.get(step.do)
    why, label = map(say, WORDS[step.do]) if known else ("", "")
    found = target(step.to, viewer, compiled) if step.to else None
    url = found.url if found else where(step.do, viewer, compiled) if known else None
    name = "onboarding.untick" if done else "onboarding.tick"
    return ShownStep(
        step.id,
        step.title or (say(known.name) if known else ""),
        fill(step.text, words_of(viewer, compiled)) or why,
        done,
        None if done else url,
        say("Open {part}", part=found.label) if found else label,
        None if known else url_for(name, step=step.id),
        AT + pointer("checklist", step.id),
    )
