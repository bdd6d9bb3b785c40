// Prices a CPU second on the axes that an architect begins with: tile rows and columns, rounds and bits. Every point is new: in the
// first pass arrays are solved for it, in the second nothing but the read time is another.
//
//     npm run build && node bench/axes.bench.mjs [points] [folder of dist]
import { resolve } from "node:path";

const [points = "300", dist = "dist"] = process.argv.slice(2);
const { createEvaluator } = await import(resolve(dist, "bundle/index.js"));

const TILES = [4, 8, 16, 32, 64];
const AXES = {
  "design.hashing.array.tileRows": TILES,
  "design.hashing.array.tileColumns": TILES,
  "workload.attention.rounds": [1, 2, 3, 4, 5, 6, 7, 8],
  "design.hashing.dac.bits": [2, 3, 4, 5, 6, 8],
};
const SIZE = Object.values(AXES).reduce((product, { length }) => product * length, 1);

/** The nth of all points, in an order that jumps. */
function point(n, readTime) {
  let place = (n * 7919) % SIZE;
  const set = { "design.hashing.readTime": readTime };
  for (const [path, values] of Object.entries(AXES)) {
    set[path] = values[place % values.length];
    place = Math.floor(place / values.length);
  }
  return set;
}

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

for (const metrics of [undefined, ["energy_J", "area_m2", "latency_s"]]) {
  const { change } = createEvaluator({ ...(metrics === undefined ? {} : { metrics }) });
  await change({});
  for (const readTime of ["10 ns", "11 ns"]) {
    const since = seconds();
    let ok = 0;
    for (let n = 0; n < Number(points); n++) ok += (await change(point(n, readTime))).status === "ok";
    const used = seconds() - since;
    const what = metrics === undefined ? "all metrics" : metrics.join(",");
    console.log(
      `${what}, read time ${readTime}: ${ok} of ${points} ok, ${(points / used).toFixed(0)} points a CPU second`,
    );
  }
}
