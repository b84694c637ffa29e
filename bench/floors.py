"""Two floors under every figure, on the same front, bridge and server: a bare Flask reply, and a minimal page.

The host that serves them exists in the bench's web processes only.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from flask import Flask, render_template, request
from jinja2 import DictLoader
from psycopg.rows import namedtuple_row

from bench.load import WORKER_PATH

HOST_LABEL = "floors"
COLD_HEADER = "HTTP_X_BENCH_COLD"
"""A request with it finds no rendered fragment in the process."""

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]

SCHEMA = """
create schema floors;
create table floors.people (id int primary key, token text not null unique, name text not null, company_id int not null);
create table floors.companies (id int primary key, name text not null, city text not null);
create table floors.orders (id int primary key, company_id int not null, number text not null, title text not null,
    status text not null, minor int not null, open boolean not null, placed_at timestamptz not null);
create index on floors.orders (company_id, placed_at desc);
create index on floors.orders (company_id, placed_at desc) where open;
insert into floors.people select n, 'token-' || n, 'Person & Partner ' || n, 1 + n % 50 from generate_series(1, 1000) n;
insert into floors.companies select n, 'Company <' || n || '> & Sons', 'Kiel' from generate_series(1, 50) n;
insert into floors.orders select n, 1 + n % 50, 'NL-' || n, 'Product one-pager & banner set', 'In review', 39000 + n, n % 3 = 0,
    now() - n * interval '1 hour' from generate_series(1, 20000) n;
grant usage on schema floors to portico_app;
grant select on all tables in schema floors to portico_app;
"""

_PERSON = "select id, name, company_id from floors.people where token = %s"
_COMPANY = "select name, city from floors.companies where id = %s"
_OPEN = (
    "select number, title, status, minor, placed_at from floors.orders where company_id = %s and open"
    " order by placed_at desc limit 6"
)
_LATEST = "select number, title, status, minor, placed_at from floors.orders where company_id = %s order by placed_at desc limit 9"

# 8 kB once filled in, every value escaped by Jinja.
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ company.name }}</title>
<link rel="stylesheet" href="/-/assets/portal.css"><script type="module" src="/-/assets/portal.js"></script></head>
<body><header class="top"><a href="/" class="brand">Northlight Studio</a><nav aria-label="Main"><ul>
{% for label, url in tabs %}<li><a href="{{ url }}">{{ label }}</a></li>
{% endfor %}</ul></nav><p class="who">{{ person.name }}, {{ company.name }}, {{ company.city }}</p></header>
<main><h1>Hello {{ person.name }}</h1>
{% for heading, orders in lists %}<section class="card"><h2>{{ heading }}</h2><table><thead><tr><th scope="col">Number</th>
<th scope="col">Service</th><th scope="col">Status</th><th scope="col">Placed</th><th scope="col" class="num">Total</th></tr></thead><tbody>
{% for order in orders %}<tr><th scope="row"><a class="order-link" href="/orders/{{ order.number }}">{{ order.number }}</a></th>
<td class="order-title"><a href="/orders/{{ order.number }}">{{ order.title }}</a><small class="muted">{{ company.name }}</small></td>
<td><span class="status status-active"><span class="status-dot" aria-hidden="true"></span>{{ order.status }}</span></td>
<td><time datetime="{{ order.placed_at.isoformat() }}">{{ order.placed_at.strftime("%d.%m.%Y") }}</time></td>
<td class="num">{{ "%.2f"|format(order.minor / 100) }} EUR</td></tr>
{% endfor %}</tbody></table></section>
{% endfor %}</main><footer><p>{{ company.name }}, {{ company.city }}</p></footer></body></html>
"""

TABS = [
    ("Home", "/"),
    ("Services", "/t/services"),
    ("Orders", "/t/orders"),
    ("How we work", "/t/how"),
    ("Billing", "/t/pay"),
]


def floors_app(url: str) -> Flask:
    """A bare reply at ``/hello``, the minimal page at ``/dash4q`` and the worker's number at ``/worker``."""
    app = Flask("floors", static_folder=None)
    app.jinja_loader = DictLoader({"dash4q.html": PAGE})
    app.jinja_env.auto_reload = False
    local = threading.local()

    def connection() -> psycopg.Connection[Any]:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url, row_factory=namedtuple_row, prepare_threshold=0)
        known: psycopg.Connection[Any] = local.connection
        return known

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get(WORKER_PATH)
    def worker() -> str:
        return str(os.getpid())

    @app.get("/dash4q")
    def dash4q() -> str:
        with connection().transaction(), connection().cursor() as cursor:
            person = cursor.execute(_PERSON, [request.args["token"]]).fetchone()
            assert person is not None
            company = cursor.execute(_COMPANY, [person.company_id]).fetchone()
            still_open = cursor.execute(_OPEN, [person.company_id]).fetchall()
            latest = cursor.execute(_LATEST, [person.company_id]).fetchall()
        return render_template(
            "dash4q.html",
            tabs=TABS,
            person=person,
            company=company,
            lists=[("In progress", still_open), ("Latest orders", latest)],
        )

    return app


def with_floors(app_for: Callable[[str], WsgiApp | None], host: str, url: str) -> Callable[[str], WsgiApp | None]:
    """``app_for`` with one host more, and with pages that can be asked for without what the process kept of them."""
    from runtime.pages import fragments

    floors = floors_app(url)

    def chosen(name: str) -> WsgiApp | None:
        if name == host:
            return floors
        app = app_for(name)
        return None if app is None else cold(app)

    def cold(app: WsgiApp) -> WsgiApp:
        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            if COLD_HEADER in environ:
                fragments.forget()
            return app(environ, start_response)

        return answer

    return chosen
