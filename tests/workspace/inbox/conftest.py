"""Northlight and Farwell, fresh for every test."""

from tests.commerce.conftest import clean_caches, house, stranger

__all__ = ["clean_caches", "house", "stranger"]
