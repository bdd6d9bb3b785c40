// Searches of other programs: what they store is what `compare` says of the same design, digit by digit.

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLIENT, hasPython, MAIN, pythonFolder } from "./python.ts";

const { folder, python, run, remove } = pythonFolder();
afterAll(remove);

const venv = join(folder, "venv");
const inVenv = (name: string): string => join(venv, "bin", name);

/** Designs that the searches choose from: every one of them is compared. */
const ROWS = [8, 16];
const CORES = [1, 3];

interface Stored {
  readonly rows: number;
  readonly cores: number;
  readonly energy: number;
  readonly area: number;
}

/** Parts of a line of `lm`'s answer. */
interface Line {
  readonly role: string;
  readonly budget: string;
  readonly attendedShare: number;
  readonly measures: readonly { readonly value: number | null }[];
}

const compared = new Map<string, readonly [energy: number, area: number]>();

function compareAll(): void {
  const base = join(folder, "small.json");
  writeFileSync(
    base,
    '{"workload": {"length": 128}, "fidelity": {"length": 64, "arrays": 2, "queries": 16}}',
  );
  for (const rows of ROWS)
    for (const cores of CORES) {
      const set = [`design.hashing.array.tileRows=${rows}`, `design.cores=${cores}`];
      const { stdout } = run(process.execPath, [
        MAIN,
        "compare",
        base,
        "--json",
        ...set.flatMap((one) => ["--set", one]),
      ]);
      const { designs: contenders } = JSON.parse(stdout) as {
        designs: { id: string; energy_J: number; area_m2: number }[];
      };
      const own = contenders.find(({ id }) => id === "lsh-memristor");
      if (own === undefined) throw new Error("no lsh-memristor");
      compared.set(`${rows} ${cores}`, [own.energy_J, own.area_m2]);
    }
}

describe.skipIf(!hasPython)("with packages of PyPI", () => {
  let isInstalled = false;
  beforeAll(() => {
    run("python3", ["-m", "venv", venv]);
    const packages = ["mypy", "numpy", "optuna", "pandas", "pymoo", CLIENT];
    isInstalled = run(inVenv("pip"), ["install", "-q", ...packages]).status === 0;
    if (!isInstalled)
      console.warn("PyPI is not reachable: the client as a package, Optuna and pymoo are not tested");
    else compareAll();
  }, 900_000);

  it("choose the keys of a language model by a function, as a plugin that estimates the same does", ({
    skip,
  }) => {
    if (!isInstalled) skip();
    const study = ["--quick", "--length", "256"];
    const printed = python(
      `
from crosshash.selector import judge
import numpy
seen = set()
def few(queries, keys, site):
    seen.add((site.layer, site.query_head, queries.dtype.name, queries.shape[1] == keys.shape[1]))
    out = numpy.empty((len(queries), len(keys)))
    for n, query in enumerate(queries):
        read = numpy.argsort(-abs(query), kind="stable")[:8]
        out[n] = keys[:, read].astype(float) @ query[read].astype(float)
    return out
study = ${JSON.stringify(study)}
print(__import__("json").dumps(judge(few, study)["lines"]))
print(sorted(seen))
for function, more in [(lambda q, k, site: 1 / 0, []), (lambda q, k, site: q, []), (lambda q, k, site: q @ k.T * float("nan"), []), (few, ["--model", "none.gguf"])]:
    try:
        judge(function, [*study, *more])
    except Exception as error:
        print(type(error).__name__, error)
`,
      inVenv("python"),
      { PYTHONPATH: "" },
    );
    const plugin = resolve(import.meta.dirname, "../../examples/07-own-selector/selector.js");
    const select = ["--select", "few-components", "--plugin", plugin, "--json"];
    const { stdout } = run(process.execPath, [MAIN, "lm", ...study, ...select]);
    const linesOf = (lines: readonly Line[]) =>
      lines.map(({ role, budget, attendedShare, measures }) => [
        role,
        budget,
        attendedShare,
        ...measures.map(({ value }) => value),
      ]);
    const own = linesOf(JSON.parse(printed[0]));
    const other = linesOf((JSON.parse(stdout) as { lines: Line[] }).lines);
    expect(own).toHaveLength(other.length);
    // Estimates are rounded to float32 on the way: keys that tie may change places.
    for (const [n, line] of own.entries())
      for (const [k, value] of line.entries())
        if (typeof value === "number") expect(value).toBeCloseTo(Number(other[n][k]), 3);
        else expect(value).toBe(other[n][k]);
    expect(printed[1]).toBe(
      "[(0, 0, 'float32', True), (0, 1, 'float32', True), (1, 0, 'float32', True), (1, 1, 'float32', True)]",
    );
    expect(printed.slice(2)).toEqual([
      "ZeroDivisionError division by zero",
      "ValueError estimate: expected an array of 1 × 1 (queries × keys), received (1, 64)",
      "ValueError estimate: expected finite numbers, received others",
      "CrosshashError crosshash lm: none.gguf (file): expected a file, found none",
    ]);
  });

  const stored = (text: string): Stored[] =>
    // The installed package, not the clone's folder.
    JSON.parse(python(text, inVenv("python"), { PYTHONPATH: "" }).join("\n"));

  const expectCompared = (found: readonly Stored[], least: number): void => {
    expect(found.length).toBeGreaterThanOrEqual(least);
    const wrong = found.filter(({ rows, cores, energy, area }) => {
      const own = compared.get(`${rows} ${cores}`);
      return own?.[0] !== energy || own[1] !== area;
    });
    expect(wrong).toEqual([]);
    expect(new Set(found.map(({ energy }) => energy)).size).toBe(compared.size);
  };

  it("what Optuna stores with four jobs is what compare says", (context) => {
    if (!isInstalled) return context.skip();
    const found = stored(`
import json, optuna
optuna.logging.set_verbosity(optuna.logging.ERROR)
with Crosshash(base=SMALL, metrics=["energy_J", "area_m2"], raises=True) as chip:
    def objective(trial):
        metrics = chip.change({
            "design.hashing.array.tileRows": trial.suggest_categorical("rows", ${JSON.stringify(ROWS)}),
            "design.cores": trial.suggest_categorical("cores", ${JSON.stringify(CORES)}),
        })["metrics"]
        return metrics["energy_J"], metrics["area_m2"]
    study = optuna.create_study(directions=["minimize", "minimize"], sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(objective, n_trials=200, n_jobs=4)
print(json.dumps([{**t.params, "energy": t.values[0], "area": t.values[1]} for t in study.trials]))
`);
    expectCompared(found, 200);
  });

  it("so is what four threads with numpy's numbers get in 4 000 evaluations, and a frame of pandas", (context) => {
    if (!isInstalled) return context.skip();
    const found = stored(`
import json, numpy, threading
rows, cores = numpy.array(${JSON.stringify(ROWS)}), numpy.array(${JSON.stringify(CORES)})
got = []
def change(i):
    return {"design.hashing.array.tileRows": rows[i % 2], "design.cores": cores[i // 2 % 2]}
with Crosshash(base=SMALL, metrics=["energy_J", "area_m2"], raises=True) as chip:
    def ask(thread):
        for i in range(1000):
            own = change(i + thread)
            metrics = chip.change(own)["metrics"]
            got.append([*own.values(), metrics["energy_J"], metrics["area_m2"]])
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    frame = chip.frame(map(change, range(6)))
    got += frame[["design.hashing.array.tileRows", "design.cores", "energy_J", "area_m2"]].values.tolist()
    assert list(frame["status"]) == ["ok"] * 6
print(json.dumps([dict(zip(["rows", "cores", "energy", "area"], map(float, own))) for own in got]))
`);
    expectCompared(found, 4006);
  });

  it("so is what pymoo stores", (context) => {
    if (!isInstalled) return context.skip();
    const found = stored(`
import json
import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import Problem
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.optimize import minimize
rows, cores = ${JSON.stringify(ROWS)}, ${JSON.stringify(CORES)}
got = []
class Chip(Problem):
    def __init__(self, chip):
        super().__init__(n_var=2, n_obj=2, xl=[0, 0], xu=[len(rows) - 1, len(cores) - 1], vtype=int)
        self.chip = chip
    def _evaluate(self, x, out, *args, **kwargs):
        designs = [(rows[int(a)], cores[int(b)]) for a, b in x]
        results = self.chip.changes({"design.hashing.array.tileRows": r, "design.cores": c} for r, c in designs)
        out["F"] = np.array([[r["metrics"]["energy_J"], r["metrics"]["area_m2"]] for r in results])
        got.extend(dict(rows=r, cores=c, energy=f[0], area=f[1]) for (r, c), f in zip(designs, out["F"].tolist()))
with Crosshash(base=SMALL, metrics=["energy_J", "area_m2"], raises=True) as chip:
    kinds = dict(prob=0.9, eta=15, vtype=float, repair=RoundingRepair())
    algorithm = NSGA2(pop_size=24, sampling=IntegerRandomSampling(), crossover=SBX(**kinds), mutation=PM(eta=20, vtype=float, repair=RoundingRepair()), eliminate_duplicates=False)
    minimize(Chip(chip), algorithm, ("n_gen", 4), seed=1)
print(json.dumps(got))
`);
    expectCompared(found, 96);
  });

  it("the client passes mypy --strict, installed or not, and has the version of the program", (context) => {
    if (!isInstalled) return context.skip();
    const { stdout } = run(inVenv("mypy"), ["--strict", join(CLIENT, "crosshash")]);
    expect(stdout).toBe("Success: no issues found in 6 source files\n");
    const typed = `from crosshash import Crosshash\nreveal_type(Crosshash().change({}))\n`;
    writeFileSync(join(folder, "typed.py"), typed);
    expect(run(inVenv("mypy"), ["--strict", "typed.py"], { PYTHONPATH: "" }).stdout).toContain(
      "dict[str, Any]",
    );
    const version = run(inVenv("python"), [
      "-c",
      "from importlib.metadata import version; print(version('crosshash'))",
    ]);
    const root = resolve(CLIENT, "..", "..");
    expect(version.stdout.trim()).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
  });

  it.for([
    ["optuna_search.py", "20", /^ +[\d.]+ µJ +[\d.]+ mm² \{'tileRows'/],
    ["pymoo_search.py", "2", /^ +[\d.]+ mm² +[\d.]+ µs \{'workload.attention.rounds'/],
  ] as const)("%s prints a front", ([name, size, row], context) => {
    if (!isInstalled) return context.skip();
    const { stdout, stderr } = run(inVenv("python"), [join(CLIENT, "examples", name), size], {
      PYTHONPATH: "",
    });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length, stderr).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(row);
  });
});
