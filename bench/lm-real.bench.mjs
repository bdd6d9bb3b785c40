// The engine of published models: prefill of 512 and 2 048 tokens, a tail of 512 after 1 536, and its matrix product beside those
// of numpy (float32, one thread) and llama.cpp (through its Python package, the same file and texts) where they are installed:
//   npm run build && node bench/lm-real.bench.mjs [MODEL.gguf | --smoke]
// Without a model, SmolLM2-135M of ../shared/data; with --smoke, a small model of random weights. PYTHON names another Python.
// Seconds of CPU over all threads (on an idle machine, time is about that over the lanes): median, and in brackets fastest and
// slowest of the runs; ratios above 1: the peer is faster. Not a gate.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createRng } from "#base";
import { shippedCatalogue } from "../dist/design/catalogue.js";
import { parseConfig } from "../dist/design/config.js";
import { loadRealModel } from "../dist/packages/local-io/src/real-model.js";
import { loadTransformerKernel } from "../dist/runtime/kernels.js";
import { openEngine } from "../dist/runtime/real-engine.js";

const isSmoke = process.argv[2] === "--smoke";
const file =
  process.argv[2] ??
  new URL("../../shared/data/smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf", import.meta.url).pathname;
const [RUNS, SHORT, LONG, TAIL] = isSmoke ? [1, 32, 64, 16] : [3, 512, 2048, 512];
const LANES = Math.min(2, availableParallelism());
const python = process.env.PYTHON ?? "python3";

if (!isSmoke && !existsSync(file)) {
  process.stdout.write(`no model at ${file}: name a GGUF file, or --smoke\n`);
  process.exit(0);
}

const print = (name, text) => process.stdout.write(`${name.padEnd(46)}${text}\n`);
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[values.length >> 1];
const shown = (values) =>
  `${median(values).toFixed(2)} (${sorted(values)[0].toFixed(2)}–${sorted(values).at(-1).toFixed(2)})`;

/** CPU seconds of each run; the first is not counted. */
async function seconds(run) {
  await run();
  const all = [];
  for (let n = 0; n < RUNS; n++) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    all.push((user + system) / 1e6);
  }
  return all;
}

/** Numbers that a Python program prints, or null where it cannot run. */
function peer(program, ...args) {
  const { status, stdout } = spawnSync(python, ["-c", program, ...args.map(String)], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  });
  return status === 0 ? JSON.parse(stdout.trim().split("\n").at(-1)) : null;
}

function beside(name, ours, theirs) {
  if (theirs === null) print(name, "not installed");
  else print(name, `${shown(theirs)} s, ratio ${(median(ours) / median(theirs)).toFixed(2)}`);
}

/** A llama of random weights in F32 under the real one's tokens. */
function randomModel() {
  const [width, hidden, layers, heads, keyValueHeads, vocabulary] = [64, 128, 2, 4, 2, 256];
  const headWidth = width / heads;
  const keyValueWidth = keyValueHeads * headWidth;
  const sizes = [
    [vocabulary, width],
    ...Array.from({ length: layers }, () => [
      [width, width],
      [keyValueWidth, width],
      [keyValueWidth, width],
      [width, width],
      [hidden, width],
      [hidden, width],
      [width, hidden],
    ]).flat(),
  ];
  const weights = new SharedArrayBuffer(sizes.reduce((sum, [r, c]) => sum + 4 * r * c, 0));
  const values = new Float32Array(weights);
  const rng = createRng("weights");
  for (let n = 0; n < values.length; n++) values[n] = 0.1 * rng.normal();
  let at = 0;
  const matrices = sizes.map(([rows, columns], n) => {
    const bytes = new Uint8Array(weights, at, 4 * rows * columns);
    at += bytes.length;
    return { name: `tensor ${n}`, type: "F32", rows, columns, bytes };
  });
  const gain = () => new Float32Array(width).fill(1);
  const names = ["query", "key", "value", "output", "gate", "up", "down"];
  return {
    name: "random",
    family: "llama",
    dimensions: {
      width,
      hidden,
      layers,
      heads,
      keyValueHeads,
      vocabulary,
      context: 128,
      tiedClassifier: true,
      headWidth,
      keyValueWidth,
    },
    epsilon: 1e-5,
    rotary: {
      pairs: "interleaved",
      frequencies: Float64Array.from({ length: headWidth / 2 }, (_, i) => 10_000 ** ((-2 * i) / headWidth)),
    },
    slidingWindow: null,
    embedding: matrices[0],
    classifier: matrices[0],
    finalNorm: gain(),
    layers: Array.from({ length: layers }, (_, n) => ({
      attentionNorm: gain(),
      feedForwardNorm: gain(),
      queryNorm: null,
      keyNorm: null,
      ...Object.fromEntries(names.map((name, k) => [name, { matrix: matrices[1 + 7 * n + k], bias: null }])),
    })),
    weights,
    fileBytes: weights.byteLength,
  };
}

async function product() {
  const [rows, depth, outputs] = isSmoke ? [32, 64, 64] : [512, 576, 1536];
  const memory = new WebAssembly.Memory({ initial: 1024, maximum: 65_536, shared: true });
  const kernel = loadTransformerKernel(memory);
  const [x, w] = [1 << 16, (1 << 16) + 4 * rows * depth];
  const out = w + 4 * depth * outputs;
  new Float32Array(memory.buffer, x, (out - x) / 4).fill(0.5);
  const panel = 32;
  const ours = await seconds(async () => {
    for (let k = 0; k < 20; k++)
      for (let o = 0; o < outputs; o += panel)
        kernel.multiply(x, rows / 4, w + 4 * o * depth, panel / 2, depth, out + 4 * o, 4 * outputs, 0, 0);
  });
  const rate = (20 * 2 * rows * depth * outputs) / median(ours) / 1e9;
  print(`product ${rows} × ${depth} × ${outputs}, 20 times`, `${shown(ours)} s, ${rate.toFixed(1)} GFLOP/s`);
  const numpy = peer(
    `import json, sys, time
import numpy as np
rows, depth, outputs, runs = map(int, sys.argv[1:])
x = np.full((rows, depth), .5, np.float32); w = np.full((outputs, depth), .5, np.float32).T
def once():
    t = time.process_time()
    for _ in range(20): x @ w
    return time.process_time() - t
once(); print(json.dumps([once() for _ in range(runs)]))`,
    rows,
    depth,
    outputs,
    RUNS,
  );
  beside("  numpy, float32, one thread", ours, numpy);
}

const place = () => "bench";
const { design, workload } = parseConfig(
  { file: "bench", value: {}, place, keyPlace: place },
  shippedCatalogue,
);
const hashing = { design, attention: workload.attention, config: { value: {}, plugins: [] } };

await product();
const start = performance.now();
const model = isSmoke ? randomModel() : (await loadRealModel(file)).model;
const engine = await openEngine(model, { lanes: LANES, hashing });
print("load", `${((performance.now() - start) / 1e3).toFixed(2)} s, ${LANES} lanes`);
const { vocabulary } = model.dimensions;
const rng = createRng("text");
const text = Array.from({ length: LONG }, () => rng.integer(vocabulary));
const released = async (run) => engine.release((await run).context);
const short = await seconds(() => released(engine.prefill(text.slice(0, SHORT))));
print(`prefill ${SHORT}`, `${shown(short)} s`);
print(`prefill ${LONG}`, `${shown(await seconds(() => released(engine.prefill(text))))} s`);
const llama = isSmoke
  ? null
  : peer(
      `import json, sys, time
from llama_cpp import Llama
file, threads, count, runs, vocabulary = sys.argv[1], *map(int, sys.argv[2:])
m = Llama(file, n_ctx=count, n_batch=count, n_threads=threads, n_threads_batch=threads, verbose=False)
ids = [(7919 * n) % vocabulary for n in range(count)]
def once():
    m.reset(); t = time.process_time(); m.eval(ids); return time.process_time() - t
once(); print(json.dumps([once() for _ in range(runs)]))`,
      file,
      LANES,
      SHORT,
      RUNS,
      vocabulary,
    );
beside(`  llama.cpp, ${SHORT} tokens, ${LANES} threads`, short, llama);
await engine.calibrate(text.slice(0, SHORT));
const { context } = await engine.prefill(text.slice(0, LONG - TAIL));
const tail = text.slice(LONG - TAIL);
const near = { sink: 4, window: isSmoke ? 4 : 32, denseLayers: 0, seed: 1, array: 0 };
const share = { kind: "share", share: 1 / 8 };
for (const [name, select] of [
  ["exact", null],
  ["oracle 1/8", { ...near, selector: { name: "oracle", params: {} }, budget: share }],
  [
    "oracle, .95 of the mass",
    { ...near, selector: { name: "oracle", params: {} }, budget: { kind: "mass", p: 0.95 } },
  ],
  ["random 1/8", { ...near, selector: { name: "random", params: {} }, budget: share }],
  [
    "buckets in software 1/8",
    { ...near, selector: { name: "buckets", params: { hash: "software" } }, budget: share },
  ],
  ["buckets on memristors 1/8", { ...near, selector: { name: "buckets", params: {} }, budget: share }],
])
  print(
    `tail ${TAIL} after ${LONG - TAIL}: ${name}`,
    `${shown(await seconds(() => engine.extend(context, tail, select)))} s`,
  );
const { states } = await engine.extend(context, tail);
print(`logits of ${TAIL} tokens`, `${shown(await seconds(() => engine.score(states, tail)))} s`);
print("largest memory", `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
await engine.close();
