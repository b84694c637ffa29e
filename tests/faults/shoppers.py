"""People who order and pay over HTTP while the system is killed under them. Each does what a browser does: keeps cookies, sends the form it was
given, and sends the same form again, key and all, when the answer got lost or was an error of the server."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode

from tests.faults.place import tick

NUMBER = re.compile(r"\b[A-Z]{2,}-\d{4}-\d{4,}\b")
PATIENCE = 90.0


@dataclass
class Wish:
    """One order somebody wants, and what they were told about it. ``told``: every number an answer named."""

    campaign: str
    service: str
    quantity: int
    method: str
    guest: bool
    key: str = ""
    acknowledged: bool = False
    declined: int = 0
    paid: bool = False
    given_up: bool = False
    told: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Failed:
    """A request that was answered by a fault of the server, or not at all."""

    began: float
    ended: float
    what: str
    status: int | None


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


class Street:
    """What all shoppers share: where to shop, what was wished, what went wrong, and when to stop."""

    def __init__(self, port: int, prepared: dict[str, Any]) -> None:
        self.port = port
        self.prepared = prepared
        self.closing = threading.Event()
        self.writing = threading.Event()
        self.wishes: list[Wish] = []
        self.statuses: Counter[int] = Counter()
        self.failed: list[Failed] = []
        self.wrong: list[str] = []
        self._lock = threading.Lock()

    def wish(self, wish: Wish) -> Wish:
        with self._lock:
            self.wishes.append(wish)
        return wish

    def saw(self, status: int | None, began: float, what: str) -> None:
        """Note an answer, or that there was none; ``began`` is when it was asked for."""
        with self._lock:
            if status is not None:
                self.statuses[status] += 1
            if status is None or status >= 500:
                self.failed.append(Failed(began, time.monotonic(), what, status))


class Shopper(threading.Thread):
    """A member with a session (``secret``), or guests one after another."""

    def __init__(self, street: Street, number: int, seed: int, secret: str | None) -> None:
        super().__init__(name=f"shopper {number}", daemon=True)
        self._street = street
        self._number = number
        self._secret = secret
        self._chooser = random.Random(f"{seed}:{number}")
        self._cookies: dict[str, str] = {}
        self._from = ""
        self._count = 0

    def run(self) -> None:
        try:
            while not self._street.closing.is_set():
                self._shop()
                tick.wait(self._chooser.random() * 0.5)
        except Exception as error:
            self._street.wrong.append(f"{self.name}: {type(error).__name__}: {error}")

    def _shop(self) -> None:
        chooser = self._chooser
        self._count += 1
        self._cookies = {"__Host-portico_member": self._secret} if self._secret else {}
        self._from = f"10.{self._number}.{self._count // 250}.{self._count % 250 + 1}"
        guest = self._secret is None
        wish = self._street.wish(
            Wish(
                campaign=f"Campaign {self._number} {self._count}",
                service="svc_audit" if guest and chooser.random() < 0.3 else "svc_banner",
                quantity=chooser.randrange(1, 6),
                method="pmt_card" if chooser.random() < 0.75 else "pmt_bank",
                guest=guest,
            )
        )
        path = f"/services/{self._street.prepared['services'][wish.service]}"
        page = self._insist("GET", path)
        assert page.status == 200, f"{path}: {page.status}: {_words(page.text)}"
        form = self._form(wish, page.text)
        wish.key = form["_key"]
        if chooser.random() < 0.1:
            # Presses the button and goes away whatever happens.
            wish.given_up = True
            self._once("POST", path, form)
            return
        answer = self._placed(path, form, twice=chooser.random() < 0.15)
        wish.acknowledged = True
        if answer.location.startswith("/pay/"):
            self._pay(wish, answer.location)
        else:
            self._read_number(wish, answer.location)

    def _placed(self, path: str, form: dict[str, str], *, twice: bool) -> Answer:
        if not twice:
            answer = self._insist("POST", path, form)
        else:
            with ThreadPoolExecutor(2) as tabs:
                answer, other = tabs.map(lambda _: self._insist("POST", path, form), range(2))
            assert other.status == 303, f"{path}: {other.status}: {_words(other.text)}"
        assert answer.status == 303, f"{path}: {answer.status}: {_words(answer.text)}"
        return answer

    def _pay(self, wish: Wish, path: str) -> None:
        chooser = self._chooser
        page = self._read_number(wish, path)
        if chooser.random() < 0.1:
            return  # leaves without paying
        while wish.declined < 3 and chooser.random() < 0.25:
            self._press(path, page, "decline")
            wish.declined += 1
            path = self._press(path, page, "retry").location
            assert path.startswith("/pay/"), path
            page = self._read_number(wish, path)
        paid = self._press(path, page, "pay")
        assert not paid.location.startswith("/pay/"), paid.location
        wish.paid = True
        self._read_number(wish, paid.location)

    def _press(self, path: str, page: Answer, outcome: str) -> Answer:
        answer = self._insist("POST", path, {"_csrf": _hidden(page.text, "_csrf"), "outcome": outcome})
        assert answer.status == 303, f"{outcome} {path}: {answer.status}: {_words(answer.text)}"
        return answer

    def _read_number(self, wish: Wish, path: str) -> Answer:
        page = self._insist("GET", path)
        assert page.status == 200, f"{path}: {page.status}: {_words(page.text)}"
        found = NUMBER.search(page.text.partition("<main")[2])
        assert found is not None, f"{path} names no order: {_words(page.text)}"
        wish.told.add(found.group())
        return page

    def _form(self, wish: Wish, text: str) -> dict[str, str]:
        form = {"_csrf": _hidden(text, "_csrf"), "_key": _hidden(text, "_key")}
        for name, value in re.findall(r'name="(accept_\w+|fld_ok)"[^>]*? value="([^"]*)"', text):
            form[name] = unescape(value)
        if wish.service == "svc_audit":
            form |= {"fld_site": "https://www.guest.example", "fld_goal": wish.campaign, "fld_mail": self._email}
        else:
            brief = "Plant managers should book the free inspection in time."
            form |= {
                "fld_campaign": wish.campaign,
                "fld_brief": brief,
                "quantity": str(wish.quantity),
                "method": wish.method,
            }
        if wish.guest:
            form |= {"name": "Gwen Guest", "company": "Guest & Co", "email": self._email}
        return form

    @property
    def _email(self) -> str:
        return f"guest-{self._number}-{self._count}@guest.example"

    def _insist(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """The answer; asked for again while the connection is lost, the server has a fault, or a twin still runs."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._once(method, path, form)
            running = answer is not None and answer.status == 409 and "still" in answer.text
            if answer is not None and answer.status < 500 and not running:
                return answer
            assert time.monotonic() < deadline, f"{method} {path}: no answer within {PATIENCE:.0f} s"
            tick.wait(0.05 + self._chooser.random() * 0.2)

    def _once(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._street.port, timeout=20)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {
            "Host": f"{self._street.prepared['host']}:{self._street.port}",
            "Accept": "text/html",
            "Connection": "close",
            "X-Forwarded-For": self._from,
            **({"Cookie": cookies} if cookies else {}),
        }
        body, began, what = None, time.monotonic(), f"{method} {path}"
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self._street.writing.set()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, {}, response.read().decode())
            answer.headers = {name.lower(): value for name, value in response.getheaders()}
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self._cookies[key] = rest.partition(";")[0]
        except (OSError, http.client.HTTPException):
            self._street.saw(None, began, what)
            return None
        finally:
            connection.close()
        self._street.saw(answer.status, began, what)
        if answer.status == 500:
            self._street.wrong.append(f"500 for {what}: {_words(answer.text)}")
        return answer


def _hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, f"no {name} on the page: {_words(text)}"
    return unescape(found.group(1))


def _words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())[:400]
