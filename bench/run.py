"""``make bench``: starts the production configuration on generated data, measures, prints a table, writes ``bench.json``.

``BENCH_SECONDS`` is the length of one round (2), ``BENCH_FRESH=1`` also times `make run` from a fresh clone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bench import generated, language, live, pages, publishing, report, stage, studio
from bench.figures import Figure, percentile, ratios
from bench.load import Broken, Crowd, get
from bench.pages import Page
from bench.processes import cpu_seconds, memory_megabytes, tree_cpu_seconds
from foundation.postgres import PostgresRefused, Server

ROUNDS = 5
CONNECTIONS = 8
SECONDS = float(os.environ.get("BENCH_SECONDS") or 2)
_EXPECTED = (stage.CannotMeasure, PostgresRefused, Broken)
BARE, MINIMAL = "bare Flask reply", "dash4q"


@dataclass
class Measured:
    """What the rounds of one page brought. CPU is milliseconds a request, rates are requests a second, latencies seconds."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    postgres_cpu: list[float] = field(default_factory=list)
    asked: int = 0


class Bench:
    """One run against running web workers."""

    def __init__(self, server: Server, web: stage.Web) -> None:
        self.server, self.web = server, web
        self.crowd = Crowd(web.port, web.floors_host)
        self._postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
        self.generator_cpu = 0.0
        self.requests = 0

    async def rounds(self, asked: Sequence[Page], seconds: float) -> dict[str, Measured]:
        """All pages in turn, five times over, so that a slow minute of the machine touches all of them."""
        found = {page.name: Measured() for page in asked}
        for page in asked:
            await self.crowd.run(page.requests, page.expected, min(0.5, seconds))
        for _ in range(ROUNDS):
            stage.refresh_sessions(self.server)
            for page in asked:
                await self.crowd.everywhere(page.warm, page.expected)
                await self.one_round(page, found[page.name], seconds)
        return found

    async def one_round(self, page: Page, into: Measured, seconds: float) -> None:
        web, postgres, own = cpu_seconds(self.web.pids), tree_cpu_seconds(self._postmaster), time.process_time()
        answers = await self.crowd.run(page.requests, page.expected, seconds)
        count = len(answers.latencies)
        into.cpu.append((cpu_seconds(self.web.pids) - web) / count * 1000)
        into.postgres_cpu.append((tree_cpu_seconds(self._postmaster) - postgres) / count * 1000)
        into.rates.append(answers.rate)
        into.latencies += answers.latencies
        into.asked += count
        self.generator_cpu += time.process_time() - own
        self.requests += count


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


async def serve_and_measure(server: Server, place: Path) -> list[Figure]:
    """Everything that needs running web workers. Raises Broken."""
    with stage.web_workers(server, place) as web:
        bench = Bench(server, web)
        await bench.crowd.gather(web.pids, CONNECTIONS)
        say("Pages")
        main = [
            *pages.floors(web.floors_host),
            pages.dashboard(),
            pages.dashboard(cold=True),
            pages.catalogue(),
            pages.order_list(),
            pages.order_page(),
            pages.thread_page(),
            await pages.placing(bench.crowd.one_each()[0]),
        ]
        found = await bench.rounds(main, SECONDS)
        figures = [row for page in main for row in page_figures(page.name, found)]
        figures.append(Figure("memory of two web workers", "MB", (memory_megabytes(web.pids),), 260))
        say("A save, a publish")
        figures.append(Figure("save of one edit of the draft", "ms", publishing.saves(ROUNDS * 4), 25, worst=True))
        figures.append(Figure("publish", "s", publishing.publishes(ROUNDS), 1, worst=True))
        figures.append(
            Figure("catalogue: age after a publish", "s", await publishing.ages(bench.crowd, ROUNDS), 1, worst=True)
        )
        say("100 and 100,000 orders of one tenant")
        figures += await more_orders(bench)
        say("1 and 1,000 tenants")
        figures += await more_tenants(bench)
        figures.append(Figure("memory of two web workers after 1,000 tenants", "MB", (memory_megabytes(web.pids),)))
        say("Pages that stay open")
        figures += await pages_that_stay_open(bench)
        own = bench.generator_cpu / bench.requests * 1000
        figures.append(Figure("the load generator's own CPU per request", "ms", (own,)))
        bench.crowd.close()
        return figures


def page_figures(name: str, found: dict[str, Measured]) -> list[Figure]:
    """All rows about one page."""
    this = found[name]
    latencies = sorted(this.latencies)
    targets = {
        ("dashboard", "dash4q"): 2.0,
        ("catalogue", "dash4q"): 1.0,
        ("thread page", "dash4q"): 2.0,
        ("placing an order", "CPU"): 7.0,
    }
    rows = [
        Figure(f"{name}: requests per second", "1/s", tuple(this.rates)),
        Figure(f"{name}: p50", "ms", (percentile(latencies, 0.5) * 1000,)),
        Figure(f"{name}: p99", "ms", (percentile(latencies, 0.99) * 1000,)),
        Figure(f"{name}: CPU per request", "ms", tuple(this.cpu), targets.get((name, "CPU"))),
        Figure(f"{name}: PostgreSQL CPU per request", "ms", tuple(this.postgres_cpu)),
    ]
    for floor in (BARE, MINIMAL):
        if name not in (BARE, floor):
            rows.append(
                Figure(f"{name}: CPU / {floor}", "×", ratios(this.cpu, found[floor].cpu), targets.get((name, floor)))
            )
    return rows


async def more_orders(bench: Bench) -> list[Figure]:
    """The same pages of a tenant with few and of one with many orders."""
    figures = []
    for make, target in (
        (pages.order_list, 1.15),
        (pages.order_page, 1.15),
        (pages.dashboard, 1.15),
        (lambda place: pages.dashboard(place, cold=True), 1.15),
    ):
        few, many = (make(place) for place in (generated.SMALL, generated.LARGE))
        renamed = [Page(label, page.requests, warm=page.warm) for label, page in (("few", few), ("many", many))]
        say(f"  {few.name}")
        found = await bench.rounds(renamed, SECONDS * 0.6)
        name = f"{few.name}: CPU, 100 → 100,000 orders"
        figures.append(Figure(name, "×", ratios(found["many"].cpu, found["few"].cpu), target))
        both = (ratios(found["many"].postgres_cpu, found["few"].postgres_cpu),)
        figures.append(Figure(f"{few.name}: PostgreSQL CPU, 100 → 100,000 orders", "×", *both))
    return figures


async def more_tenants(bench: Bench) -> list[Figure]:
    """One tenant asked again and again, against a thousand in turn."""
    one, all_of_them = pages.one_seller(), pages.all_sellers()
    await bench.crowd.everywhere([pages.front(place) for place in generated.CROWD], 200)
    found = await bench.rounds([one, all_of_them], SECONDS)
    compared = ratios(found[all_of_them.name].cpu, found[one.name].cpu)
    return [
        Figure(f"{one.name}: CPU per request", "ms", tuple(found[one.name].cpu)),
        Figure(f"{all_of_them.name}: CPU per request", "ms", tuple(found[all_of_them.name].cpu)),
        Figure("dashboard: CPU, 1 → 1,000 tenants", "×", compared, 1.10),
    ]


async def pages_that_stay_open(bench: Bench) -> list[Figure]:
    """How soon a message is there with many streams open, what an idle stream weighs, and what other pages notice of them."""
    readers = live.Readers(bench.web.port)
    page = pages.dashboard()
    alone, beside = Measured(), Measured()
    await bench.crowd.run(page.requests, page.expected, 0.5)
    # What a process keeps for a thousand portals is there before the first stream, in both of them.
    await bench.crowd.everywhere([pages.front(place) for place in generated.CROWD], 200)
    before, weights = memory_megabytes(bench.web.pids), []
    for _ in range(ROUNDS):
        stage.refresh_sessions(bench.server)
        await bench.one_round(page, alone, SECONDS)
        await readers.open(live.two_each(live.MANY))
        weights.append((memory_megabytes(bench.web.pids) - before) * 1000 / live.MANY)
        await bench.one_round(page, beside, SECONDS)
        readers.close()
        await live.gone(bench.web)
    say(f"  {live.MESSAGES} messages")
    stage.refresh_sessions(bench.server)
    await readers.open(live.two_each(live.STREAMS))
    await bench.crowd.gather(bench.web.pids, CONNECTIONS)
    figures = await live.messages(bench.server, readers, bench.crowd.one_each())
    readers.close()
    return [
        *figures,
        Figure("an idle stream, with 2,000 open", "kB", tuple(weights), 12),
        # At least 0.95 of the rate without them.
        Figure(
            "dashboard: rate without / with 2,000 streams", "×", ratios(alone.rates, beside.rates), round(1 / 0.95, 3)
        ),
    ]


def cold_starts(server: Server, place: Path) -> Figure:
    """From `portico web` to the first page."""
    seconds = []
    request = get(generated.ORDINARY.host, "/services", "Connection: close")
    for _ in range(ROUNDS):
        port = stage.free_port()
        environ = stage.production(server, stage.RUN, place, port)
        began = time.monotonic()
        with (place / "start.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "portico.cli", "web"], env=environ, cwd=stage.ROOT, stdout=log, stderr=log
            )
            try:
                seconds.append(stage.answers(port, request) - began)
            finally:
                process.terminate()
                process.wait(40)
    return Figure("cold start of the web part", "s", tuple(seconds), 2)


def migrations(server: Server, place: Path) -> Figure:
    """From an empty database to the present schema, by the operator's command."""
    seconds = []
    for _ in range(3):
        stage.new_database(server, "bench_empty")
        environ = stage.production(server, "bench_empty", place)
        began = time.monotonic()
        generated.migrate(environ, server, "bench_empty")
        seconds.append(time.monotonic() - began)
    stage.drop_database(server, "bench_empty")
    return Figure("migrations from zero", "s", tuple(seconds), 5)


def fresh_clone() -> Figure:
    """`make run` in a copy of the checked-in files, with whatever packages are cached. Raises CannotMeasure."""
    with tempfile.TemporaryDirectory(prefix="portico-fresh-") as folder:
        clone = Path(folder) / "portico"
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=stage.ROOT, capture_output=True, check=True
        )
        clone.mkdir()
        Path(folder).chmod(0o755)
        subprocess.run(
            ["tar", "--null", "-T", "-", "-cf", str(clone / "files.tar")],
            input=listed.stdout,
            cwd=stage.ROOT,
            check=True,
        )
        subprocess.run(["tar", "-xf", "files.tar"], cwd=clone, check=True)
        (clone / "files.tar").unlink()
        port, internal = stage.free_port(), stage.free_port()
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in ("DATA_DIR", "DATABASE_URL", "MAKEFLAGS", "PYTHONPATH")
        }
        began = time.monotonic()
        process = subprocess.Popen(
            ["make", "run"],
            cwd=clone,
            env=kept | {"PORT": str(port), "INTERNAL_PORT": str(internal)},
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            done = stage.answers(internal, b"GET /readyz HTTP/1.0\r\n\r\n", 200)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
        return Figure("make run from a fresh clone", "s", (done - began,), 90)


def main() -> int:
    """Run everything; the exit code says whether the measurement worked, not whether every target was met."""
    began = time.monotonic()
    place = stage.folder()
    stage.forget_older(place)
    try:
        fresh = (
            [fresh_clone()]
            if os.environ.get("BENCH_FRESH") == "1"
            else [Figure("make run from a fresh clone", "s", (), 90)]
        )
        with stage.database_server(place) as server:
            if not stage.exists(server, stage.MADE):
                say("Making the data, once for this schema version")
                generated.make(server, place)
                say(f"  made in {time.monotonic() - began:.0f} s")
            stage.new_database(server, stage.RUN, stage.MADE)
            publishing.configure(server, place)
            try:
                figures = uvloop.run(serve_and_measure(server, place))
                say("The studio")
                figures += studio.figures(server, place)
                figures += language.figures()
                figures += [cold_starts(server, place), migrations(server, place), *fresh]
            finally:
                publishing.leave()
                stage.drop_database(server, stage.RUN)
    except (*_EXPECTED, BaseExceptionGroup) as failure:
        reasons = list(report.leaves(failure))
        if not all(isinstance(reason, _EXPECTED) for reason in reasons):
            raise
        say("\n".join(dict.fromkeys(map(str, reasons))))
        return 1
    report.write(figures, time.monotonic() - began, rounds=ROUNDS, seconds=SECONDS, connections=CONNECTIONS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
