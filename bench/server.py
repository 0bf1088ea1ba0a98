"""What the benchmarks call: a token endpoint and QuickBooks pages, as cheap as a server can be.

The pages are put together from bytes made once, so that a run measures its clients. Started as a process of its own::

    with started(records=100_000) as url:
        ...
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote_plus

import decode

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import RunningClock
from crosstie.testing.faults import Answer
from crosstie.testing.serve import serve
from crosstie.testing.simulator import Simulator

PAGE: Final = 1_000
_POSITION = re.compile(r"STARTPOSITION (\d+)(?: MAXRESULTS (\d+))?", re.IGNORECASE)
_JSON = {"content-type": "application/json;charset=utf-8", "intuit_tid": "1-bench"}
_TOKENS = (
    b'{"token_type":"bearer","access_token":"AT-%d","expires_in":3600,"refresh_token":"RT-%d",'
    b'"x_refresh_token_expires_in":8726400}'
)


class PageServer(Simulator):
    """Serves any number of composed customers, a token for any grant, and one customer for any id."""

    def __init__(self, records: int) -> None:
        """Compose one page of customers; every page is made of it, under other ids."""
        super().__init__(clock=RunningClock(), keep=1)
        self._records = records
        self._renewals = 0
        body = decode.page(PAGE)
        inner = body[body.index(b"[") + 1 : body.rindex(b"]")]
        customers = re.split(rb'(?<=\}),(?=\{"Taxable")', inner)
        assert len(customers) == PAGE
        self._parts = [
            re.split(rb'"Id":"%d",(?="SyncToken")' % (place + 1), text) for place, text in enumerate(customers)
        ]
        self._one = b'{"Customer":' + customers[0] + b',"time":"2026-11-20T10:00:00.123-08:00"}'

    def route_of(self, request: Request) -> str:
        """Name the last part of the path."""
        return request.url.rsplit("/", 1)[-1] if "/customer/" not in request.url else "customer"

    def answer(self, request: Request) -> Response:
        """Answer one call."""
        if request.url.endswith("/query"):
            return Response(
                status=200, headers=_JSON, body=self._page(dict(request.params).get("query") or request.body.decode())
            )
        if request.url.endswith("/bearer"):
            self._renewals += 1
            return Response(status=200, headers=_JSON, body=_TOKENS % (self._renewals, self._renewals))
        if request.url.endswith("/renewals"):
            return Response(status=200, headers=_JSON, body=b"%d" % self._renewals)
        return Response(status=200, headers=_JSON, body=self._one)

    def refusal(self, fault: Answer) -> Response:
        """No faults are played here."""
        return Response(status=fault.status)

    def seed(self, customers: int) -> None:
        """Serve so many."""
        self._records = customers

    def _page(self, statement: str) -> bytes:
        found = _POSITION.search(unquote_plus(statement))
        start, size = (int(found[1]), int(found[2] or 100)) if found else (1, 100)
        last = min(start + min(size, PAGE), self._records + 1)
        if start >= last:
            return b'{"QueryResponse":{},"time":"2026-11-20T10:00:00.123-08:00"}'
        customers = b",".join(
            b'%b"Id":"%d",%b' % (parts[0], number, parts[1])
            for number, parts in zip(range(start, last), self._parts, strict=False)
        )
        return b'{"QueryResponse":{"Customer":[%b],"startPosition":%d,"maxResults":%d}}' % (
            customers,
            start,
            last - start,
        )


@contextmanager
def started(records: int) -> Iterator[str]:
    """Start the server in a process of its own; yields its address."""
    process = subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, __file__, "--records", str(records)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Serve until the parent lets go."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=100_000)
    with serve(PageServer(arguments.parse_args().records)) as url:
        print(url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
