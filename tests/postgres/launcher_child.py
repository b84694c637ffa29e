"""Run by the launcher's tests: start the server for a directory, say what happened, hold it until stdin ends."""

import json
import os
import sys
from pathlib import Path

from foundation.postgres import start

data = Path(sys.argv[1])
drop = sys.argv[2] if len(sys.argv) > 2 else None
server = start(data, drop=drop)
pid = int((data / "postmaster.pid").read_text().splitlines()[0])
print(
    json.dumps({"dsn": server.admin_dsn, "started": server.started_here, "pid": pid, "uid": os.geteuid()}), flush=True
)
sys.stdin.read()
server.stop()
