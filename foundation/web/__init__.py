"""What every face stands on: the app with its transaction, permission on every route, CSRF, headers, guards and error pages."""

from foundation.web.app import PorticoApp
from foundation.web.csrf import csrf_token
from foundation.web.guards import clean_text, page_number, read_json
from foundation.web.routes import needs, viewer, waits

__all__ = [
    "PorticoApp",
    "clean_text",
    "csrf_token",
    "needs",
    "page_number",
    "read_json",
    "viewer",
    "waits",
]
