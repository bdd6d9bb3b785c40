// Prices a CPU second on the axes that an architect begins with: tile rows and columns, rounds and bits, in few and in
// many shapes of tiles, and units with a buffer. Every point is new, in an order that jumps; in the second pass nothing but
// the read time is another. The compiler of the engine takes about 3 s of the first thousand points.
//
//     npm run build && node bench/axes.bench.mjs [most points] [folder of dist]
import { resolve } from "node:path";

const [points = "3072", dist = "dist"] = process.argv.slice(2);
const { createEvaluator } = await import(resolve(dist, "bundle/index.js"));

const tiled = (sizes) => ({
  "design.hashing.array.tileRows": sizes,
  "design.hashing.array.tileColumns": sizes,
  "workload.attention.rounds": [1, 2, 3, 4, 5, 6, 7, 8],
  "design.hashing.dac.bits": [2, 3, 4, 5, 6, 8],
});
const SETS = {
  "25 shapes of tiles": tiled([4, 8, 16, 32, 64]),
  "64 shapes of tiles": tiled([4, 6, 8, 12, 16, 24, 32, 64]),
  "384 digital designs": {
    "workload.attention.rounds": [1, 2, 3, 4, 5, 6, 7, 8],
    "workload.attention.chunk": [32, 64, 128],
    "design.digital.softmax.lanes": [16, 32, 64, 128],
    "design.digital.buffer.capacity": ["256 KiB", "512 KiB", "1 MiB", "2 MiB"],
    "design.hashing.dac.bits": [2, 3, 4, 5, 6, 8],
  },
};

/** The nth of all points, in an order that jumps. */
function point(axes, n, readTime) {
  const size = sizeOf(axes);
  let place = (n * 7919) % size;
  const set = { "design.hashing.readTime": readTime };
  for (const [path, values] of Object.entries(axes)) {
    set[path] = values[place % values.length];
    place = Math.floor(place / values.length);
  }
  return set;
}

function sizeOf(axes) {
  return Object.values(axes).reduce((product, { length }) => product * length, 1);
}

const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

for (const [name, axes] of Object.entries(SETS)) {
  const count = Math.min(Number(points), sizeOf(axes));
  for (const metrics of [undefined, ["energy_J", "area_m2", "latency_s"]]) {
    const { change } = createEvaluator({ ...(metrics === undefined ? {} : { metrics }) });
    await change({});
    for (const readTime of ["10 ns", "11 ns"]) {
      const since = seconds();
      let ok = 0;
      for (let n = 0; n < count; n++) ok += (await change(point(axes, n, readTime))).status === "ok";
      const used = seconds() - since;
      const what = metrics === undefined ? "all metrics" : metrics.join(",");
      console.log(
        `${name}, ${what}, read time ${readTime}: ${ok} of ${count} ok, ${(count / used).toFixed(0)} points a CPU second`,
      );
    }
  }
}
