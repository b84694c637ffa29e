"""What the supervisor starts: `python -m portico serve <socket> <ready>` and `python -m portico work <ready>`.

People use the command `portico`; the numbers are file descriptors that only a parent can hand over.
"""

import sys

from foundation.settings import settings
from portico import children, logs

children.end_with_parent()
logs.configure(settings())
role, *descriptors = sys.argv[1:]
if role == "serve":
    from portico.asgi import serve

    serve(*map(int, descriptors))
else:
    from portico.worker import work

    work(*map(int, descriptors))
