"""The client: configs in, results out."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Mapping, Optional, Sequence, Type, Union

from .lines import CrosshashError, EvaluationError, Line, Result, change_line, json_text
from .program import Program
from .server import Server

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped, unused-ignore]


class Crosshash:
    """Evaluates configs, in the order given; any number of threads and iterators may use it at once.

    command: words that start Crosshash; by default those of the environment variable CROSSHASH, ``crosshash`` of the PATH, of
    ``node_modules`` in this folder or one above it, or of a clone that has been built.
    base: the config that changes are made to, as a dictionary or a file's path; the design that ships unless given.
    level: "price", "estimate" or "simulate".
    metrics: keys of the numbers that are wanted, such as ["energy_J", "latency_s"]; all of the level unless given. Other designs
    are priced only for metrics that compare with them, so that a few keys take a fraction of the time.
    arguments: further options of ``crosshash evaluate``, such as ``["--model", "my-model"]``.
    server, token: address and token of a server in place of a program of one's own; without a token that of the environment
    variable CROSSHASH_TOKEN. Base, options, level and metrics are then those of the server.
    raises: whether a config without metrics raises EvaluationError; otherwise its result line says why.

    A program that ends, or that an interrupt leaves with much to do, is started again by the next call. A forked process starts
    one of its own. A client cannot be pickled: give it to no other process.
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
        if server is not None:
            own = (command, base, metrics)
            if any(value is not None for value in own) or level != "price" or len(arguments) > 0:
                raise ValueError(
                    "server: expected it without command, base, level, metrics and arguments, which it was started with"
                )
            self._answerer: Union[Program, Server] = Server(
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
        if base is not None and not isinstance(base, Mapping):
            words.append(os.fspath(base))
        self._answerer = Program(words, json_text(base) if isinstance(base, Mapping) else None)

    def evaluate(self, config: Mapping[str, Any]) -> Result:
        """The result of a whole config; every key that is left out has its default."""
        return self._one({"base": config})

    def change(self, values: Mapping[str, Any], level: Optional[str] = None) -> Result:
        """The result of the base with other values at some paths: ``{"workload.length": 512}``."""
        return self._one(change_line(values, level))

    def evaluate_all(self, configs: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
        """The results of many configs in their order, each as soon as it is there; configs are taken as room is made."""
        return self._all({"base": config} for config in configs)

    def changes(self, values: Iterable[Mapping[str, Any]], level: Optional[str] = None) -> Iterator[Result]:
        """``evaluate_all`` for changes of the base."""
        return self._all(change_line(own, level) for own in values)

    def frame(self, values: Iterable[Mapping[str, Any]], level: Optional[str] = None) -> "pandas.DataFrame":
        """``changes`` as a table of pandas, which has to be installed: a row a change, with its values, status, reason and metrics."""
        try:
            import pandas  # type: ignore[import-untyped, unused-ignore]
        except ImportError as error:
            raise ImportError("frame: expected pandas to be installed (pip install pandas), it is not") from error
        changes = [dict(own) for own in values]
        rows = []
        for change, result in zip(changes, self.changes(changes, level)):
            reason = result["error"]["message"] if "error" in result else result.get("reason", "")
            rows.append({**change, "status": result["status"], "reason": reason, **result.get("metrics", {})})
        return pandas.DataFrame(rows)

    def close(self) -> None:
        """Ends the program. What was asked and not answered is dropped."""
        self._answerer.end()

    def __enter__(self) -> "Crosshash":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("Crosshash: expected each process to make a client of its own, received one to be pickled")

    def _one(self, line: Line) -> Result:
        return next(self._all(iter([line])))

    def _all(self, lines: Iterator[Line]) -> Iterator[Result]:
        for index, result in enumerate(self._answerer.answers(lines)):
            # Indices of the program count all lines of its life, these those of the call.
            result["index"] = index
            if self.raises and result["status"] != "ok":
                raise EvaluationError(result)
            yield result


#: What to do where the program is nowhere.
_HELP = (
    "crosshash: expected the program on the PATH, in node_modules of this folder or one above it, or in a built clone, found none: "
    "install Node 20.19 or later and Crosshash's package (npm install), build the clone (npm ci && npm run build), or say where it is: "
    'Crosshash(["node", "/path/to/crosshash/dist/bundle/main.js"])'
)


def _installed() -> List[str]:
    """Words that start the program of this computer. Nothing is asked of a registry."""
    given = os.environ.get("CROSSHASH", "")
    if given != "":
        return shlex.split(given)
    found = shutil.which("crosshash")
    if found is not None:
        return [found]
    folder = Path.cwd()
    for above in (folder, *folder.parents):
        own = shutil.which("crosshash", path=str(above / "node_modules" / ".bin"))
        if own is not None:
            return [own]
    node = shutil.which("node")
    # Of the clone that this file is in, or the working folder.
    for above in (*Path(__file__).resolve().parents, folder, *folder.parents):
        program = above / "dist" / "bundle" / "main.js"
        if node is not None and (above / "clients" / "python").is_dir() and program.is_file():
            return [node, str(program)]
    raise CrosshashError(_HELP)
