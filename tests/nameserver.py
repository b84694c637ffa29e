"""A small DNS server on the loopback interface: answers what a test put into it, over real packets."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class NameServer:
    """``records[(name, type)]`` is a list of values; a name in ``silent`` is not answered, one in ``broken`` with an error."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.silent: set[str] = set()
        self.broken: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def __enter__(self) -> NameServer:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._socket.close()

    def text(self, name: str, *values: str) -> None:
        """TXT records of a name; without values there are none any more."""
        self.records[name, "TXT"] = [f'"{value}"' for value in values]

    def _serve(self) -> None:
        while True:
            try:
                packet, sender = self._socket.recvfrom(4096)
            except OSError:
                return
            question = dns.message.from_wire(packet)
            asked = question.question[0]
            name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
            self.asked.append((name, kind))
            if name in self.silent:
                continue
            answer = dns.message.make_response(question)
            answer.flags |= dns.flags.RA
            values = self.records.get((name, kind))
            if name in self.broken:
                answer.set_rcode(dns.rcode.SERVFAIL)
            elif values:
                answer.answer.append(dns.rrset.from_text_list(asked.name, 60, "IN", kind, values))
            elif not any(known == name for known, _ in self.records):
                answer.set_rcode(dns.rcode.NXDOMAIN)
            try:
                self._socket.sendto(answer.to_wire(), sender)
            except OSError:
                return
