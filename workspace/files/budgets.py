"""How much may be sent: by a person, by a guest and their address, and into a portal altogether."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from foundation.errors import Refused
from foundation.formats import size as in_words
from foundation.identity import limits
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from portal_config.compiled import Compiled
from words import unsaid
from workspace.files.queries import kept_bytes, unconfirmed_bytes

WINDOW = timedelta(hours=1)
UPLOADS = 300
"""Files one person sends in this time: fifteen times as many as can be put somewhere together. The space of a portal is counted beside it."""
UPLOADS_OF_VISIT, UPLOADS_OF_ADDRESS = 60, 120
MEGABYTES_OF_VISIT, MEGABYTES_OF_ADDRESS = 500, 1_000
"""What a guest sends in this time from one browser and from one address."""
SHARE = 4
"""Files of people whose address nobody has proven take at most this part (one fourth) of the space."""
MEGABYTE = 10**6
QUESTIONS = ("file", "image")
"""Kinds of questions that are answered with files."""
TOLD = unsaid("You have sent very many files just now.")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a guest may send. ``network``: what their address is counted by (``limits.network``); ``largest``: the bytes of one file, nought where no form
    asks guests for any."""

    network: str
    largest: int


def allowance(compiled: Compiled, address: str) -> Allowance:
    """What the document lets somebody send who is not signed in: as much as the questions of its public services take."""
    return Allowance(limits.network(address), largest_of_guests(compiled))


def largest_of_guests(compiled: Compiled) -> int:
    """The bytes of the largest file that a public service asks for, nought where none asks."""
    public = {service.form for service in compiled.services.values() if service.public and service.broken is None}
    asked = (each for form in compiled.forms.values() if form.id in public for each in form.every)
    return max((each.settings["max_mb"] * MEGABYTE for each in asked if each.type in QUESTIONS), default=0)


def largest_of(allowed: Allowance | None) -> int:
    """The bytes one file may have."""
    most = settings().file_limit
    return most if allowed is None else min(most, allowed.largest)


def spend(viewer: Viewer, size: int, allowed: Allowance | None) -> None:
    """Count a file of ``size`` bytes that begins to come, and see that there is room for it. Raises TooMany, Refused ``storage_full``."""
    if viewer.kind == "guest":
        assert allowed is not None
        megabytes = -(-size // MEGABYTE)
        for who, files, most in (
            (str(viewer.keeper), UPLOADS_OF_VISIT, MEGABYTES_OF_VISIT),
            (allowed.network, UPLOADS_OF_ADDRESS, MEGABYTES_OF_ADDRESS),
        ):
            limits.spend("guest_upload", who, files, WINDOW, told=TOLD)
            limits.spend("guest_megabytes", who, most, WINDOW, uses=megabytes, told=TOLD)
        _require_room_for_guests(size)
    else:
        limits.spend("upload", viewer.actor, UPLOADS, WINDOW, told=TOLD)
    _require_room(size)


def _require_room(size: int) -> None:
    most = settings().storage_limit
    if kept_bytes() + size > most:
        raise Refused(
            "storage_full",
            "The {size} for files of this portal are used up. Remove files that are no longer needed, or tell us.",
            size=in_words(most),
            pointer="file",
        )


def _require_room_for_guests(size: int) -> None:
    if unconfirmed_bytes() + size > settings().storage_limit // SHARE:
        raise Refused(
            "storage_full",
            "No more files can be taken from people who are not signed in. Order without the file and send it afterwards, or try again later.",
            pointer="file",
        )
