"""``folders``: where the files of every client are kept, and who sees, fills and clears each."""

from __future__ import annotations

from portal_config import ids
from portal_config.folders import Folder
from portal_config.reader import Reader
from portal_config.settings import Part, Refs, SeeSetting, Settings, Text

READS = "file.read"
"""Who has none of it sees no file in a folder, whoever is named."""


class FolderRights(Settings):
    add = Refs("rol", label="May add files", help="None chosen: whoever may add files to the client.")
    remove = Refs("rol", label="May remove files", help="Beside your team, and whoever added a file within the hour.")


class FolderSettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, translated=True, label="Name of the folder")
    see = SeeSetting()
    can = Part(FolderRights, label="Who may do what")


_FOLDER = FolderSettings()


def read_folders(reader: Reader) -> dict[str, Folder]:
    """The ``folders`` section. One that cannot be read is left out: its files wait for it, and no client sees them."""
    folders = {}
    for entry in reader.entries(reader.document, "folders", ids.ORDERS["folders"], "fol", ""):
        read = reader.part(_FOLDER, entry.raw, entry.at)
        if read.broken is None:
            values = read.values
            folders[entry.id] = Folder(
                entry.id,
                values["name"],
                values["see"],
                frozenset(values["can"]["add"]),
                frozenset(values["can"]["remove"]),
            )
    return folders
