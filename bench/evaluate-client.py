# CPU time of one analytic point through `crosshash evaluate` and the Python client, pass after pass over the same points: the
# first pass solves the operating points on the way, the others are warm. Beside it the client's own time and the
# program's memory, which is to stay flat. Of `read-times` every point is new in every pass: a continuous read time, which
# leaves the rivals' prices, and a number of cores, which does not. Of `fresh` every pass has points of its own in the same
# space as `grid`, so that arrays are solved in the first and every price is new. Metrics after that are asked for alone.
# CROSSHASH_DIST names the dist of another version.
#
#     npm run build && python3 bench/evaluate-client.py [points] [passes] [grid|fresh|read-times] [energy_J,latency_s]
import os
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "clients/python"))
from crosshash import Crosshash  # noqa: E402

POINTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
PASSES = int(sys.argv[2]) if len(sys.argv) > 2 else 4
SPACE = sys.argv[3] if len(sys.argv) > 3 else "grid"
METRICS = sys.argv[4].split(",") if len(sys.argv) > 4 else None
DIST = Path(os.environ.get("CROSSHASH_DIST", ROOT / "dist"))
LENGTHS = [512, 1024, 2048, 4096, 8192, 16384, 32768]
NODES = ["28 nm", "22 nm", "16 nm", "10 nm", "7 nm"]


def read_times(number):
    chance = random.Random(number)
    for _ in range(POINTS):
        yield {
            "design.hashing.readTime": f"{chance.uniform(2, 200):.6f} ns",
            "design.cores": chance.randint(1, 64),
        }


def grid(number):
    """Points of a space of 1 400 000, far apart; every one differs from its neighbours in something that is mapped anew."""
    first = number * POINTS if SPACE == "fresh" else 0
    for n in range(first, first + POINTS):
        place = (n * 7919) % 1_400_000
        yield {
            "design.cores": 1 + place % 50,
            "design.contexts": [1, 2, 4, 8][(place // 50) % 4],
            "workload.attention.rounds": 1 + (place // 200) % 10,
            "design.hashing.array.rows": [64, 128][(place // 2000) % 2],
            "design.logicNode": NODES[(place // 4000) % 5],
            "workload.length": LENGTHS[(place // 20_000) % 7],
        }


def seconds(pid):
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def megabytes(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


BASE = {"workload": {"length": 1024, "attention": {"chunk": 16}}, "fidelity": {"length": 1024}}
with Crosshash(["node", str(DIST / "bundle/main.js")], base=BASE, **({} if METRICS is None else {"metrics": METRICS})) as chip:
    pid = chip._answerer._process._process.pid
    for number in range(PASSES):
        before, own, wall = seconds(pid), time.process_time(), time.perf_counter()
        ok = 0
        for n, result in enumerate(chip.changes((read_times if SPACE == "read-times" else grid)(number))):
            ok += result["status"] == "ok"
            if n + 1 == POINTS // 5:
                print(f"pass {number}: {megabytes(pid):.0f} MB after {n + 1} points", flush=True)
        used, wall = seconds(pid) - before, time.perf_counter() - wall
        print(
            f"pass {number}: {ok} of {POINTS} ok, {POINTS / used:.0f} points a second of one core ({1e6 * used / POINTS:.0f} µs a point), "
            f"{POINTS / wall:.0f} a second of wall time, client {1e6 * (time.process_time() - own) / POINTS:.0f} µs a point, "
            f"{megabytes(pid):.0f} MB",
            flush=True,
        )
