"""Edits: one change to a document, pure, with the edit that undoes it."""

from portal_config.edits.apply import Applied, apply, apply_all, replacing
from portal_config.edits.edit import Edit, EditRefused, asked
from portal_config.edits.places import place_of
from portal_config.edits.touches import meeting, touches
from portal_config.edits.uses import references

__all__ = [
    "Applied",
    "Edit",
    "EditRefused",
    "apply",
    "apply_all",
    "asked",
    "meeting",
    "place_of",
    "references",
    "replacing",
    "touches",
]
