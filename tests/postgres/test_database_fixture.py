"""The fixture every other test of the database relies on: each test finds it as empty as the first."""

import psycopg
import pytest

from foundation import jobs
from foundation.db import transaction
from foundation.tenancy import unscoped


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_wrote_the_next_does_not_see(turn, database):
    with unscoped("a test of the fixture"), transaction():
        jobs.enqueue("nobody.does_this", turn=turn)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT args ->> 'turn' FROM procrastinate_jobs").fetchall() == [(str(turn),)]


def test_what_migrations_put_there_stays(database):
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
