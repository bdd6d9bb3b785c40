"""Evaluate Crosshash configs from Python: one file, the standard library alone.

    from crosshash import Crosshash

    with Crosshash(base={"workload": {"length": 512}}) as chip:
        point = chip.change({"design.hashing.array.tileRows": 8})
        print(point["metrics"]["energy_J"])
        for result in chip.changes({"design.cores": n} for n in range(1, 9)):
            print(result["index"], result["status"])

It starts ``crosshash evaluate``, which stays warm until the ``with`` ends, or talks to ``crosshash evaluate --serve``:
``Crosshash(server="http://127.0.0.1:8080/evaluate", token="…")``. Energies are in J, times in s, areas in m²: the
unit is in the name of each metric. Python 3.9 or later.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from types import TracebackType
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Type, Union

__all__ = ["Crosshash", "CrosshashError", "EvaluationError", "Result"]

#: A result line: "index", "status" ("ok", "infeasible", "unknown", "failed" or "error") and "metrics", "reason" or "error".
Result = Dict[str, Any]

#: Lines that are under way at once: enough to keep the evaluator busy, few enough to be nothing in memory.
_WINDOW = 1024

#: Lines that are written together.
_TOGETHER = 64

#: Lines of one request to a server.
_REQUEST = 1024

#: Characters that are kept of what the program says on its standard error.
_MOST_NOTES = 4000


class CrosshashError(RuntimeError):
    """The program could not be started, or ended before it had answered."""


class EvaluationError(ValueError):
    """A config has no metrics. ``result`` is its result line."""

    def __init__(self, result: Result) -> None:
        self.result = result
        if result["status"] == "error":
            said = str(result["error"]["message"])
        else:
            said = f"{result['status']}: {result.get('reason', '')}"
        super().__init__(f"config {result['index']}: {said}")


class Crosshash:
    """Evaluates configs one after another, in the order given; to be used by one thread.

    command: words that start Crosshash; by default ``crosshash`` of the PATH, else ``npx crosshash``.
    base: the config that changes are made to, as a dictionary or a file's path; the design that ships unless given.
    level: "price", "estimate" or "simulate".
    metrics: keys of the numbers that are wanted, such as ["energy_J", "latency_s"]; all of the level unless given. Other designs are priced
    only for metrics that compare with them, so that a few keys take a fraction of the time.
    arguments: further options of ``crosshash evaluate``, such as ``["--model", "my-model"]``.
    server, token: address and token of a server in place of a program of one's own; without a token that of the environment
    variable CROSSHASH_TOKEN. Base, options, level and metrics are then those of the server.
    raises: whether a config without metrics raises EvaluationError; otherwise its result line says why.
    """

    def __init__(
        self,
        command: Optional[Sequence[str]] = None,
        *,
        base: Union[Mapping[str, Any], str, "os.PathLike[str]", None] = None,
        level: str = "price",
        metrics: Optional[Sequence[str]] = None,
        arguments: Sequence[str] = (),
        server: Optional[str] = None,
        token: Optional[str] = None,
        raises: bool = False,
    ) -> None:
        self.raises = raises
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None
        if server is not None:
            own = (command, base, metrics)
            if any(value is not None for value in own) or level != "price" or len(arguments) > 0:
                raise ValueError(
                    "server: expected it without command, base, level, metrics and arguments, which it was started with"
                )
            self._program: Union[_Program, _Server] = _Server(
                server, token if token is not None else os.environ.get("CROSSHASH_TOKEN", "")
            )
            return
        words = list(command) if command is not None else _installed()
        words += ["evaluate", "--level", level]
        if metrics is not None:
            if isinstance(metrics, str):
                raise TypeError(f"metrics: expected a list of keys, received the text {metrics!r}")
            if len(metrics) == 0:
                raise ValueError("metrics: expected at least one key, received none")
            words += ["--metrics", ",".join(metrics)]
        words += arguments
        if isinstance(base, Mapping):
            self._folder = tempfile.TemporaryDirectory(prefix="crosshash-")
            file = os.path.join(self._folder.name, "base.json")
            with open(file, "w", encoding="utf-8") as written:
                json.dump(base, written)
            words.append(file)
        elif base is not None:
            words.append(os.fspath(base))
        self._program = _Program(words)

    def evaluate(self, config: Mapping[str, Any]) -> Result:
        """The result of a whole config; every key that is left out has its default."""
        return self._one(config)

    def change(self, values: Mapping[str, Any], level: Optional[str] = None) -> Result:
        """The result of the base with other values at some paths: ``{"workload.length": 512}``."""
        return self._one(_changing(values, level))

    def evaluate_all(self, configs: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
        """The results of many configs in their order, each as soon as it is there; configs are taken as room is made."""
        return self._all(configs)

    def changes(
        self, values: Iterable[Mapping[str, Any]], level: Optional[str] = None
    ) -> Iterator[Result]:
        """``evaluate_all`` for changes of the base."""
        return self._all(_changing(own, level) for own in values)

    def close(self) -> None:
        """Ends the program. What was asked and not answered is dropped."""
        self._program.end()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> "Crosshash":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _one(self, line: Mapping[str, Any]) -> Result:
        return next(self._all([line]))

    def _all(self, lines: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
        for index, result in enumerate(self._program.answers(map(_text, lines))):
            # Indices of the program count all lines of its life, these those of the call.
            result["index"] = index
            if self.raises and result["status"] != "ok":
                raise EvaluationError(result)
            yield result


def _changing(values: Mapping[str, Any], level: Optional[str]) -> Dict[str, Any]:
    line: Dict[str, Any] = {"set": dict(values)}
    if level is not None:
        line["level"] = level
    return line


def _text(line: Mapping[str, Any]) -> str:
    # NaN and infinity are no JSON: ValueError here and not an error line.
    return json.dumps(line, allow_nan=False, separators=(",", ":"))


def _installed() -> List[str]:
    for words in (["crosshash"], ["npx", "--no", "crosshash"]):
        found = shutil.which(words[0])
        if found is not None:
            return [found, *words[1:]]
    raise CrosshashError("crosshash: expected it, or npx, on the PATH, found neither; give command=[…]")


def _batch(texts: Iterator[str], most: int) -> List[str]:
    """Up to so many of the texts."""
    batch: List[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == most:
            break
    return batch


class _Server:
    """A running ``crosshash evaluate --serve``: requests of some lines, answers as they come."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        self._token = token
        # An address of this computer goes through no proxy.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers(self, texts: Iterator[str]) -> Iterator[Result]:
        while True:
            batch = _batch(texts, _REQUEST)
            if len(batch) == 0:
                return
            request = urllib.request.Request(
                self._address,
                data=("\n".join(batch) + "\n").encode("utf-8"),
                headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/x-ndjson"},
            )
            given = 0
            try:
                with self._opener.open(request) as response:
                    for line in response:
                        # A line without its end was cut off with the server: it is no answer.
                        if line.endswith(b"\n"):
                            result: Result = json.loads(line)
                            given += 1
                            yield result
            except urllib.error.HTTPError as error:
                said = error.read(_MOST_NOTES).decode("utf-8", "replace").strip()
                raise CrosshashError(f"{self._address}: refused with {error.code}: {said}") from error
            except (OSError, http.client.HTTPException) as error:
                raise CrosshashError(f"{self._address}: ended before it had answered: {error}") from error
            if given < len(batch):
                raise CrosshashError(f"{self._address}: ended before it had answered")

    def end(self) -> None:
        """Leaves the server as it is: others may use it."""


class _Program:
    """A running ``crosshash evaluate``: lines in, result lines out."""

    def __init__(self, words: Sequence[str]) -> None:
        try:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise CrosshashError(f"{words[0]}: cannot be started: {error.strerror}") from error
        self._notes = ""
        self._answers: "queue.SimpleQueue[Optional[bytes]]" = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._read_answers, daemon=True),
            threading.Thread(target=self._read_notes, daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        #: Answers that are still to come for lines whose caller has stopped asking.
        self._unread = 0

    def answers(self, texts: Iterator[str]) -> Iterator[Result]:
        """Results of the lines; at most a window of them is under way."""
        for _ in range(self._unread):
            self._take()
        waiting = 0
        is_open = True
        try:
            while is_open or waiting > 0:
                if is_open and waiting <= _WINDOW - _TOGETHER:
                    batch = _batch(texts, _TOGETHER)
                    is_open = len(batch) == _TOGETHER
                    if len(batch) > 0:
                        # Counted first: a write that fails may have reached the program in part.
                        waiting += len(batch)
                        self._write("\n".join(batch) + "\n")
                        continue
                if waiting > 0:
                    result = self._take()
                    waiting -= 1
                    yield result
        finally:
            self._unread = waiting

    def end(self) -> None:
        if self._process.stdin is not None:
            try:
                self._process.stdin.close()
            except OSError:
                pass  # What it still had to say nobody waits for.
        try:
            self._process.wait(0.2 if self._unread > 0 else 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text.encode("utf-8"))
            self._process.stdin.flush()
        except (OSError, ValueError):
            pass  # The program has ended: its last answers are read, then `_take` says so.

    def _take(self) -> Result:
        line = self._answers.get()
        if line is None:
            self._answers.put(None)
            raise CrosshashError(self._ending())
        result: Result = json.loads(line)
        return result

    def _ending(self) -> str:
        code = self._process.wait()
        self._threads[1].join()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        said = self._notes.strip()
        return f"crosshash evaluate ended before it had answered ({how})" + (f": {said}" if said else "")

    def _read_answers(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            # A line without its end was cut off with the program: it is no answer.
            if line.endswith(b"\n"):
                self._answers.put(line)
        self._answers.put(None)

    def _read_notes(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._notes = (self._notes + line.decode("utf-8", "replace"))[-_MOST_NOTES:]
