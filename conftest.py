"""Fixtures for every test of the checkout, wherever it stands: `tests/`, `e2e/` and the folders of kinds."""

pytest_plugins = ("tests.database_fixtures",)
