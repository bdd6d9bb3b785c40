"""A selector of keys that is a Python function, judged on a language model. Needs numpy, and pipes in folders (no Windows)."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Dict, List, Optional, Sequence, cast

from .client import _installed
from .lines import CrosshashError

if TYPE_CHECKING:
    import numpy

#: Selector with the other ends of the pipes.
_PLUGIN = str(Path(__file__).with_name("selector.js"))
_HEADER = 7


@dataclass(frozen=True)
class Site:
    """Where queries and keys come from."""

    layer: int
    query_head: int
    key_head: int
    #: Position of the first query; keys are those of positions 0 to the last query's.
    first: int


#: Estimates of the logits, queries × keys, from queries and keys (float32, vectors × width, as they enter the dot product).
#: Only their order counts. Keys after a query are not looked at.
Estimate = Callable[["numpy.ndarray", "numpy.ndarray", Site], "numpy.ndarray"]


def judge(estimate: Estimate, arguments: Sequence[str] = (), command: Optional[Sequence[str]] = None) -> Dict[str, Any]:
    """Runs ``crosshash lm`` with the keys of the best estimates in place of all, and returns what ``--json`` prints.

    arguments: further ones of the command, such as ``["--model", "m.gguf", "--quick"]``; without a model it asks the embedded one.
    command: words that start Crosshash, as for the client.

    An exception of the function ends the run and is raised. CrosshashError: the command failed, with what it said.
    """
    import numpy

    if not hasattr(os, "mkfifo"):
        raise CrosshashError("crosshash.selector: expected a system with pipes in folders, which this one has not")
    with tempfile.TemporaryDirectory(prefix="crosshash-selector-") as folder:
        names = [os.path.join(folder, name) for name in ("questions", "answers")]
        for name in names:
            os.mkfifo(name)
        faults: List[BaseException] = []
        thread = threading.Thread(target=_answer, args=(names, estimate, numpy, faults), daemon=True)
        thread.start()
        words = [*(command or _installed()), "lm", "--select", "python", "--plugin", _PLUGIN, "--workers", "1", "--json"]
        done = subprocess.run(
            [*words, *arguments],
            env={**os.environ, "CROSSHASH_SELECTOR": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        # A program that ended before it opened the pipes leaves the thread waiting for it.
        for name, way in zip(names, (os.O_WRONLY, os.O_RDONLY)):
            try:
                os.close(os.open(name, way | os.O_NONBLOCK))
            except OSError:
                pass
        thread.join(1)
    if faults:
        raise faults[0]
    if done.returncode != 0:
        raise CrosshashError(f"crosshash lm: {done.stderr.decode('utf-8', 'replace').strip()}")
    answer: Dict[str, Any] = json.loads(done.stdout)
    return answer


def _answer(names: Sequence[str], estimate: Estimate, np: Any, faults: List[BaseException]) -> None:
    """Answers questions until the program closes its end."""
    try:
        with open(names[0], "rb") as questions, open(names[1], "wb") as answers:
            while True:
                header = questions.read(4 * _HEADER)
                if len(header) < 4 * _HEADER:
                    return
                try:
                    scores = _estimates(header, questions, estimate, np)
                except BaseException as fault:  # noqa: BLE001 - raised again by the caller
                    faults.append(fault)
                    answers.write(np.int32(1).tobytes())
                    return
                answers.write(np.int32(0).tobytes())
                answers.write(scores.tobytes())
                answers.flush()
    except OSError:
        # The program ended in the middle of a question or an answer: its own words say why.
        return


def _estimates(header: bytes, questions: BinaryIO, estimate: Estimate, np: Any) -> "numpy.ndarray":
    layer, head, key_head, first, rows, width, count = (int(n) for n in np.frombuffer(header, "<i4"))
    queries = np.frombuffer(questions.read(4 * rows * width), "<f4").reshape(rows, width)
    keys = np.frombuffer(questions.read(4 * count * width), "<f4").reshape(count, width)
    scores = np.ascontiguousarray(estimate(queries, keys, Site(layer, head, key_head, first)), "<f4")
    if scores.shape != (rows, count):
        raise ValueError(f"estimate: expected an array of {rows} × {count} (queries × keys), received {scores.shape}")
    if not np.isfinite(scores).all():
        raise ValueError("estimate: expected finite numbers, received others")
    return cast("numpy.ndarray", scores)
