import { describe, expect, test } from "vitest";
import { createRng } from "#base";
import { modelOf, parseCheckpoint, type Sidecar } from "#model-files";
import type { Budget } from "../../../src/language-model/engine/engine.ts";
import { openEngine } from "../../../src/runtime/real-engine.ts";
import { configOf } from "../../design-under-test.ts";
import { sidecarFor, tinyCheckpoint } from "../tiny-checkpoint.ts";

const LENGTH = 40;
/** Position of the token that changes; outputs before it must keep every bit. */
const CHANGED = 23;
const WIDTH = 32;
const tokensOf = (seed: number): number[] => {
  const rng = createRng(`text ${seed}`);
  return Array.from({ length: LENGTH }, () => rng.integer(11));
};
const before = tokensOf(1);
const after = before.map((id, i) => (i < CHANGED ? id : (id + 1 + (i % 9)) % 11));

const SHARED: Partial<Sidecar> = {
  attention: { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" },
};

function checkpointOf(over: Partial<Sidecar>, keyValueHeads: number) {
  const bytes = tinyCheckpoint([WIDTH, 24, 2, 2, keyValueHeads, 11, 64]);
  const view = new DataView(bytes.buffer);
  if (over.attention?.variant === "shared-qk") {
    // Norms, then wq of both layers, then wk: a copy.
    const wq = 28 + 4 * (11 * WIDTH + 2 * WIDTH);
    for (let n = 0; n < 4 * 2 * WIDTH * WIDTH; n++)
      view.setUint8(wq + 4 * 2 * WIDTH * WIDTH + n, view.getUint8(wq + n));
  }
  return parseCheckpoint(bytes, sidecarFor(bytes, over));
}

interface Choice {
  readonly name?: string;
  readonly params?: object;
  readonly budget?: Budget;
  readonly attention?: string;
  readonly hashing?: string;
  readonly model?: Partial<Sidecar>;
  readonly keyValueHeads?: number;
}

/** Last hidden states of both texts. */
async function statesOf(choice: Choice): Promise<Float32Array[]> {
  const {
    name = "buckets",
    params = {},
    budget = { kind: "design" },
    model = {},
    keyValueHeads = 2,
  } = choice;
  const { attention = "", hashing = "array: { rows: 32, columns: 32 }" } = choice;
  const config = configOf(`{
    workload: { length: ${LENGTH}, headWidth: 16, heads: 2, layers: 2, attention: { ${attention} } },
    design: { hashing: { ${hashing} } } }`);
  const engine = await openEngine(modelOf(checkpointOf(model, keyValueHeads)), {
    hashing: {
      design: config.design,
      attention: config.workload.attention,
      config: { value: {}, plugins: [] },
    },
  });
  await engine.calibrate(tokensOf(2));
  const own = name === "buckets" ? { rounds: 2, chunk: 3, buckets: 8 } : {};
  const selector = { name, params: { ...own, ...params } };
  const near = { sink: 1, window: 2, denseLayers: 0, seed: 5, array: 0 };
  const found: Float32Array[] = [];
  for (const tokens of [before, after])
    found.push((await engine.prefill(tokens, { ...near, selector, budget })).states.data);
  return found;
}

async function expectCausal(choice: Choice) {
  const [one, other] = await statesOf(choice);
  const cut = CHANGED * WIDTH;
  expect(other.subarray(0, cut)).toEqual(one.subarray(0, cut));
  expect(other.subarray(cut, cut + WIDTH)).not.toEqual(one.subarray(cut, cut + WIDTH));
}

const HASHES = ["software", "memristor", "circuit", "second-array", "random-buckets"];
const ROUTINGS = ["prefix-window", "bucket"];
const few: Budget = { kind: "fixed", keys: 9 };

describe("a later token changes no earlier output", () => {
  test.each(["oracle", "window", "random"])("%s", (name) => expectCausal({ name, budget: few }));

  test.each(HASHES.flatMap((hash) => ROUTINGS.map((routing) => [hash, routing] as const)))(
    "buckets by %s, %s",
    (hash, routing) => expectCausal({ params: { hash, routing } }),
  );

  const options: [string, Choice][] = [
    ["keys as they are", { params: { centreKeys: false } }],
    ["a number of keys", { budget: few }],
    ["cross-polytope", { attention: 'hash: "cross-polytope"' }],
    ["projections for each query head", { hashing: 'sharing: "query-head"' }],
    ["projections shared by a layer", { hashing: 'sharing: "layer"' }],
    ["projections shared by all", { hashing: 'sharing: "global"' }],
    ["converters", { hashing: 'readout: { family: "adc", model: "sar" }' }],
    ["ideal wires", { hashing: 'array: { rows: 32, columns: 32, wires: "ideal" }' }],
    ["shared queries and keys", { model: SHARED }],
    ["scores by signs", { name: "score", params: { bits: 16 }, budget: few }],
  ];
  test.each(options)("software and memristors, %s", async (_, choice) => {
    for (const hash of ["software", "memristor"])
      await expectCausal({ ...choice, params: { ...choice.params, hash } });
  });
});

test("query heads that read one key meet its code on the key's own arrays", async () => {
  const grouped = { keyValueHeads: 1, params: { hash: "software", routing: "bucket" } };
  const [own] = await statesOf({ ...grouped, hashing: 'sharing: "query-head"' });
  const [shared] = await statesOf({ ...grouped, hashing: 'sharing: "head"' });
  expect(own).toEqual(shared);
});
