"""Evaluate Crosshash configs from Python, with the standard library alone.

    from crosshash import Crosshash

    with Crosshash(base={"workload": {"length": 512}}) as chip:
        point = chip.change({"design.hashing.array.tileRows": 8})
        print(point["metrics"]["energy_J"])
        for result in chip.changes({"design.cores": n} for n in range(1, 9)):
            print(result["index"], result["status"])

It starts ``crosshash evaluate``, which stays warm until the ``with`` ends, or talks to ``crosshash evaluate --serve``:
``Crosshash(server="http://127.0.0.1:8080/evaluate", token="…")``. Energies are in J, times in s, areas in m²: the
unit is in the name of each metric. Python 3.9 or later. Any number of threads may use one client.
"""

from .client import Crosshash
from .lines import CrosshashError, EvaluationError, Result

__all__ = ["Crosshash", "CrosshashError", "EvaluationError", "Result"]
