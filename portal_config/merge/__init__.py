"""Three-way merge of documents by id and property: what two sides made of one base becomes one document."""

from portal_config.merge.merged import GONE, Chosen, Conflict, Merged
from portal_config.merge.three import merge, resolve

__all__ = ["GONE", "Chosen", "Conflict", "Merged", "merge", "resolve"]
