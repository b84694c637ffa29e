"""Settings: read once from the environment, checked at start, frozen.

Every setting has a default that suits one developer on one machine. Each check has an id and a hint, and all
problems are reported together, so nobody fixes them one restart at a time.
"""

from __future__ import annotations

import functools
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_HOST = re.compile(r"(?=.{1,190}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z")
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})

_CHECKOUT = Path(__file__).resolve().parent.parent  # not the working directory, which may be any

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Problem:
    """One setting that cannot be used: a stable id, what is wrong, and what to do."""

    id: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message} {self.hint} [{self.id}]"


class SettingsRefused(Exception):
    """The environment holds settings that cannot be used; `problems` lists all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. Sizes are bytes, times are seconds."""

    port: int = 8080
    internal_port: int = 8081
    base_domain: str = "localhost"
    public_scheme: str = "http"
    public_port: int | None = 8080
    data_dir: Path = Path("var")
    database_url: str | None = None
    database_owner_url: str | None = None
    pg_bindir: Path | None = None
    secret_key: str = field(default="", repr=False)
    development: bool = True
    insecure_http: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "Portico <no-reply@localhost>"
    web_workers: int = 2
    page_threads: int = 2
    waiting_threads: int = 8
    max_body: int = 1_048_576
    file_limit: int = 100_000_000
    storage_limit: int = 20_000_000_000
    trusted_proxies: tuple[IpNetwork, ...] = ()
    password_profile: str = "standard"  # noqa: S105  how much work a hash costs
    log_level: str = "INFO"
    log_format: str = "text"
    shutdown_seconds: int = 5
    bind: str = "127.0.0.1"
    job_heartbeat: int = 5
    dns_resolver: tuple[str, int] | None = None

    @property
    def embedded_database(self) -> bool:
        """Whether Portico starts PostgreSQL itself."""
        return self.database_url is None

    @property
    def builder_host(self) -> str:
        """The host name of the builder, without port."""
        return f"app.{self.base_domain}"

    def origin(self, host: str) -> str:
        """`scheme://host[:port]` under which browsers reach `host`. Links are built from this, never from a request."""
        default = {"http": 80, "https": 443}[self.public_scheme]
        port = "" if self.public_port in (None, default) else f":{self.public_port}"
        return f"{self.public_scheme}://{host}{port}"


class _Reader:
    """Takes values out of the environment and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[Problem] = []

    def refuse(self, check: str, message: str, hint: str) -> None:
        self.problems.append(Problem(f"settings.{check}", message, hint))

    def text(self, name: str) -> str | None:
        return self.environ.get(name, "").strip() or None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        raw = self.text(name)
        if raw is None:
            return default
        if not (raw.isascii() and raw.isdigit() and low <= int(raw) <= high):
            self.refuse(name.lower(), f"{name} is {raw!r}.", f"Set {name} to a whole number from {low} to {high}.")
            return default
        return int(raw)

    def flag(self, name: str, default: bool) -> bool:
        raw = self.text(name)
        if raw is None:
            return default
        if raw.lower() not in _TRUE | _FALSE:
            self.refuse(name.lower(), f"{name} is {raw!r}.", f"Set {name} to 1 or 0.")
            return default
        return raw.lower() in _TRUE

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        raw = self.text(name)
        if raw is None:
            return default
        for choice in choices:
            if raw.lower() == choice.lower():
                return choice
        self.refuse(name.lower(), f"{name} is {raw!r}.", f"Set {name} to one of: {', '.join(choices)}.")
        return default

    def address(self, name: str, schemes: tuple[str, ...]) -> str | None:
        raw = self.text(name)
        if raw is None:
            return None
        try:
            scheme = urlsplit(raw).scheme
        except ValueError:
            scheme = ""
        if scheme not in schemes:
            self.refuse(
                name.lower(), f"{name} is not an address Portico can use.", f"Start it with {schemes[0]}://, please."
            )
            return None
        return raw

    def server(self, name: str, port: int) -> tuple[str, int] | None:
        """An IP address, with ``:port`` behind it or not; one of version 6 then stands in brackets."""
        raw = self.text(name)
        if raw is None:
            return None
        matched = re.fullmatch(
            r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<four>[0-9.]+)|(?P<bare>[0-9a-fA-F:]+))(?::(?P<port>[0-9]{1,5}))?", raw
        )
        try:
            if matched is None:
                raise ValueError(raw)
            address = str(ipaddress.ip_address(matched["six"] or matched["four"] or matched["bare"]))
            number = int(matched["port"] or port)
            if not 1 <= number <= 65535:
                raise ValueError(raw)
        except ValueError:
            self.refuse(name.lower(), f"{name} is {raw!r}.", "Write an IP address such as 9.9.9.9 or 127.0.0.1:5353.")
            return None
        return address, number

    def networks(self, name: str) -> tuple[IpNetwork, ...]:
        found: list[IpNetwork] = []
        for part in (self.text(name) or "").replace(",", " ").split():
            try:
                found.append(ipaddress.ip_network(part, strict=False))
            except ValueError:
                self.refuse(
                    name.lower(),
                    f"{name} holds {part!r}, which is no IP address or network.",
                    "Write addresses or networks separated by commas, such as 10.0.0.0/8.",
                )
        return tuple(found)


def load(environ: Mapping[str, str]) -> Settings:
    """Read and check the settings in `environ`.

    Makes `DATA_DIR/secret_key` (mode 0600) when no `SECRET_KEY` is given and Portico runs its own database.
    Raises `SettingsRefused` with every problem found.
    """
    read = _Reader(environ)
    port = read.number("PORT", 8080, 1, 65535)
    internal_port = read.number("INTERNAL_PORT", port + 1 if port < 65535 else port - 1, 1, 65535)
    if port == internal_port:
        read.refuse("ports", f"PORT and INTERNAL_PORT are both {port}.", "Give them two different numbers.")

    base_domain = (read.text("BASE_DOMAIN") or "localhost").lower().rstrip(".")
    if not _HOST.match(base_domain):
        read.refuse(
            "base_domain",
            f"BASE_DOMAIN is {base_domain!r}, which is no host name.",
            "Write a bare name such as portals.example.com, without scheme, port or path.",
        )
    local = base_domain == "localhost" or base_domain.endswith(".localhost")
    development = read.flag("DEVELOPMENT", local)
    public_scheme = read.choice("PUBLIC_SCHEME", "http" if development else "https", ("http", "https"))
    public_port = read.number("PUBLIC_PORT", port if public_scheme == "http" else 443, 1, 65535)
    insecure_http = read.flag("INSECURE_HTTP", False)
    if insecure_http and not development:
        read.refuse(
            "insecure_http",
            "INSECURE_HTTP=1 sends sign-in cookies over plain http and is for development only.",
            "Remove it, or set DEVELOPMENT=1 on a machine nobody else can reach.",
        )

    database_url = read.address("DATABASE_URL", ("postgresql", "postgres"))
    database_owner_url = read.address("DATABASE_OWNER_URL", ("postgresql", "postgres"))
    if database_owner_url and not read.text("DATABASE_URL"):
        read.refuse(
            "database_owner_url",
            "DATABASE_OWNER_URL is set without DATABASE_URL.",
            "Set DATABASE_URL to the address for the role portico_app, or remove both to use the built-in database.",
        )

    pg_bindir = read.text("PG_BINDIR")
    if pg_bindir and not (Path(pg_bindir) / "initdb").exists():
        read.refuse(
            "pg_bindir",
            f"PG_BINDIR is {pg_bindir}, but there is no initdb in it.",
            "Point it at the directory that holds postgres and initdb, such as /usr/lib/postgresql/18/bin.",
        )

    smtp_url = read.address("SMTP_URL", ("smtp", "smtps"))
    mail_from = read.text("MAIL_FROM")
    if smtp_url and not mail_from:
        read.refuse("mail_from", "SMTP_URL is set without MAIL_FROM.", "Set MAIL_FROM to the sender's address.")

    password_profile = read.choice("PASSWORD_PROFILE", "standard", ("standard", "test"))
    if password_profile == "test" and not development:  # noqa: S105
        read.refuse(
            "password_profile",
            "PASSWORD_PROFILE=test makes passwords easy to crack and is for tests only.",
            "Remove PASSWORD_PROFILE.",
        )

    # A developer's machine is nobody else's business; a server sits behind a proxy that must reach it.
    bind = read.text("BIND") or ("127.0.0.1" if development else "0.0.0.0")  # noqa: S104
    try:
        ipaddress.ip_address(bind)
    except ValueError:
        read.refuse("bind", f"BIND is {bind!r}, which is no IP address.", "Write one such as 127.0.0.1 or 0.0.0.0.")

    data_dir = Path(read.text("DATA_DIR") or _CHECKOUT / "var").expanduser().absolute()
    secret_key = _secret_key(read, data_dir)
    result = Settings(
        port=port,
        internal_port=internal_port,
        base_domain=base_domain,
        public_scheme=public_scheme,
        public_port=public_port,
        data_dir=data_dir,
        database_url=database_url,
        database_owner_url=database_owner_url,
        pg_bindir=Path(pg_bindir) if pg_bindir else None,
        secret_key=secret_key,
        development=development,
        insecure_http=insecure_http,
        smtp_url=smtp_url,
        mail_from=mail_from or f"Portico <no-reply@{base_domain}>",
        web_workers=read.number("WEB_WORKERS", 2, 1, 64),
        page_threads=read.number("PAGE_THREADS", 2, 1, 32),
        waiting_threads=read.number("WAITING_THREADS", 8, 1, 64),
        max_body=read.number("MAX_BODY", 1_048_576, 1024, 104_857_600),
        file_limit=read.number("FILE_LIMIT", 100_000_000, 1024, 5_000_000_000),
        storage_limit=read.number("STORAGE_LIMIT", 20_000_000_000, 1024, 10**15),
        trusted_proxies=read.networks("TRUSTED_PROXIES"),
        password_profile=password_profile,
        log_level=read.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        log_format=read.choice("LOG_FORMAT", "text" if development else "json", ("text", "json")),
        shutdown_seconds=read.number("SHUTDOWN_SECONDS", 5 if development else 25, 2, 600),
        bind=bind,
        job_heartbeat=read.number("JOB_HEARTBEAT", 5, 1, 60),
        dns_resolver=read.server("DNS_RESOLVER", 53),
    )
    if read.problems:
        raise SettingsRefused(read.problems)
    return result


def _secret_key(read: _Reader, data_dir: Path) -> str:
    """The key that signs tokens: from the environment, or made once beside the built-in database."""
    given = read.text("SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            read.refuse("secret_key", "SECRET_KEY is shorter than 32 characters.", _MAKE_KEY)
        return given
    if read.text("DATABASE_URL"):
        read.refuse("secret_key", "DATABASE_URL is set, but SECRET_KEY is not.", _MAKE_KEY)
        return ""
    if read.problems:
        return ""  # nothing is written to disk for settings that will not be used
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        try:
            # Written beside and linked into place, so that two starters agree on one whole key.
            draft = data_dir / f".secret_key.{secrets.token_hex(8)}"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(48))
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        key = path.read_text().strip()
    except OSError as error:
        read.refuse(
            "data_dir",
            f"DATA_DIR {data_dir} cannot be used: {error.strerror}.",
            "Set DATA_DIR to a directory this user can write to.",
        )
        return ""
    if len(key) < 32:
        read.refuse("secret_key", f"{path} holds no usable key.", "Delete the file to get a new one.")
    return key


_MAKE_KEY = """Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"""


@functools.cache
def settings() -> Settings:
    """The settings of this process, read at the first call. Raises `SettingsRefused`."""
    return load(os.environ)
