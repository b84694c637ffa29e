"""One module a section of the document: its schema, and how it is read."""
