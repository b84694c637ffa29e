"""The command `portico`.

portico run            everything: PostgreSQL, migrations, demo, web and worker under one supervisor
portico web            the web part alone, on a database that stands
portico worker         one job worker alone
portico db bootstrap   make roles and database (or print the SQL for it)
portico db migrate     bring the schema up to date, as the owner
portico db check       say what is wrong with the database, if anything
portico db revision    write a migration from the difference between models and database
portico demo load      make the demo, once
portico config check FILE    say what is wrong with a document
portico config diff A B      say in sentences what changed from one document to another
portico config explain CODE  say what the code of a finding means
portico config upgrade FILE  print a document as the present language writes it
portico px check FILE  run expressions through the server's engine and the browser's, and print where they disagree
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from foundation.postgres import PostgresRefused, bootstrap, bootstrap_sql
from foundation.settings import Settings, SettingsRefused, settings
from portico import children, logs, supervisor, versions


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code. What the operator can mend ends in a sentence, not in a traceback."""
    children.end_with_parent()
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 0
    if chosen.command == "bootstrap" and chosen.print_sql:
        print(bootstrap_sql(), end="")
        return 0
    if chosen.command == "px":
        return _check_expressions(chosen)
    if chosen.command == "config":
        return int(chosen.call(chosen))
    try:
        logs.configure(settings())
        return int(chosen.call(settings(), chosen))
    except SettingsRefused as refusal:
        print("Portico cannot start with these settings:", file=sys.stderr)
        for problem in refusal.problems:
            print(f"  {problem}", file=sys.stderr)
    except (PostgresRefused, supervisor.CannotStart) as refusal:
        print(refusal, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="portico", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    _add(commands, "run", _run, "start everything and serve until Ctrl-C")
    _add(commands, "web", _web, "serve web requests only")
    _add(commands, "worker", _worker, "run jobs only")
    _add(commands, "help", lambda *_: _help(parser), "show this text")
    database = commands.add_parser("db", help="look after the database").add_subparsers(required=True, metavar="")
    made = _add(database, "bootstrap", _bootstrap, "make roles, database and schema as a superuser")
    made.add_argument("--print", dest="print_sql", action="store_true", help="print SQL instead of running it")
    made.add_argument("--admin-url", help="a superuser's address of any database of the server")
    _add(database, "migrate", _migrate, "bring the schema up to date")
    _add(database, "check", _check, "say what is wrong with the database")
    written = _add(database, "revision", _revision, "write a migration for what the models have changed")
    written.add_argument("message", help="what it does, in a few words")
    demo = commands.add_parser("demo", help="the demo portal").add_subparsers(required=True, metavar="")
    loaded = _add(demo, "load", _load_demo, "make the demo, if it is not there")
    loaded.add_argument("--json", action="store_true", help="print the sign-ins as JSON")
    expressions = commands.add_parser("px", help="the expression language").add_subparsers(required=True, metavar="")
    vectors = expressions.add_parser("check", help="run a file of vectors through both engines")
    vectors.set_defaults(command="px")
    vectors.add_argument("vectors", help="a JSON list of {expr, given, expect}")
    _add_config(commands.add_parser("config", help="the documents that describe portals"))
    return parser


def _add_config(parser: argparse.ArgumentParser) -> None:
    from portico import documents

    actions = parser.add_subparsers(required=True, metavar="")

    def add(name: str, call: object, text: str, *files: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
        made.set_defaults(command="config", call=call)
        for each in files:
            made.add_argument(each, type=Path, metavar=each.upper(), help="a JSON file")
        return made

    checked = add("check", documents.check, "say what is wrong with a document", "file")
    checked.add_argument("--json", action="store_true", help="print findings as JSON")
    checked.add_argument("--publish", action="store_true", help="refuse what publishing refuses, too")
    checked.add_argument(
        "--bound",
        action="append",
        default=[],
        metavar="SLOT",
        help="with --publish: a slot that has a value where it goes live",
    )
    told = add("diff", documents.diff, "say in sentences what changed from one document to another", "a", "b")
    told.add_argument("--locale", choices=documents.LOCALES, default="en", help="the language of the sentences")
    explained = add("explain", documents.explain, "say what the code of a finding means")
    explained.add_argument("code", help="a code such as ref_missing")
    upgraded = add("upgrade", documents.upgrade, "print a document as the present language writes it", "file")
    upgraded.add_argument("--write", action="store_true", help="write it into the file instead")


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _add(commands: argparse._SubParsersAction, name: str, call: object, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(command=name, call=call)
    return command


def _run(chosen: Settings, _: argparse.Namespace) -> int:
    return supervisor.Supervisor(chosen, everything=True).run()


def _web(chosen: Settings, _: argparse.Namespace) -> int:
    _need_database(chosen, "web")
    return supervisor.Supervisor(chosen, everything=False).run()


def _worker(chosen: Settings, _: argparse.Namespace) -> int:
    _need_database(chosen, "worker")
    assert chosen.database_url is not None
    found = versions.problems(chosen.database_url)
    if found:
        raise supervisor.CannotStart("\n".join(found))
    from portico import worker

    worker.work()
    return 0


def _need_database(chosen: Settings, command: str) -> None:
    if chosen.database_url is None:
        raise supervisor.CannotStart(
            f"`portico {command}` needs DATABASE_URL: set it, or use `portico run`, which brings its own database."
        )


def _bootstrap(chosen: Settings, arguments: argparse.Namespace) -> int:
    if arguments.admin_url is None:
        if chosen.embedded_database:
            with supervisor.open_database(chosen):
                print("Roles, database and schema stand.")
            return 0
        raise supervisor.CannotStart("Give --admin-url, or run the SQL of `portico db bootstrap --print` yourself.")
    import psycopg

    try:
        bootstrap(arguments.admin_url)
    except psycopg.Error as error:
        raise supervisor.CannotStart(f"The server refused: {str(error).strip().splitlines()[0]}.") from error
    print("Roles, database and schema stand. Give portico_owner and portico_app passwords before use.")
    return 0


def _migrate(chosen: Settings, _: argparse.Namespace) -> int:
    with supervisor.open_database(chosen) as database:
        if database.owner_url is None:
            raise supervisor.CannotStart("Migrating needs DATABASE_OWNER_URL, the address for the role portico_owner.")
        from sqlalchemy.exc import DBAPIError

        from portico import schema

        try:
            schema.migrate(database.owner_url)
        except DBAPIError as error:
            reason = str(error.orig or error).strip().splitlines()[0]
            raise supervisor.CannotStart(
                f"The migration was undone because the database refused it: {reason}."
            ) from error
        print(f"The schema is at version {versions.current(database.owner_url) or 'none'}.", file=sys.stderr)
    return 0


def _check(chosen: Settings, _: argparse.Namespace) -> int:
    with supervisor.open_database(chosen) as database:
        found = versions.problems(database.url)
    print("\n".join(found) or "The database is as it should be.")
    return 1 if found else 0


def _revision(chosen: Settings, arguments: argparse.Namespace) -> int:
    with supervisor.open_database(chosen) as database:
        if database.owner_url is None:
            raise supervisor.CannotStart("Comparing needs DATABASE_OWNER_URL, the address for the role portico_owner.")
        from portico import schema

        schema.write_revision(database.owner_url, arguments.message)
    return 0


def _load_demo(chosen: Settings, arguments: argparse.Namespace) -> int:
    if find_spec("portico.demo") is None:
        if arguments.json:
            print("[]")
        return 0
    with supervisor.open_database(chosen) as database:
        os.environ["DATABASE_URL"] = database.url
        os.environ.setdefault("SECRET_KEY", chosen.secret_key)
        settings.cache_clear()
        from foundation import db
        from portico import demo

        db.configure(database.url, role="worker")
        signs = [dataclasses.asdict(sign) for sign in demo.load()]
        db.dispose()
    if arguments.json:
        print(json.dumps(signs))
    else:
        for sign in signs:
            print(f"{sign['address']}  {sign['email']}  {sign['password']}  {sign['who']}")
    return 0


def _check_expressions(arguments: argparse.Namespace) -> int:
    """0 where both engines answer every vector as expected, 1 where they do not, 2 where the file cannot be read or there is no Node."""
    from portico import expressions

    try:
        vectors = expressions.read_vectors(Path(arguments.vectors))
        told = expressions.disagreements(vectors)
    except (expressions.NoVectors, expressions.NoEngine) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print("\n".join(told) if told else f"{len(vectors)} vectors: both engines answer as expected.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
