"""The studio: a portal is built here, in its sandbox, and seen while it is built."""
