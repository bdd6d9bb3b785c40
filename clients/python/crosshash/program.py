"""A running ``crosshash evaluate``: lines in, result lines out, for any number of threads."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from concurrent.futures import Future, InvalidStateError
from typing import Any, Deque, Dict, Iterator, List, Optional, Sequence, Tuple

from .lines import CrosshashError, Line, Result, line_bytes, read_result

#: Lines of an iterator that are asked before the first of them is answered.
_AHEAD = 256

#: Most lines that the program has at once, and the time, s, within which it should have answered the last of them: what it has
#: is what is still evaluated after a caller has gone.
_MOST_UNDER_WAY = 128
_UNDER_WAY_SECONDS = 0.5

#: Time, s, that lines which nobody waits for any more may take before the program is started again.
_PATIENCE = 1.0

#: Characters that are kept of what the program says on its standard error.
_MOST_NOTES = 4000


class Program:
    """Starts the program, and starts it again where it has ended."""

    def __init__(self, words: Sequence[str], base: Optional[str]) -> None:
        self._words = list(words)
        #: Text of the config that changes are made to, unless the words name its file.
        self._base = base
        self._is_closed = False
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._process: Optional[_Process] = _Process(self._words, self._base)

    def answers(self, lines: Iterator[Line]) -> Iterator[Result]:
        """Results of the lines in their order; lines are taken as room is made."""
        waiting: Deque["Future[Result]"] = deque()
        is_open = True
        try:
            while True:
                while is_open and len(waiting) < _AHEAD:
                    try:
                        line = next(lines)
                    except StopIteration:
                        is_open = False
                        break
                    waiting.append(self._submit(line))
                if len(waiting) == 0:
                    return
                result = waiting[0].result()
                waiting.popleft()
                yield result
        finally:
            # Nobody waits for them: those that the program has not been given are not given to it.
            for future in waiting:
                future.cancel()

    def _submit(self, line: Line) -> "Future[Result]":
        if os.getpid() != self._owner:
            # A forked process has the pipes of its parent and none of its threads.
            self._lock = threading.Lock()
            self._owner = os.getpid()
            self._process = None
        with self._lock:
            if self._is_closed:
                raise CrosshashError("expected a client that is open, it has been closed")
            if self._process is None or not self._process.is_fit():
                if self._process is not None:
                    self._process.end()
                self._process = _Process(self._words, self._base)
            return self._process.submit(line)

    def end(self) -> None:
        with self._lock:
            self._is_closed = True
            process, self._process = self._process, None
        if process is not None and os.getpid() == self._owner:
            process.end()


class _Process:
    """One life of the program. Three threads write, read and listen, so that an interrupt of the caller cuts no line in two."""

    def __init__(self, words: Sequence[str], base: Optional[str]) -> None:
        #: Holds the base until the program has read it.
        self._folder: "Optional[tempfile.TemporaryDirectory[str]]" = None
        if base is not None:
            self._folder = tempfile.TemporaryDirectory(prefix="crosshash-")
            file = os.path.join(self._folder.name, "base.json")
            with open(file, "w", encoding="utf-8") as written:
                written.write(base)
            words = [*words, file]
        # A Ctrl-C is for the caller, who may go on.
        own: Dict[str, Any] = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if os.name == "nt"
            else {"start_new_session": True}
        )
        try:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **own
            )
        except OSError as error:
            raise CrosshashError(f"{words[0]}: cannot be started: {error.strerror}") from error
        self._notes = ""
        self._changed = threading.Condition()
        #: By number, until they are answered; numbers in the order in which their lines were written.
        self._futures: Dict[int, "Future[Result]"] = {}
        self._written: List[int] = []
        self._under_way: Dict[int, float] = {}
        self._most = 2
        self._next = 0
        #: Why nothing more is answered.
        self._ended: Optional[str] = None
        self._lines: "queue.SimpleQueue[Optional[Tuple[int, bytes]]]" = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._threads = [
            self._listener,
            threading.Thread(target=self._write, daemon=True),
            threading.Thread(target=self._read, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, line: Line) -> "Future[Result]":
        future: "Future[Result]" = Future()
        with self._changed:
            number = self._next
            text = line_bytes(line, number)
            self._next += 1
            if self._ended is not None:
                future.set_exception(CrosshashError(self._ended))
                return future
            self._futures[number] = future
            self._lines.put((number, text))
        return future

    def is_fit(self) -> bool:
        """Whether lines are answered, and soon: not behind many that nobody waits for any more."""
        until = time.monotonic() + _PATIENCE
        with self._changed:
            while self._ended is None and len(self._futures) > 0:
                if not all(future.cancelled() for future in self._futures.values()):
                    return True
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
            return self._ended is None

    def end(self) -> None:
        with self._changed:
            is_idle = len(self._futures) == 0
        self._finish("the client was closed before it was answered")
        try:
            self._process.wait(5 if is_idle else 0.2)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
        for thread in self._threads:
            thread.join(1)
        if any(thread.is_alive() for thread in self._threads):
            # What the program started holds its pipes: closing them would wait for it.
            self._kill()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _kill(self) -> None:
        """Ends the program and what it started: the words may start a shell or a package runner first."""
        if os.name != "nt":
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        self._process.kill()

    def _finish(self, reason: str) -> None:
        """Nothing more is answered: every caller hears why."""
        with self._changed:
            if self._ended is None:
                self._ended = reason
            reason = self._ended
            left = list(self._futures.values())
            self._futures.clear()
            self._under_way.clear()
            self._changed.notify_all()
        self._remove_base()
        self._lines.put(None)
        for future in left:
            try:
                # One each: a raised exception keeps the places that it went through.
                future.set_exception(CrosshashError(reason))
            except InvalidStateError:
                pass  # Its caller has gone.

    def _write(self) -> None:
        assert self._process.stdin is not None
        try:
            while True:
                item = self._lines.get()
                if item is None:
                    return
                number, text = item
                with self._changed:
                    while self._ended is None and len(self._under_way) >= self._most:
                        self._changed.wait()
                    if self._ended is not None:
                        return
                    if self._futures[number].cancelled():
                        del self._futures[number]
                        self._changed.notify_all()
                        continue
                    self._written.append(number)
                    self._under_way[number] = time.monotonic()
                self._process.stdin.write(text)
                self._process.stdin.flush()
        except (OSError, ValueError):
            pass  # The program has ended: the reader says so.
        finally:
            try:
                self._process.stdin.close()
            except OSError:
                pass

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            for text in self._process.stdout:
                # A line without its end was cut off with the program: it is no answer.
                if not text.endswith(b"\n"):
                    break
                result = read_result(text)
                if result is None or not self._answer(result):
                    self._kill()
                    said = text[:100].decode("utf-8", "replace").strip()
                    self._finish(f"crosshash evaluate: expected a result line, received {said!r}")
                    return
        except (OSError, ValueError):
            pass  # Closed from here.
        self._finish(self._ending())

    def _answer(self, result: Result) -> bool:
        """Hands a result to who asked; False for the result of no line."""
        with self._changed:
            index = result["index"]
            # A line that cannot be read says no number; results come in the order of lines.
            place = self._written[index] if 0 <= index < len(self._written) else None
            if place is None or result.pop("id", place) != place or place not in self._under_way:
                return False
            took = time.monotonic() - self._under_way.pop(place)
            self._most = min(2 * self._most, _MOST_UNDER_WAY) if took < _UNDER_WAY_SECONDS else max(2, self._most // 2)
            future = self._futures.pop(place)
            self._changed.notify_all()
        self._remove_base()
        try:
            future.set_result(result)
        except InvalidStateError:
            pass  # Its caller has gone.
        return True

    def _remove_base(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    def _ending(self) -> str:
        """How the program ended, in words."""
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._kill()
            code = self._process.wait()
        self._listener.join(1)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        said = self._notes.strip()
        return f"crosshash evaluate ended before it had answered ({how})" + (f": {said}" if said else "")

    def _listen(self) -> None:
        assert self._process.stderr is not None
        try:
            for line in self._process.stderr:
                self._notes = (self._notes + line.decode("utf-8", "replace"))[-_MOST_NOTES:]
        except (OSError, ValueError):
            pass
