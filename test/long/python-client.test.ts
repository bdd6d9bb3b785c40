import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CLIENT, hasPython, MAIN, pythonFolder } from "./python.ts";

const { python, run, remove } = pythonFolder();
afterAll(remove);
if (!hasPython) console.warn("no python3 with venv: the Python client is not tested");

/** Kills of each kind; CROSSHASH_KILLS=50 for more. */
const KILLS = Number(process.env.CROSSHASH_KILLS ?? 10);

describe.skipIf(!hasPython)("the Python client", () => {
  it("evaluates in order, says what is wrong, and goes on after an iteration was left", () => {
    const printed = python(`
with Crosshash(base=SMALL) as chip:
    for result in chip.changes({"design.cores": n} for n in range(1, 5000)):
        if result["index"] == 2:
            break
    print(result["status"], chip.change({"design.cores": 3}) == dict(result, index=0))
    print([r["index"] for r in chip.changes([{"design.cores": 1}, {"design.cors": 1}, {"design.cores": 2}])])
    print(chip.change({"design.cors": 1})["error"]["issues"][0]["path"])
    whole = chip.change({"design.cores": 3})["metrics"]
    print("recall" in chip.change({}, level="estimate")["metrics"], chip.evaluate(SMALL)["status"])
    print(chip.change({"name": "x" * 300000})["error"]["message"].split(": ")[1])
    print(chip.change({"design.cores": 3})["metrics"] == whole)
with Crosshash(base=SMALL, metrics=["latency_s", "energy_J"]) as chip:
    some = chip.change({"design.cores": 3})["metrics"]
    print(list(some), all(some[key] == whole[key] for key in some))
for metrics in ["energy_J", []]:
    try:
        Crosshash(metrics=metrics)
    except (TypeError, ValueError) as error:
        print(error)
with Crosshash(base=SMALL, raises=True) as chip:
    try:
        list(chip.changes([{"design.cores": 1}, {"design.hashing.array.rows": 8}]))
    except EvaluationError as error:
        print(str(error)[:52], error.result["index"])
`);
    expect(printed).toEqual([
      "ok True",
      "[0, 1, 2]",
      "design.cors",
      "True ok",
      expect.stringMatching(/^expected at most 262144 bytes, received \d+$/),
      "True",
      "['latency_s', 'energy_J'] True",
      "metrics: expected a list of keys, received the text 'energy_J'",
      "metrics: expected at least one key, received none",
      "config 1: infeasible: a projection needs 64 rows and 1",
    ]);
  });

  it("gives each thread and each iterator its own answers", () => {
    const printed = python(`
import threading
with Crosshash(base=SMALL, metrics=["energy_J", "area_m2"]) as chip:
    rows = range(1, 51)
    alone = {n: result["metrics"] for n, result in zip(rows, chip.changes({"design.cores": n} for n in rows))}
    wrong = []
    def ask(thread):
        for i in range(1000):
            n = 1 + (7 * i + 13 * thread) % 50
            if chip.change({"design.cores": n})["metrics"] != alone[n]:
                wrong.append((thread, i))
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(wrong), len({own["area_m2"] for own in alone.values()}))
    first, second = (chip.changes({"design.cores": n} for n in order) for order in (rows, reversed(rows)))
    print(all((a["metrics"], b["metrics"]) == (alone[n], alone[51 - n]) for n, a, b in zip(rows, first, second)))
    nested = [(chip.change({"design.cores": 51 - n})["metrics"], own["metrics"]) for n, own in zip(rows, chip.changes({"design.cores": n} for n in rows))]
    print(all(pair == (alone[51 - n], alone[n]) for n, pair in zip(rows, nested)))
`);
    expect(printed).toEqual(["0 50", "True", "True"]);
  });

  it(`says that its program was killed, ${KILLS} times, keeps what it gave, and starts it again`, () => {
    const printed = python(`
import os, random, signal
random.seed(1)
chip = Crosshash(base=SMALL, metrics=["energy_J"])
alone = [r["metrics"] for r in chip.changes({"design.cores": 1 + n} for n in range(50))]
said, wrong, most = set(), 0, 0
for _ in range(${KILLS}):
    got, last = [], random.randrange(200)
    try:
        for result in chip.changes({"design.cores": 1 + n % 50} for n in range(100000)):
            got.append(result)
            if len(got) == last + 1:
                os.kill(chip._answerer._process._process.pid, signal.SIGKILL)
    except CrosshashError as error:
        said.add(str(error))
    most = max(most, len(got))
    wrong += sum(r["index"] != n or r["metrics"] != alone[n % 50] for n, r in enumerate(got))
    wrong += chip.change({"design.cores": 7})["metrics"] != alone[6]
print(said, wrong, most < 1000)
chip.close()
`);
    expect(printed).toEqual(["{'crosshash evaluate ended before it had answered (signal 9)'} 0 True"]);
  });

  it(`is killed ${KILLS} times itself, and leaves no program behind`, () => {
    const printed = python(`
import os, random, signal, subprocess, sys, time
random.seed(2)
text = "from crosshash import *\\nchip = Crosshash(base=%r)\\nprint(chip._answerer._process._process.pid, flush=True)\\nfor r in chip.changes({'design.cores': 1 + n %% 50} for n in range(100000)): print(r['index'], flush=True)" % SMALL
pids = []
for _ in range(${KILLS}):
    own = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    pids.append(int(own.stdout.readline()))
    for _ in range(random.randrange(40)):
        own.stdout.readline()
    own.kill()
    own.stdout.close()
    own.wait()
def runs(pid):
    try:
        os.kill(pid, 0)
        return open(f"/proc/{pid}/stat").read().split(")")[1].split()[0] != "Z"
    except OSError:
        return False
until = time.monotonic() + 60
while any(map(runs, pids)) and time.monotonic() < until:
    time.sleep(0.1)
print(sum(map(runs, pids)))
`);
    expect(printed).toEqual(["0"]);
  });

  it("says in one sentence what went wrong, and the next call works or says why not", () => {
    const printed = python(`
import os, signal, threading, time
def said(run):
    try:
        print(run())
    except Exception as error:
        print(type(error).__name__, error)
chip = Crosshash(base=SMALL, metrics=["energy_J"])
alone = chip.change({"design.cores": 7})
# Ctrl-C in the middle of a batch, of which each line takes seconds.
chip.close()
chip = Crosshash(base=SMALL)
alone = chip.change({"design.cores": 7})
threading.Timer(2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    list(chip.changes(({"seed": n} for n in range(100000)), level="simulate"))
except KeyboardInterrupt:
    print("interrupted", chip.change({"design.cores": 7}) == alone)
if os.fork() == 0:
    print("forked", chip.change({"design.cores": 7}) == alone, flush=True)
    chip.close()
    os._exit(0)
os.wait()
said(lambda: chip.change({"design.cores": float("nan")}))
said(lambda: chip.change({"design.cores": {1, 2}}))
said(lambda: __import__("pickle").dumps(chip))
print(chip.change({"design.cores": 7}) == alone)
chip.close()
said(lambda: chip.change({}))
said(lambda: Crosshash(["/no/such/program"]))
# A shell whose child holds the pipes for a minute: the client waits for neither.
since = time.monotonic()
talker = Crosshash(["sh", "-c", "read line; echo nonsense; sleep 60"])
said(lambda: talker.change({}))
said(lambda: talker.change({}))
talker.close()
stranger = Crosshash(["sh", "-c", 'read line; echo \\'{"index": 0, "id": 5, "status": "ok", "metrics": {}}\\'; sleep 60'])
said(lambda: stranger.change({}))
stranger.close()
print(time.monotonic() - since < 20)
with Crosshash(base="no-such-file.json5") as missing:
    said(lambda: missing.change({}))
    said(lambda: missing.change({}))
os.environ["CROSSHASH"] = ""
os.environ["PATH"] = "/no/such/folder"
said(lambda: Crosshash())
`);
    const ended = "CrosshashError crosshash evaluate";
    const missing = `${ended} ended before it had answered (exit code 2): no-such-file.json5 (file): expected a file, found none`;
    expect(printed).toEqual([
      "interrupted True",
      "forked True",
      "ValueError config: expected finite numbers, received NaN or infinity, which JSON has not",
      "TypeError config: expected numbers, texts, lists and mappings, received set",
      "TypeError Crosshash: expected each process to make a client of its own, received one to be pickled",
      "True",
      "CrosshashError expected a client that is open, it has been closed",
      "CrosshashError /no/such/program: cannot be started: No such file or directory",
      `${ended}: expected a result line, received 'nonsense'`,
      `${ended}: expected a result line, received 'nonsense'`,
      expect.stringContaining(`${ended}: expected a result line, received '{"index": 0, "id": 5`),
      "True",
      missing,
      missing,
      expect.stringMatching(/^CrosshashError crosshash: expected the program on the PATH, .*npm install/),
    ]);
  });
});

describe.skipIf(!hasPython)("the Python client of a server", () => {
  it("is refused without the token, serves threads, and keeps every answer that a killed server gave", () => {
    const printed = python(`
import os, re, shlex, subprocess, threading
command = shlex.split(os.environ["CROSSHASH"]) + ["evaluate", "--serve", "--set", "fidelity.length=64"]
server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
address = re.search(r"http:\\S+", server.stderr.readline()).group()
token = server.stderr.readline().split()[1]
try:
    Crosshash(server=address, token="another").change({})
except CrosshashError as error:
    print("refused with 401" in str(error))
chip = Crosshash(server=address, token=token)
alone = [r["metrics"] for r in chip.changes({"design.cores": 1 + n} for n in range(9))]
wrong = []
def ask(thread):
    for i in range(20):
        if chip.change({"design.cores": 1 + (i + thread) % 9})["metrics"] != alone[(i + thread) % 9]:
            wrong.append(i)
# More than the server answers at once.
threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(wrong))
got = []
try:
    for result in chip.changes({"design.cores": 1 + n % 9} for n in range(6000)):
        got.append(result)
        if len(got) == 300:
            server.kill()
except CrosshashError as error:
    print(re.sub(": [^:]*$", "", str(error).replace(address, "it")) if "refused" in str(error) else str(error).replace(address, "it").split(": ")[1])
print(len(got) >= 300, [r["index"] for r in got] == list(range(len(got))), {r["status"] for r in got})
server.wait()
server.stderr.close()
`);
    expect(printed).toEqual(["True", "0", "ended before it had answered", "True True {'ok'}"]);
  });
});

// Its cells are plain Python, so that they need no notebook server.
it.skipIf(!hasPython)("the notebook's cells run from the first to the last", () => {
  const file = join(CLIENT, "examples/evaluate.ipynb");
  const text = `import json
cells = {}
for cell in json.load(open(${JSON.stringify(file)}))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), cells)`;
  const { stdout, stderr, status } = run("python3", ["-c", text]);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/tiles of 8 × 8: [\d.]+ µJ/);
  expect(readFileSync(file, "utf8")).toContain('"outputs": []');
});

// In a clone that has been built nothing is set: the program is found from the client's own place.
it.skipIf(!hasPython)("the program of a clone is found from anywhere", () => {
  const printed = python(`print(Crosshash(base=SMALL).change({})["status"])`, "python3", { CROSSHASH: "" });
  expect(printed).toEqual(["ok"]);
  expect(MAIN).toContain("dist");
});
