"""The document's life: drafts, immutable revisions, and the head that says which revision is live."""

from foundation.revisions.queries import Pointer, compiled, head, pointer

__all__ = ["Pointer", "compiled", "head", "pointer"]
