// A language model of stories260K's shape (random weights, or the model and token ids that are named) over 8 windows of
// 512 tokens: exact attention on one core, then selectors of `lm` on two worker
// threads as `lm` runs them:
//   npm run build && node bench/lm.bench.mjs [MODEL TOKENS.json | --smoke]
// Seconds: median, and in brackets fastest and slowest of the runs. Not a gate.
import { createRng, parseDocument } from "#base";
import { modelOf, parseCheckpoint } from "#model-files";
import { shippedCatalogue } from "../dist/design/catalogue.js";
import { parseConfig } from "../dist/design/config.js";
import { loadModel, loadTokens } from "../dist/packages/local-io/src/model-store.js";
import { checkpointBytes } from "../dist/packages/model-files/src/dimensions.js";
import { forward } from "../dist/packages/transformer/src/forward.js";
import { negativeLogLikelihood } from "../dist/packages/transformer/src/likelihood.js";
import { loadKernels } from "../dist/runtime/kernels.js";
import { openEngine } from "../dist/runtime/real-engine.js";

const isSmoke = process.argv[2] === "--smoke";
const [LENGTH, WINDOWS, RUNS, SEED] = isSmoke ? [64, 2, 1, 1] : [512, 8, 5, 1];
const [modelPlace, tokenFile] = isSmoke ? [] : process.argv.slice(2);

function randomModel() {
  const header = [64, 172, 5, 8, 4, 512, LENGTH];
  const [width, hidden, layers, , , vocabulary, context] = header;
  const sizes = {
    width,
    hidden,
    layers,
    vocabulary,
    context,
    keyValueWidth: 32,
    headWidth: 8,
    tiedClassifier: true,
  };
  const bytes = new DataView(new ArrayBuffer(checkpointBytes(sizes)));
  for (const [n, size] of header.entries()) bytes.setInt32(4 * n, size, true);
  const rng = createRng("weights");
  for (let at = 28; at < bytes.byteLength; at += 4) bytes.setFloat32(at, 0.2 * rng.normal(), true);
  const attention = { variant: "separate", keyNormalisation: "none", mask: "causal" };
  const reading = {
    name: "random",
    checkpoint: "random",
    sha256: null,
    attention,
    positions: { ropeBase: 10000 },
  };
  return parseCheckpoint(new Uint8Array(bytes.buffer), reading);
}

const checkpoint = modelPlace ? (await loadModel(modelPlace)).checkpoint : randomModel();
const { layers, heads, keyValueHeads, headWidth, vocabulary } = checkpoint.dimensions;
const rng = createRng("text");
const texts = tokenFile
  ? await loadTokens(tokenFile, checkpoint.dimensions)
  : Array.from({ length: WINDOWS + 1 }, () =>
      Array.from({ length: LENGTH + 1 }, () => rng.integer(vocabulary)),
    );
const windows = texts.slice(0, WINDOWS).map((ids) => ids.slice(0, LENGTH + 1));

const sorted = (values) => values.sort((a, b) => a - b);
const shown = (values) =>
  `${values[values.length >> 1].toFixed(2)} (${values[0].toFixed(2)}–${values.at(-1).toFixed(2)})`;

/** CPU seconds of exact attention and likelihood over all windows on this thread. */
function exactSeconds(kernel) {
  const before = process.cpuUsage();
  for (const ids of windows)
    negativeLogLikelihood(
      checkpoint,
      forward(checkpoint, ids.slice(0, -1), undefined, { kernel }),
      ids,
      kernel,
    );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const kernels = loadKernels();
exactSeconds(kernels.decoder);
const seconds = sorted(Array.from({ length: RUNS }, () => exactSeconds(kernels.decoder)));
console.log(
  `| exact attention, one core | CPU (s) |\n|---|---|\n| ${WINDOWS} × ${LENGTH} | ${shown(seconds)} |`,
);

const document = parseDocument(
  `{ workload: { length: ${LENGTH}, layers: ${layers}, heads: ${heads}, kvHeads: ${keyValueHeads}, headWidth: ${headWidth},
    attention: { rounds: 8, chunk: 16, buckets: 32, localWindow: 32, centreKeys: true } } }`,
  "bench",
);
const { design, workload } = parseConfig(document, shippedCatalogue);
const engine = await openEngine(modelOf(checkpoint), {
  lanes: 2,
  positions: LENGTH,
  hashing: { design, attention: workload.attention, config: { value: document.value, plugins: [] } },
});
await engine.calibrate(texts.at(-1).slice(0, LENGTH));
const buckets = { name: "buckets", params: { rounds: 8, chunk: 16, buckets: 32 } };
const own = { kind: "design" };
const some = { kind: "share", share: 1 / 4 };
const SELECTORS = [
  ["exact", null],
  ["software buckets", { ...buckets, params: { ...buckets.params, hash: "software" } }, own],
  ["memristor buckets", buckets, own],
  ["score", { name: "score", params: {} }, some],
  ["local window", { name: "window", params: {} }, some],
  ["oracle", { name: "oracle", params: {} }, some],
];
console.log("\n| selector, two workers | wall (s) |\n|---|---|");
for (const [name, selector, budget] of SELECTORS) {
  const near = { sink: 1, window: 32, denseLayers: 0, seed: SEED, array: 0 };
  const seconds = [];
  for (let n = 0; n < RUNS; n++) {
    const started = performance.now();
    for (const ids of windows) {
      const selection = selector === null ? null : { ...near, selector, budget };
      const { context, states } = await engine.prefill(ids.slice(0, LENGTH), selection);
      await engine.score(states, ids.slice(1));
      engine.release(context);
    }
    seconds.push((performance.now() - started) / 1e3);
  }
  console.log(`| ${name} | ${shown(sorted(seconds))} |`);
}
await engine.close();
