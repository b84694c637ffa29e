"""Northlight with Acme and Kestrel, browsers for their people, and a look past every wall."""

from tests.storefront.conftest import browse, clean_caches, house, look

__all__ = ["browse", "clean_caches", "house", "look"]
