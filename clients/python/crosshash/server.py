"""A running ``crosshash evaluate --serve``: requests of some lines, for any number of threads."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import Iterator, List, Optional

from .lines import CrosshashError, Line, Result, line_bytes, read_result

#: Most lines of a request, and the time, s, that it should take.
_MOST_LINES = 1024
_REQUEST_SECONDS = 0.5

#: Time, s, for which a server that has enough to do is asked again.
_PATIENCE = 60.0

#: Bytes that are read of what the server says where it refuses.
_MOST_NOTES = 4000


class Server:
    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token
        # An address of this computer goes through no proxy.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers(self, lines: Iterator[Line]) -> Iterator[Result]:
        """Results of the lines in their order. A request is read to its end before its first result is handed on: a caller that
        takes its time holds no place of the server's."""
        size = 1
        while True:
            batch: List[bytes] = []
            for line in lines:
                batch.append(line_bytes(line, len(batch)))
                if len(batch) == size:
                    break
            if len(batch) == 0:
                return
            since = time.monotonic()
            results, fault = self._asked(batch)
            took = max(time.monotonic() - since, 1e-6)
            size = max(1, min(_MOST_LINES, 4 * size, int(len(batch) * _REQUEST_SECONDS / took)))
            yield from results
            if fault is not None:
                raise fault

    def _asked(self, batch: List[bytes]) -> "tuple[List[Result], Optional[CrosshashError]]":
        """Results of one request, and what ended it early."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-ndjson"}
        results: List[Result] = []
        until = time.monotonic() + _PATIENCE
        pause = 0.01
        while True:
            request = urllib.request.Request(self._address, data=b"".join(batch), headers=headers)
            try:
                with self._opener.open(request) as response:
                    for text in response:
                        # A line without its end was cut off with the server: it is no answer.
                        if not text.endswith(b"\n"):
                            break
                        result = read_result(text)
                        place = len(results)
                        if result is None or result["index"] != place or result.pop("id", place) != place:
                            said = text[:100].decode("utf-8", "replace").strip()
                            return results, self._error(f"expected a result line, received {said!r}")
                        results.append(result)
            except urllib.error.HTTPError as error:
                said = error.read(_MOST_NOTES).decode("utf-8", "replace").strip()
                if error.code != 503 or time.monotonic() > until:
                    return results, self._error(f"refused with {error.code}: {said}")
                time.sleep(pause)
                pause = min(2 * pause, 0.5)
                continue
            except (OSError, http.client.HTTPException) as error:
                return results, self._error(f"ended before it had answered: {error}")
            return results, None if len(results) == len(batch) else self._error("ended before it had answered")

    def _error(self, what: str) -> CrosshashError:
        return CrosshashError(f"{self._address}: {what}")

    def end(self) -> None:
        """Leaves the server as it is: others may use it."""
