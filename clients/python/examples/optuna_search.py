"""Optuna looks for tiles, rounds and nodes of least energy and area; Crosshash prices what it tries.

pip install optuna and clients/python, then: python optuna_search.py [trials]
Four threads ask one client: each gets its own answers.
"""

import sys

import optuna

from crosshash import Crosshash

TRIALS = int(sys.argv[1]) if len(sys.argv) > 1 else 200

BASE = {"workload": {"length": 512}, "fidelity": {"length": 256}}
with Crosshash(base=BASE, metrics=["energy_J", "area_m2"]) as chip:

    def objective(trial: optuna.Trial) -> tuple[float, float]:
        result = chip.change(
            {
                "design.hashing.array.tileRows": trial.suggest_categorical("tileRows", [8, 16, 32]),
                "workload.attention.rounds": trial.suggest_int("rounds", 2, 8),
                "design.cores": trial.suggest_int("cores", 1, 8),
                "design.logicNode": trial.suggest_categorical("logicNode", ["28 nm", "16 nm", "7 nm"]),
            }
        )
        if result["status"] != "ok":
            raise optuna.TrialPruned(result.get("reason", ""))
        return result["metrics"]["energy_J"], result["metrics"]["area_m2"]

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(directions=["minimize", "minimize"], sampler=optuna.samplers.NSGAIISampler(seed=1))
    study.optimize(objective, n_trials=TRIALS, n_jobs=4)

for trial in sorted(study.best_trials, key=lambda own: own.values[0]):
    print(f"{trial.values[0] * 1e6:8.2f} µJ {trial.values[1] * 1e6:8.3f} mm² {trial.params}")
