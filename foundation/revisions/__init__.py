"""The document's life: drafts, immutable revisions, and the head that says which revision is live."""

from foundation.revisions.queries import Pointer, compiled, pointer

__all__ = ["Pointer", "compiled", "pointer"]
