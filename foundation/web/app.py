"""The app all faces are made from: one transaction a request, refusals as pages or problem+json, one log line."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, Response, g, has_request_context, jsonify, make_response, request
from flask.templating import Environment
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from foundation import audit
from foundation.db import connection_lost, db, dispose, statements
from foundation.db.transaction import attach
from foundation.errors import Refused, TooMany
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from foundation.tenancy.scope import Scope, entered, maybe_scope, unscoped
from foundation.web import components, csrf, guards, headers, notices, routes
from foundation.web.guards import wants_json
from words import say, speaking, unsaid
from words.language import ENGLISH

log = logging.getLogger("portico.request")

ATTEMPTS = 3
ADDRESSES = 20_000
RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)

SENTENCES = {
    400: ("bad_request", unsaid("This request cannot be understood.")),
    401: ("sign_in_first", unsaid("Sign in first.")),
    403: ("forbidden", unsaid("Your role does not allow this.")),
    404: ("not_found", unsaid("There is nothing at this address, or you may not see it.")),
    405: ("method_not_allowed", unsaid("This address does not take that kind of request.")),
    413: ("too_large", unsaid("This is too large to be sent.")),
    415: ("wrong_type", unsaid("This kind of content is not taken here.")),
    429: ("too_many_requests", unsaid("Too many tries. Wait a moment and try again.")),
    500: ("broken", unsaid("Something broke on our side. It has been noted; try again in a moment.")),
    503: ("unavailable", unsaid("This cannot be reached right now. Try again in a moment.")),
}


class Templates(Environment):
    """Templates know what the app gives to all of them, and nothing each for itself: Jinja then compares two sets at an import, and no chain of maps."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows; ``d`` is what it alone knows."""
        return super().make_globals(d) if d else self.globals


class PorticoApp(Flask):
    """A face. ``templates`` are its own folders of templates, ``folders`` maps a prefix to another one. ``scope_of`` finds the scope of a request (None: platform tables only); ``load_viewer`` says who is looking; ``render_error`` draws
    an error page from (status, code, message); ``admit`` is asked before anything else; ``language`` finds the language of a page (None: English)."""

    jinja_environment = Templates

    def __init__(
        self,
        name: str,
        *,
        session_cookie: str,
        scope_of: Callable[[dict[str, Any]], Scope | None],
        load_viewer: Callable[[], Viewer],
        render_error: Callable[[int, str, str], str],
        templates: Sequence[Path] = (),
        folders: Mapping[str, Path] | None = None,
        admit: Callable[[], Response | None] | None = None,
        language: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(name, static_folder=None, template_folder=None)
        self._addresses: dict[tuple[Any, ...], str] = {}
        self.session_cookie = session_cookie
        self.scope_of = scope_of
        self.render_error = render_error
        self.language = language or (lambda: ENGLISH)
        self.jinja_loader = ChoiceLoader(
            [
                *(FileSystemLoader(folder) for folder in templates),
                PrefixLoader({prefix: FileSystemLoader(folder) for prefix, folder in (folders or {}).items()}),
                components.loader(),
            ]
        )
        self.config.update(
            SECRET_KEY=settings().secret_key,
            MAX_CONTENT_LENGTH=settings().max_body,
            MAX_FORM_MEMORY_SIZE=settings().max_body,
            MAX_FORM_PARTS=500,
            TRAP_HTTP_EXCEPTIONS=False,
        )
        components.install(self.jinja_env)
        self.jinja_env.auto_reload = settings().development
        attach(self)
        if admit is not None:
            self.before_request(admit)
        guards.install(self)
        csrf.install(self, session_cookie)
        routes.install(self, load_viewer)
        notices.install(self)
        headers.install(self)
        self.register_error_handler(Refused, self._refusal)
        self.register_error_handler(HTTPException, self._http_error)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: no view here is asynchronous, and Flask would look at each one at each request."""
        return func

    def url_for(
        self,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """The address of a page, as Flask makes it; one of this host is made once. With a pass in it none is kept."""
        make = partial(
            super().url_for,
            endpoint,
            _anchor=_anchor,
            _method=_method,
            _scheme=_scheme,
            _external=_external,
            **values,
        )
        if _anchor or _method or _scheme or _external or endpoint.startswith("."):
            return make()
        if not has_request_context() or request.script_root:
            return make()
        key = (endpoint, *((name, type(value), value) for name, value in values.items()))
        try:
            made = self._addresses.get(key)
        except TypeError:  # a value that is no key, such as a list
            return make()
        if made is None:
            if len(self._addresses) >= ADDRESSES:
                self._addresses.clear()
            made = self._addresses[key] = make()
        return made

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Enter the scope of the host around the whole request, and speak the language of its page."""
        scope = self.scope_of(environ)
        if scope is None:
            with unscoped("builder"), speaking(self.language):
                return super().wsgi_app(environ, start_response)
        with entered(scope), speaking(self.language):
            return super().wsgi_app(environ, start_response)

    def full_dispatch_request(self) -> Response:
        """Run the view in one transaction: committed below status 400, rolled back otherwise, tried again on a serialization failure or deadlock."""
        started = time.perf_counter()
        # The front has measured the body already, and lets only forms that bring files be larger than the rest.
        measured = request.environ.get("portico.length", 0)
        if measured > settings().max_body:
            # One more, since the end of the stream is only seen by reading beyond it.
            request.max_content_length = measured + 1
        g.request_id = secrets.token_hex(8)
        with audit.request(g.request_id), ExitStack() as counting:
            sent = counting.enter_context(statements()) if log.isEnabledFor(logging.DEBUG) else []
            response = self._attempts()
        response.headers["X-Request-Id"] = g.request_id
        log.info(
            "request",
            extra={
                "request_id": g.request_id,
                "route": request.url_rule.rule if request.url_rule else None,
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "queries": len(sent),
                "tenant": str(scope.tenant_id) if (scope := maybe_scope()) else None,
                "principal": getattr(g.get("_login_user"), "actor", "guest"),
            },
        )
        return response

    def _attempts(self) -> Response:
        for attempt in range(1, ATTEMPTS + 1):
            committing = False
            try:
                response = super().full_dispatch_request()
                if response.status_code < 400:
                    committing = True
                    db.session.commit()
                else:
                    db.session.rollback()
                return response
            except (psycopg.Error, DBAPIError) as failure:
                cause = failure.orig if isinstance(failure, DBAPIError) else failure
                lost = connection_lost(failure)
                # A connection lost in the commit leaves open whether it took place: only the caller may try again, under the same key.
                again = isinstance(cause, RETRIED) or (lost and not committing)
                _abandon(lost=lost)
                if attempt == ATTEMPTS or not again:
                    raise
                g.pop("told", None)
            except BaseException:
                db.session.rollback()
                raise
        raise AssertionError("unreachable")

    def handle_exception(self, error: Exception) -> Response:
        """A defect of ours: logged with its trace, shown without one. A database that is away is no defect: one line, and an answer that says when to
        come back."""
        if connection_lost(error):
            log.error(
                "the database is away: %s", str(error).partition("\n")[0], extra={"request_id": g.get("request_id")}
            )
            response = self._finished(503)
            response.headers["Retry-After"] = "2"
            return response
        db.session.rollback()
        log.exception("request failed", extra={"request_id": g.get("request_id")})
        if self.testing and self.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        original = getattr(error, "orig", error)
        busy = isinstance(
            original, psycopg.errors.QueryCanceled | psycopg.errors.LockNotAvailable | psycopg.OperationalError
        )
        return self._finished(503 if busy else 500)

    def _finished(self, status: int) -> Response:
        """An answer to a failure, with the headers of every other answer."""
        response = self.finalize_request(self._answer(status), from_error_handler=True)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response

    def _refusal(self, refused: Refused) -> Response:
        response = self._answer(refused.status, refused.code, refused.message, refused.pointer, refused.details)
        if isinstance(refused, TooMany):
            response.headers["Retry-After"] = str(refused.retry_after)
        return response

    def _http_error(self, error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        if isinstance(error, RequestEntityTooLarge):
            return self._answer(413)
        response = self._answer(error.code)
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        return response

    def _answer(
        self,
        status: int,
        code: str = "",
        message: str = "",
        pointer: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> Response:
        known_code, known_message = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
        code, message = code or known_code, message or say(known_message)
        if wants_json():
            response = jsonify(
                type="about:blank",
                status=status,
                code=code,
                title=message,
                pointer=pointer,
                request_id=g.get("request_id"),
                **({"details": details} if details else {}),
            )
            response.status_code = status
            response.mimetype = "application/problem+json"
            return response
        return make_response(self.render_error(status, code, message), status)


def _abandon(*, lost: bool) -> None:
    """Roll back; after a lost connection also drop every pooled one, for they were lost together."""
    try:
        if lost:
            db.session().invalidate()
        else:
            db.session.rollback()
    except (psycopg.Error, DBAPIError):
        db.session().invalidate()
    if lost:
        dispose()
    db.session.remove()
