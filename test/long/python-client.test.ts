import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..", "..");
const CLIENT = join(ROOT, "clients/python");
const MAIN = join(ROOT, "dist/bundle/main.js");
const scratch = mkdtempSync(join(tmpdir(), "crosshash-python-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const isThere = spawnSync("python3", ["-c", "import venv, ensurepip"], { encoding: "utf8" }).status === 0;
if (!isThere) console.warn("no python3 with venv: the Python client is not tested");

const environment = { ...process.env, CROSSHASH: `${process.execPath} ${MAIN}`, PYTHONPATH: CLIENT };
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: scratch, encoding: "utf8", env: environment });

/** Runs Python text that has `COMMAND`; what it prints. */
function python(text: string): string {
  const file = join(scratch, "program.py");
  const head = `from crosshash import *\nCOMMAND = [${JSON.stringify(process.execPath)}, ${JSON.stringify(MAIN)}]\n`;
  writeFileSync(file, `${head}SMALL = {"workload": {"length": 128}, "fidelity": {"length": 64}}\n${text}`);
  const { status, stdout, stderr } = run("python3", [file]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

describe.skipIf(!isThere)("the Python client", () => {
  it("evaluates in order, says what is wrong, and goes on after an iteration was left", () => {
    const printed = python(`
with Crosshash(COMMAND, base=SMALL) as chip:
    for result in chip.changes({"design.cores": n} for n in range(1, 5000)):
        if result["index"] == 2:
            break
    print(result["status"], chip.change({"design.cores": 3}) == dict(result, index=0))
    print([r["index"] for r in chip.changes([{"design.cores": 1}, {"design.cors": 1}, {"design.cores": 2}])])
    print(chip.change({"design.cors": 1})["error"]["issues"][0]["path"])
    whole = chip.change({"design.cores": 3})["metrics"]
    print("captured_mass" in chip.change({}, level="estimate")["metrics"], chip.evaluate(SMALL)["status"])
with Crosshash(COMMAND, base=SMALL, metrics=["latency_s", "energy_J"]) as chip:
    some = chip.change({"design.cores": 3})["metrics"]
    print(list(some), all(some[key] == whole[key] for key in some))
try:
    Crosshash(COMMAND, metrics="energy_J")
except TypeError as error:
    print(error)
try:
    Crosshash(COMMAND, metrics=[])
except ValueError as error:
    print(error)
with Crosshash(COMMAND, base=SMALL, raises=True) as chip:
    try:
        list(chip.changes([{"design.cores": 1}, {"design.hashing.array.rows": 8}]))
    except EvaluationError as error:
        print(str(error)[:52], error.result["index"])
`);
    expect(printed.trim().split("\n")).toEqual([
      "ok True",
      "[0, 1, 2]",
      "design.cors",
      "True ok",
      "['latency_s', 'energy_J'] True",
      "metrics: expected a list of keys, received the text 'energy_J'",
      "metrics: expected at least one key, received none",
      "config 1: infeasible: a projection needs 64 rows and 1",
    ]);
  });

  it("keeps every answer that a killed program gave, and says that it ended", () => {
    const printed = python(`
import os, signal
chip = Crosshash(COMMAND, base=SMALL)
got = []
try:
    for result in chip.changes({"design.cores": 1 + n % 50} for n in range(100000)):
        got.append(result)
        if len(got) == 200:
            os.kill(chip._program._process.pid, signal.SIGKILL)
except CrosshashError as error:
    print(error)
print(len(got) >= 200, [r["index"] for r in got] == list(range(len(got))), all(r["status"] == "ok" for r in got))
chip.close()
try:
    Crosshash(["/no/such/program"])
except CrosshashError as error:
    print(error)
with Crosshash(COMMAND, base="no-such-file.json5") as chip:
    try:
        chip.change({})
    except CrosshashError as error:
        print(error)
`);
    expect(printed.trim().split("\n")).toEqual([
      "crosshash evaluate ended before it had answered (signal 9)",
      "True True True",
      "/no/such/program: cannot be started: No such file or directory",
      "crosshash evaluate ended before it had answered (exit code 2): no-such-file.json5 (file): expected a file, found none",
    ]);
  });
});

describe.skipIf(!isThere)("the Python client of a server", () => {
  it("is refused without the token, and keeps every answer that a killed server gave", () => {
    const printed = python(`
import os, re, subprocess
server = subprocess.Popen(COMMAND + ["evaluate", "--serve", "--set", "fidelity.length=64"], stderr=subprocess.PIPE, text=True)
address = re.search(r"http:\\S+", server.stderr.readline()).group()
token = server.stderr.readline().split()[1]
try:
    Crosshash(server=address, token="another").change({})
except CrosshashError as error:
    print("refused with 401" in str(error))
got = []
try:
    for result in Crosshash(server=address, token=token).changes({"design.cores": 1 + n % 9} for n in range(6000)):
        got.append(result)
        if len(got) == 300:
            server.kill()
except CrosshashError as error:
    print(str(error).replace(address, "it"))
print(len(got) >= 300, [r["index"] for r in got] == list(range(len(got))), {r["status"] for r in got})
server.wait()
server.stderr.close()
`);
    expect(printed.trim().split("\n")).toEqual([
      "True",
      "it: ended before it had answered",
      "True True {'ok'}",
    ]);
  });
});

describe.skipIf(!isThere)("with packages of PyPI", () => {
  const venv = join(scratch, "venv");
  let isInstalled = false;
  beforeAll(() => {
    run("python3", ["-m", "venv", venv]);
    const packages = ["mypy", "optuna", "pymoo"];
    isInstalled = run(join(venv, "bin/pip"), ["install", "-q", ...packages]).status === 0;
    if (!isInstalled) console.warn("PyPI is not reachable: mypy, Optuna and pymoo are not tested");
  }, 600_000);

  it("the client passes mypy --strict", (context) => {
    if (!isInstalled) return context.skip();
    const { stdout } = run(join(venv, "bin/mypy"), ["--strict", join(CLIENT, "crosshash.py")]);
    expect(stdout).toBe("Success: no issues found in 1 source file\n");
  });

  it.for([
    ["optuna_search.py", "20", /^ +[\d.]+ µJ +[\d.]+ mm² \{'tileRows'/],
    ["pymoo_search.py", "2", /^ +[\d.]+ mm² +[\d.]+ µs \{'workload.attention.rounds'/],
  ] as const)("%s prints a front", ([name, size, row], context) => {
    if (!isInstalled) return context.skip();
    const { stdout, stderr } = run(join(venv, "bin/python"), [join(CLIENT, "examples", name), size]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length, stderr).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(row);
  });
});

// Its cells are plain Python, so that they need no notebook server.
it.skipIf(!isThere)("the notebook's cells run from the first to the last", () => {
  const file = join(CLIENT, "examples/evaluate.ipynb");
  const text = `import json, sys
sys.path.insert(0, ${JSON.stringify(CLIENT)})
cells = {}
for cell in json.load(open(${JSON.stringify(file)}))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), cells)`;
  const { stdout, stderr, status } = run("python3", ["-c", text]);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/tiles of 8 × 8: [\d.]+ µJ/);
  expect(readFileSync(file, "utf8")).toContain('"outputs": []');
});
