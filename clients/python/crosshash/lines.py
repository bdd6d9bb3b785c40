"""Lines that are sent and results that come back."""

from __future__ import annotations

import json
import numbers
from typing import Any, Dict, Mapping, Optional

#: A result line: "index", "status" ("ok", "infeasible", "unknown", "failed" or "error") and "metrics", "reason" or "error".
Result = Dict[str, Any]

#: A line as it is sent: values by "base", "set" and "level".
Line = Mapping[str, Any]


class CrosshashError(RuntimeError):
    """The program could not be started, or ended before it had answered. The next call starts it again."""


class EvaluationError(ValueError):
    """A config has no metrics. ``result`` is its result line."""

    def __init__(self, result: Result) -> None:
        self.result = result
        if result["status"] == "error":
            said = str(result["error"]["message"])
        else:
            said = f"{result['status']}: {result.get('reason', '')}"
        super().__init__(f"config {result['index']}: {said}")

    def __reduce__(self) -> Any:
        # Pools of processes pickle what was raised.
        return (EvaluationError, (self.result,))


def change_line(values: Mapping[str, Any], level: Optional[str]) -> Line:
    line: Dict[str, Any] = {"set": dict(values)}
    if level is not None:
        line["level"] = level
    return line


def line_bytes(line: Line, number: int) -> bytes:
    """A line of JSON that says its number, which its result will have."""
    return json_text({"id": number, **line}).encode("ascii") + b"\n"


def json_text(value: Mapping[str, Any]) -> str:
    """A config as JSON; also with numbers and arrays of numpy. Raises ValueError and TypeError for what JSON cannot say."""
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":"), default=_plain)
    except ValueError as error:
        if not str(error).startswith("Out of range"):
            raise
        raise ValueError("config: expected finite numbers, received NaN or infinity, which JSON has not") from None


def _plain(value: Any) -> Any:
    """What JSON can say of a number, an array or a mapping of another package, such as numpy's."""
    if callable(getattr(value, "tolist", None)):
        return value.tolist()
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"config: expected numbers, texts, lists and mappings, received {type(value).__name__}")


def read_result(text: bytes) -> Optional[Result]:
    """A result line; None for what is none."""
    try:
        result = json.loads(text)
    except ValueError:
        return None
    is_result = isinstance(result, dict) and type(result.get("index")) is int and isinstance(result.get("status"), str)
    return result if is_result else None
