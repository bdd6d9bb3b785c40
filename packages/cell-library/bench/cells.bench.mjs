// CPU time (user + system) of reading a Liberty text and of simulating an array multiplier of full adders made of gates. Median of the runs and, in
// brackets, the fastest and slowest. Without a library of its own one of 400 cells with tables of 7 × 7 is made up. Not a gate.
//
//     npm run build && node packages/cell-library/bench/cells.bench.mjs [LIBRARY.lib or --smoke]
import { readFileSync } from "node:fs";
import {
  annotate,
  createSimulation,
  parseLiberty,
  readNetlist,
} from "../../../dist/packages/cell-library/index.js";

const [argument] = process.argv.slice(2);
const isSmoke = argument === "--smoke";
const RUNS = isSmoke ? 1 : 5;
const BITS = isSmoke ? 4 : 16;
const CYCLES = isSmoke ? 20 : 2000;

const FUNCTIONS = { XOR2: "A^B", AND2: "A*B", OR2: "A+B" };
const axis = Array.from({ length: 7 }, (_, k) => 2 ** k);
const plane = (base, shift) =>
  axis.map((x) => `"${axis.map((y) => (base + x / 50 + (shift + 1) * y).toFixed(5)).join(", ")}"`).join(", ");
const table = (name, base, shift) =>
  `${name} (t) { index_1 ("${axis.join(", ")}"); index_2 ("${axis.join(", ")}"); values (${plane(base, shift)}); }`;
const arc = (pin, k) =>
  `timing () { related_pin : "${pin}"; ${table("cell_rise", 10 + k / 7, 0.1)} ${table("cell_fall", 9 + k / 7, 0.1)} ${table("rise_transition", 8, 0.2)} ${table("fall_transition", 7, 0.2)} }
   internal_power () { related_pin : "${pin}"; ${table("rise_power", 0.1, 0)} ${table("fall_power", 0.2, 0)} }`;
const cell = (name, expression, k) => `cell (${name}) { area : 1; leakage_power () { value : 3; }
  ${["A", "B"].map((pin) => `pin (${pin}) { direction : input; capacitance : 1; }`).join(" ")}
  pin (Y) { direction : output; function : "${expression}"; ${arc("A", k)} ${arc("B", k + 1)} } }`;
const others = Array.from({ length: isSmoke ? 5 : 400 }, (_, k) => cell(`OTHER${k}`, "!(A*B)", k));
const madeUp = `library (bench) { time_unit : "1ps"; capacitive_load_unit (1, ff); leakage_power_unit : "1nW"; nom_voltage : 1;
lu_table_template (t) { variable_1 : input_net_transition; variable_2 : total_output_net_capacitance; index_1 ("1"); index_2 ("1"); }
${[...Object.entries(FUNCTIONS).map(([name, expression], k) => cell(name, expression, k)), ...others].join("\n")} }`;

/** Rows of full adders, as in schoolbook multiplication. */
function multiplier(bits) {
  let nets = 2 + 2 * bits;
  const cells = {};
  const gate = (type, a, b) => {
    cells[`g${nets}`] = { type, connections: { A: [a], B: [b], Y: [nets] } };
    return nets++;
  };
  const [a, b] = [0, 1].map((port) => Array.from({ length: bits }, (_, k) => 2 + port * bits + k));
  let sum = a.map((bit) => gate("AND2", bit, b[0]));
  const product = [];
  for (let row = 1; row < bits; row++) {
    product.push(sum[0]);
    let carry = "0";
    const next = [];
    a.forEach((bit, k) => {
      const partial = gate("AND2", bit, b[row]);
      const half = gate("XOR2", sum[k + 1] ?? "0", partial);
      next.push(gate("XOR2", half, carry));
      carry = gate("OR2", gate("AND2", sum[k + 1] ?? "0", partial), gate("AND2", half, carry));
    });
    sum = [...next, carry];
  }
  const port = (direction, list) => ({ direction, bits: list });
  const ports = { a: port("input", a), b: port("input", b), p: port("output", [...product, ...sum]) };
  return JSON.stringify({ modules: { U: { ports, cells } } });
}

function cpuSeconds(run) {
  const before = process.cpuUsage();
  const answer = run();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, answer };
}

function shown(runs, digits) {
  const sorted = [...runs].sort((x, y) => x - y);
  return `${sorted[sorted.length >> 1].toFixed(digits)} (${sorted[0].toFixed(digits)}–${sorted[sorted.length - 1].toFixed(digits)})`;
}

const text = argument === undefined || isSmoke ? madeUp : readFileSync(argument, "utf8");
const readings = Array.from(
  { length: RUNS },
  () => cpuSeconds(() => parseLiberty(text, "bench.lib")).seconds,
);
console.log("| job | size | CPU |\n|---|---|---|");
console.log(`| read Liberty | ${(text.length / 1e6).toFixed(1)} MB | ${shown(readings, 3)} s |`);

const annotated = annotate(readNetlist(multiplier(BITS), parseLiberty(madeUp, "bench.lib"), "U"), {
  inputSlew: 5e-12,
});
for (const delays of ["cells", "zero"]) {
  const rates = Array.from({ length: RUNS }, () => {
    const simulation = createSimulation(annotated, { delays });
    let state = 1;
    const word = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> (32 - BITS);
    };
    const { seconds } = cpuSeconds(() => {
      for (let k = 0; k < CYCLES; k++) {
        const [a, b] = [word(), word()];
        simulation.step({ a, b });
        if (simulation.output("p") !== BigInt(a) * BigInt(b))
          throw new Error(`${a} × ${b} came out as ${simulation.output("p")}`);
      }
    });
    return simulation.activity().events / seconds / 1e6;
  });
  console.log(
    `| ${BITS} × ${BITS} multiplier, delays of ${delays} | ${CYCLES} cycles | ${shown(rates, 2)} million events a second |`,
  );
}
