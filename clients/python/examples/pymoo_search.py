"""pymoo's NSGA-II on energy and latency; each generation goes to Crosshash at once.

pip install pymoo and clients/python, then: python pymoo_search.py [generations]
"""

import sys

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.optimize import minimize

from crosshash import Crosshash

GENERATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 20
PATHS = ["workload.attention.rounds", "design.cores", "design.contexts"]


class Chip(Problem):
    def __init__(self, evaluator: Crosshash) -> None:
        super().__init__(n_var=3, n_obj=2, xl=[2, 1, 1], xu=[8, 8, 4], vtype=int)
        self.evaluator = evaluator

    def _evaluate(self, x, out, *args, **kwargs):
        results = self.evaluator.changes(dict(zip(PATHS, row)) for row in x)
        # What cannot be built is worse than anything that can.
        out["F"] = np.array(
            [
                [r["metrics"]["area_m2"], r["metrics"]["latency_s"]] if r["status"] == "ok" else [1e9, 1e9]
                for r in results
            ]
        )


with Crosshash(base={"workload": {"length": 512}, "fidelity": {"length": 256}}) as chip:
    algorithm = NSGA2(
        pop_size=24,
        sampling=IntegerRandomSampling(),
        crossover=SBX(prob=0.9, eta=15, vtype=float, repair=RoundingRepair()),
        mutation=PM(eta=20, vtype=float, repair=RoundingRepair()),
        eliminate_duplicates=True,
    )
    found = minimize(Chip(chip), algorithm, ("n_gen", GENERATIONS), seed=1)

for x, (area, latency) in sorted(zip(found.X.tolist(), found.F.tolist()), key=lambda own: own[1]):
    print(f"{area * 1e6:8.3f} mm² {latency * 1e6:8.2f} µs {dict(zip(PATHS, map(int, x)))}")
