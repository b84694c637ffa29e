"""Real browser, real server: each worker has its own web process, job worker, ports and clone of the database.

A page that reports a violation of the Content-Security-Policy, an error on its console, a script that fails, or a
file that cannot be loaded fails its test.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from psycopg.rows import dict_row

from e2e import chromium, looks
from portico.children import Lifeline

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"
AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Custom domains of portals in tests end in .test; names below localhost resolve by themselves.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `Content-Security-Policy: ${event.effectiveDirective} blocked ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`
));
"""


@dataclass
class Server:
    """Portico as in production: `portico web` and `portico worker` on a database of their own."""

    port: int
    internal_port: int
    environ: dict[str, str]
    admin_dsn: str
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    lifeline: Lifeline = field(default_factory=Lifeline)

    def address(self, host: str, path: str = "/") -> str:
        """The address of `path` on a host, given without port: `app.localhost`, `northlight.localhost`."""
        return f"http://{host}:{self.port}{path}"

    def start(self, name: str) -> None:
        """Start `web` or `worker` with the command an operator would use."""
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "portico.cli", name],
                env=self.lifeline.environment(self.environ),
                pass_fds=self.lifeline.descriptors,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Raises AssertionError with the server's log when it does not come up."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.processes["web"].poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.internal_port}/readyz", timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def command(self, *words: str) -> str:
        """Run `portico …` against this server's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "portico.cli", *words],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout

    def ordered(self, address: str) -> str:
        """A new order, paid, on which no work has begun, of the demo's member with this address: its number."""
        done = subprocess.run(
            [sys.executable, "-m", "e2e.ordered", address],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout.strip()

    def drafted(self, *edits: dict[str, Any], live: Sequence[dict[str, Any]] = ()) -> None:
        """The draft in the demo's sandbox is what is live, with these edits; then somebody published the edits ``live`` from elsewhere."""
        done = subprocess.run(
            [sys.executable, "-m", "e2e.drafted"],
            input=json.dumps({"edits": edits, "live": list(live)}),
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]

    def forgive(self) -> None:
        """Forget how often anybody tried anything: stories sign the same few people in again and again, and tries are counted."""
        with psycopg.connect(self.admin_dsn) as connection:
            connection.execute("delete from portico.rate_limits")

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Rows as superuser, past row-level security: to look at what the page does not show."""
        with psycopg.connect(self.admin_dsn, row_factory=dict_row) as connection:
            connection.execute("SET search_path = portico")
            return connection.execute(query, values).fetchall()

    def mail_to(self, address: str, *, subject: str = "", table: str = "mail_outbox") -> dict[str, Any]:
        """The newest mail to `address` whose subject contains `subject`; waits up to 20 s for it to be written."""
        assert table in ("mail_outbox", "staff_outbox")
        query = (
            f"SELECT * FROM {table} WHERE to_email = %(address)s AND strpos(subject, %(subject)s) > 0 "
            "ORDER BY id DESC LIMIT 1"
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = self.rows(query, address=address, subject=subject)
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address} with {subject!r} in its subject")

    def link_in_mail_to(self, address: str, *, subject: str = "", containing: str = "") -> str:
        """The first link of that mail's text whose address contains `containing`."""
        text = self.mail_to(address, subject=subject)["text"]
        links = [link.rstrip(".,)") for link in re.findall(r"https?://\S+", text)]
        return next(link for link in links if containing in link)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


@pytest.fixture(scope="session")
def server(postgres_server: Any, new_database: Callable[[str], str]) -> Iterator[Server]:
    """The worker's own server, without any portal: tests or the `demo` fixture make what they need."""
    run = Path(os.environ["PORTICO_TEST_RUN"])
    name = new_database("e2e")
    port, internal_port = _free_ports()
    environ = {
        **os.environ,
        "PORT": str(port),
        "INTERNAL_PORT": str(internal_port),
        "DATABASE_URL": postgres_server.dsn("portico_app", name),
        "DATA_DIR": str(run / f"files-{name}"),
        "PYTHONPATH": str(ROOT),
        "WEB_WORKERS": "1",
        "JOB_HEARTBEAT": "1",
        "LOG_LEVEL": "WARNING",
    }
    environ.pop("DATABASE_OWNER_URL", None)
    (run / f"files-{name}").mkdir()
    made = Server(port, internal_port, environ, postgres_server.dsn("postgres", name), run / f"{name}.log")
    try:
        made.start("web")
        made.start("worker")
        made.wait_until_ready()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def demo(server: Server) -> list[dict[str, Any]]:
    """The demo portal on this worker's server; its sign-ins as `portico demo load --json` prints them."""
    signs: list[dict[str, Any]] = json.loads(server.command("demo", "load", "--json"))
    return signs


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker. Without one the tests are skipped, loudly; in CI they fail."""
    program = chromium.find()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(chromium.MISSING, pytrace=False)
        pytest.skip(chromium.MISSING)
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=flags)
        yield launched
        launched.close()


@dataclass
class Watched:
    """Pages of one test and everything that went wrong on them. `expect(text)` allows one kind of error."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def open(
        self,
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        phone: bool = False,
        locale: str = "en-GB",
    ) -> Page:
        """A page for a person of its own: no cookie is shared with another page of the test."""
        context = self.browser.new_context(
            viewport={"width": 390, "height": 844} if phone else {"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            is_mobile=phone,
            reduced_motion="reduce",
            locale=locale,
            timezone_id="UTC",
        )
        context.set_default_timeout(10_000)
        context.add_init_script(_REPORT_VIOLATIONS)
        self.contexts.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def expect(self, text: str) -> None:
        """Let errors that contain `text` pass: for a test that provokes them."""
        self.allowed.append(text)

    def _watch(self, page: Page) -> None:
        self.pages.append(page)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 on purpose is logged as well; files that fail are told by `_response`.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        page_like = response.request.resource_type in ("document", "fetch", "xhr", "eventsource")
        if response.status >= 500 or (response.status >= 400 and not page_like):
            self.wrong.append(f"{response.status} for {response.url}")

    def unexpected(self) -> list[str]:
        return [wrong for wrong in self.wrong if not any(text in wrong for text in self.allowed)]


@pytest.fixture
def watched(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """Opens pages, keeps an eye on them, and leaves pictures in test-results/ when the test fails."""
    made = Watched(browser)
    yield made
    unexpected = made.unexpected()
    report = request.node.stash.get(_REPORT, None)
    if unexpected or (report is not None and report.failed):
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9]+", "-", request.node.nodeid).strip("-")
        for number, page in enumerate(made.pages, 1):
            if not page.is_closed():
                page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)
    for context in made.contexts:
        context.close()
    assert not unexpected, "the browser reported:\n" + "\n".join(unexpected)


@pytest.fixture
def page(watched: Watched) -> Page:
    """A page at 1440 px, light."""
    return watched.open()


@pytest.fixture
def dark_page(watched: Watched) -> Page:
    """A page at 1440 px, dark."""
    return watched.open(dark=True)


@pytest.fixture
def phone_page(watched: Watched) -> Page:
    """A page on a phone 390 px wide, light."""
    return watched.open(phone=True)


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)` lists the serious and critical accessibility faults of what the page shows now; with `only`, by these rules."""
    source = AXE.read_text()

    def check(page: Page, only: tuple[str, ...] = ()) -> list[str]:
        # Evaluated, not added as a script tag, which the Content-Security-Policy would rightly refuse.
        if page.evaluate("typeof window.axe") == "undefined":
            page.evaluate(source)
        options: dict[str, Any] = {"resultTypes": ["violations"]} | ({"runOnly": list(only)} if only else {})
        found = page.evaluate("(options) => axe.run(document, options)", options)
        return [
            f"{violation['id']} ({violation['impact']}): {violation['help']}: "
            + "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
        ]

    return check


@pytest.fixture
def looked(axe: Callable[..., list[str]]) -> Callable[[Page], None]:
    """`looked(page)` holds the page as it stands to what every page is held to: see `e2e.looks`."""

    def look(page: Page) -> None:
        found = looks.faults(page, axe)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return look


@pytest.fixture(scope="session")
def cast(server: Server, demo: list[dict[str, Any]]) -> None:
    """The demo and the people of the stories beside it, see `e2e.prepare`."""
    done = subprocess.run(
        [sys.executable, "-m", "e2e.prepare"], env=server.environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]


_REPORT: pytest.StashKey[pytest.TestReport] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.when == "call":
        item.stash[_REPORT] = report
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(chromium.MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO BROWSER", sep="!", red=True, bold=True)
        terminalreporter.write_line(chromium.MISSING, red=True, bold=True)
