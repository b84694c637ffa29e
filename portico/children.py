"""Processes that end with their parent, whatever happens to it.

The parent holds the writing end of a pipe open; each child waits on the reading end. A kill -9 of the parent closes
the pipe, and the child stops as it would on SIGTERM.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping

_LIFELINE = "PORTICO_LIFELINE"
_GRACE = 6.0
_SERVED = 5.0


class Lifeline:
    """The parent's side: children started with `environment()` and `descriptors` end when this process does."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    @property
    def descriptors(self) -> tuple[int, ...]:
        """To hand to `subprocess` as `pass_fds`."""
        return (self._reading,)

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """`environ` with the name of the pipe in it."""
        return {**environ, _LIFELINE: str(self._reading)}


def end_with_parent() -> None:
    """Called first in a child: stop this process when its parent is gone. Without a lifeline it does nothing."""
    raw = os.environ.pop(_LIFELINE, None)
    if raw is None:
        return
    descriptor = int(raw)
    os.set_inheritable(descriptor, False)

    def wait() -> None:
        while os.read(descriptor, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GRACE)
        os._exit(1)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


class Child:
    """One supervised process: started, watched, started again after a pause that grows while it keeps dying."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        environ: Mapping[str, str],
        lifeline: Lifeline,
        listening: int | None = None,
    ) -> None:
        self.name = name
        self._arguments = arguments
        self._environ = dict(environ)
        self._lifeline = lifeline
        self._listening = listening
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: int | None = None
        self._started_at = 0.0
        self._start_again_at: float | None = None
        self._pause = 0.0
        self.was_ready = False

    def start(self) -> None:
        """Start the process; it tells that it is ready by writing to a pipe whose number is its last argument."""
        self._forget_ready()
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        passed = [*self._lifeline.descriptors, writing]
        words = [*self._arguments]
        if self._listening is not None:
            passed.append(self._listening)
            words.append(str(self._listening))
        self._process = subprocess.Popen(
            [sys.executable, *words, str(writing)],
            env=self._lifeline.environment(self._environ),
            pass_fds=passed,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops its children in order
        )
        os.close(writing)
        self._ready = reading
        self._started_at = time.monotonic()
        self._start_again_at = None
        self.was_ready = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def look(self) -> int | None:
        """Note readiness; returns the exit code of a process that is dead and not yet started again."""
        if self._ready is not None and not self.was_ready:
            with contextlib.suppress(BlockingIOError):
                self.was_ready = os.read(self._ready, 1) == b"1"
            if self.was_ready:
                self._forget_ready()
        return self._process.poll() if self._process else None

    def keep_alive(self) -> bool:
        """Start again what died, after its pause. True when it was seen dead just now."""
        if self.look() is None:
            return False
        now = time.monotonic()
        if self._start_again_at is None:
            # The pause grows for what dies as soon as it is started, not for what served for a while and was killed.
            served = self.was_ready and now - self._started_at > _SERVED
            self._pause = 0.2 if served or not self._pause else min(self._pause * 2, 10.0)
            self._start_again_at = now + self._pause
            return True
        if now >= self._start_again_at:
            self.start()
        return False

    def signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _forget_ready(self) -> None:
        if self._ready is not None:
            os.close(self._ready)
            self._ready = None
