"""The seller's texts in the further languages of a portal."""
