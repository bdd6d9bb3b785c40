// Vector-matrix product with an 8-bit DAC, read noise and an 8-bit ADC, batches of 1024: the WebAssembly kernel
// beside its TypeScript twin and numpy in single precision, in one run on the built package:
//   npm run build && PYTHON=python3 node bench/vmm.bench.mjs [largest size] [seconds a row]
// Without a PYTHON that has numpy its column is empty.
// Products per second of CPU time (user + system) on one core: median, and in brackets the slowest and fastest
// of the runs. Not a gate.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createRng, dense } from "#base";
import { plainVmmKernel } from "../dist/packages/vmm/src/plain-vmm.js";
import { loadVmmKernel } from "../dist/packages/vmm/src/vmm-kernel.js";

const largest = Number(process.argv[2] ?? 512);
const SECONDS = Number(process.argv[3] ?? 2);
const BATCH = 1024;
const READ_VOLTAGE = 0.2;
const kernel = loadVmmKernel();

/** Differential pairs of 10 kΩ to 1 MΩ, 2 % of read noise. */
function plan(n) {
  const rng = createRng(`bench ${n}`);
  const conductance = () => 1e-6 + 9.9e-5 * rng.uniform();
  const transfer = dense(n, n);
  const weights = dense(n, n);
  for (let k = 0; k < n * n; k++) {
    const [plus, minus] = [conductance(), conductance()];
    transfer.data[k] = plus - minus;
    weights.data[k] = plus ** 2 + minus ** 2;
  }
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  return {
    transfer,
    cubic: null,
    noise: { first: rows, second: rows, weights },
    readNoise: 0.02,
    readVoltage: READ_VOLTAGE,
    dacBits: 8,
    adc: { bits: 8, fullScale: 1e-5 * Math.sqrt(n) },
  };
}

/** Products a second of CPU time, sorted. */
function measure(vmm, n, seconds) {
  const rng = createRng(`inputs ${n}`);
  const batch = {
    inputs: Float64Array.from({ length: BATCH * n }, () => rng.normal()),
    dacFullScale: 2.5,
    key: Uint32Array.of(1, 2, 3, 4),
    firstVector: 0,
  };
  const cpu = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
  const read = () => vmm.currents(batch);
  const started = cpu();
  do read();
  while (cpu() - started < seconds / 4);
  const rates = [];
  const began = cpu();
  do {
    const before = cpu();
    let products = 0;
    do {
      read();
      products += BATCH;
    } while (cpu() - before < seconds / 40);
    rates.push(products / (cpu() - before));
  } while (cpu() - began < seconds || rates.length < 3);
  return rates.sort((a, b) => a - b);
}

const shown = (rates) =>
  `${median(rates).toPrecision(3)} (${rates[0].toPrecision(3)}–${rates.at(-1).toPrecision(3)})`;
const median = (sorted) => sorted[sorted.length >> 1];

/** Median, slowest and fastest of numpy; null where it is not installed. */
function numpy(n) {
  const script = fileURLToPath(new URL("vmm-numpy.py", import.meta.url));
  const { status, stdout } = spawnSync(process.env.PYTHON ?? "python3", [script, `${n}`, `${SECONDS}`], {
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim().split(" ").map(Number) : null;
}

console.log(
  "| array | WASM (VMM/s) | TypeScript (VMM/s) | ratio | numpy float32 (VMM/s) | ratio |\n|---|---|---|---|---|---|",
);
for (const n of [16, 32, 64, 128, 256, 512].filter((size) => size <= largest)) {
  const fast = measure(kernel.prepare(plan(n)), n, SECONDS);
  const plain = measure(plainVmmKernel.prepare(plan(n)), n, SECONDS);
  const ratio = Math.round(median(fast) / median(plain));
  const peer = numpy(n);
  const beside =
    peer === null
      ? "|"
      : `${peer[0].toPrecision(3)} (${peer[1].toPrecision(3)}–${peer[2].toPrecision(3)}) | ${(median(fast) / peer[0]).toFixed(2)}×`;
  console.log(`| ${n} × ${n} | ${shown(fast)} | ${shown(plain)} | ${ratio}× | ${beside} |`);
}
