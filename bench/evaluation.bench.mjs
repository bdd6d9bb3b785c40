// CPU time of evaluating a design point analytically: mapping, price and timing of every design of the comparison, over 1e5
// points that vary length, rounds, chunk, cores and the parameters of arrays and converters. Beside it, in the same run:
// the mapping alone, and the event-driven simulator that checks the closed-form latency.
//
//     npm run build && node bench/evaluation.bench.mjs [points]
import { createRng, parseDocument } from "#base";
import { priceAll } from "../dist/comparison/priced-comparison.js";
import { simulateSchedule } from "../dist/cost/events.js";
import { stageDemands } from "../dist/cost/latency.js";
import { priceList } from "../dist/cost/price-list.js";
import { shippedCatalogue } from "../dist/design/catalogue.js";
import { parseConfig } from "../dist/design/config.js";
import { mapWorkload } from "../dist/mapping/mapping.js";

const POINTS = Number(process.argv[2] ?? 100_000);
const POINT = { pairPower: 1e-5, devicePower: 5e-6, peakLineCurrent: 1e-4 };

const designs = [];
for (const rows of [64, 128, 256])
  for (const bits of [2, 4, 6])
    for (const node of ["28 nm", "7 nm"])
      for (const phase of ["prefill", "decode"])
        designs.push(
          parseConfig(
            parseDocument(
              `{ workload: { preset: "pythia-160m", phase: "${phase}" }, design: { mapping: { search: false }, logicNode: "${node}", hashing: { array: { rows: ${rows} }, dac: { bits: ${bits} } } } }`,
              "bench",
            ),
            shippedCatalogue,
          ),
        );

/** Point n: every one differs in something that is mapped anew. */
function pointOf(n) {
  const { design, workload } = designs[n % designs.length];
  const attention = { ...workload.attention, rounds: 1 + (n % 16), chunk: 16 << (n % 4) };
  return {
    design: { ...design, cores: 1 + (n % 7) },
    workload: { ...workload, length: 512 + 16 * (n % 4096), attention },
  };
}

const cpu = (run) => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return user + system;
};

function microseconds(points, evaluate) {
  const batches = 5;
  const times = Array.from({ length: batches }, (_, b) => {
    const size = Math.ceil(points / batches);
    return (
      cpu(() => {
        for (let n = 0; n < size; n++) evaluate(pointOf(b * size + n));
      }) / size
    );
  }).sort((x, y) => x - y);
  return { median: times[2], low: times[0], high: times[4] };
}

const show = (name, { median, low, high }) =>
  console.log(
    `${name.padEnd(46)} ${median.toFixed(1).padStart(8)} µs   (${low.toFixed(1)} to ${high.toFixed(1)})`,
  );

microseconds(Math.min(2000, POINTS), ({ design, workload }) => priceAll(design, workload, POINT));
const all = microseconds(POINTS, ({ design, workload }) => priceAll(design, workload, POINT));
const mapping = microseconds(POINTS / 5, ({ design, workload }) => mapWorkload(design, workload));
const events = microseconds(POINTS / 1000, ({ design, workload }) => {
  const own = { ...design, digital: { ...design.digital, projectOn: "mac" } };
  const mapped = mapWorkload(own, workload);
  const demands = stageDemands(mapped, priceList(own, POINT));
  simulateSchedule(() => demands, mapped.schedule, { rng: createRng(1), banks: null });
});
console.log(`${POINTS} points, CPU time a point: median (least to most of 5 batches)`);
show("all designs: mapping, price, timing", all);
show("reference: mapping of one design alone", mapping);
show("reference: one design played event by event", events);
console.log(
  `comparison / mapping ×${(all.median / mapping.median).toFixed(1)}, events / comparison ×${(events.median / all.median).toFixed(0)}`,
);
