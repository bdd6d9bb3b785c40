import { describe, expect, test } from "vitest";
import { createRng } from "../../../src/base/rng.ts";
import {
  type BackendCase,
  type BackendName,
  createBackends,
} from "../../../src/language-model/backends/backend.ts";
import { parseCheckpoint } from "../../../src/language-model/checkpoint.ts";
import { forward } from "../../../src/language-model/forward.ts";
import type { Sidecar } from "../../../src/language-model/sidecar.ts";
import { loadDecoderKernel, loadKernels } from "../../../src/runtime/kernels.ts";
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

function checkpointOf(over: Partial<Sidecar>) {
  const bytes = tinyCheckpoint([WIDTH, 24, 2, 2, 2, 11, 64]);
  const view = new DataView(bytes.buffer);
  if (over.attention?.variant === "shared-qk") {
    // Norms, then wq of both layers, then wk: a copy.
    const wq = 28 + 4 * (11 * WIDTH + 2 * WIDTH);
    for (let n = 0; n < 4 * 2 * WIDTH * WIDTH; n++)
      view.setUint8(wq + 4 * 2 * WIDTH * WIDTH + n, view.getUint8(wq + n));
  }
  return parseCheckpoint(bytes, sidecarFor(bytes, over));
}

const ARRAY = "array: { rows: 32, columns: 32 }";

interface Choice {
  readonly plan?: string;
  readonly attention?: string;
  readonly hashing?: string;
  readonly model?: Partial<Sidecar>;
}

function hiddenOf(
  name: BackendName,
  kernels: ReturnType<typeof loadKernels>,
  { plan = "", attention = "", hashing = "", model = {} }: Choice,
) {
  const config = configOf(`{
    workload: { length: ${LENGTH}, headWidth: 16, heads: 2, layers: 2,
      attention: { rounds: 2, chunk: 3, localWindow: 2, ${attention} } },
    design: { hashing: { ${hashing || ARRAY} } },
    languageModel: { ${plan} } }`);
  const checkpoint = checkpointOf(model);
  const backends = createBackends({
    checkpoint,
    design: config.design,
    workload: config.workload,
    plan: config.languageModel,
    calibration: tokensOf(2),
    rng: createRng(5),
    kernels,
  });
  const backend: BackendCase = { name, sample: 0, window: 0, budget: { computed: 9, useful: 6 } };
  return [before, after].map(
    (tokens) => forward(checkpoint, tokens, backends(backend), { kernel: kernels.decoder }).data,
  );
}

function expectCausal([one, other]: Float64Array[]) {
  const cut = CHANGED * WIDTH;
  expect(other.subarray(0, cut)).toEqual(one.subarray(0, cut));
  expect(other.subarray(cut, cut + WIDTH)).not.toEqual(one.subarray(cut, cut + WIDTH));
}

const ROUTED = ["prefix-window", "bucket", "clusters"].map((name) => `candidates: "${name}"`);
const HASHED: BackendName[] = ["lsh-software", "lsh-memristor", "random-buckets", "second-array"];

const SETS: [string, ReturnType<typeof loadKernels>][] = [
  ["plain", { decoder: loadDecoderKernel() }],
  ["compiled", loadKernels()],
];

describe.each(SETS)("a later token changes no earlier output, %s kernels", (_set, kernels) => {
  test.each(["exact", "local-window", "top-k", "lsh-circuit"] as const)("%s", (name) => {
    expectCausal(hiddenOf(name, kernels, {}));
  });

  test.each(HASHED.flatMap((name) => ROUTED.map((plan) => [name, plan] as const)))("%s, %s", (name, plan) => {
    expectCausal(hiddenOf(name, kernels, { plan }));
  });

  const options: [string, Choice][] = [
    ["centred keys", { attention: "centreKeys: true" }],
    ["the lift", { plan: 'lift: "xbox-plus"' }],
    ["centred and lifted", { plan: 'lift: "xbox-plus"', attention: "centreKeys: true" }],
    ["hashed before positions", { plan: 'hashed: "before-positions"' }],
    ["cross-polytope", { attention: 'hash: "cross-polytope"' }],
    ["repeats counted", { attention: 'duplicates: "count"' }],
    ["projections for each query head", { hashing: 'sharing: "query-head"' }],
    ["projections shared by a layer", { hashing: 'sharing: "layer"' }],
    ["projections shared by all", { hashing: 'sharing: "global"' }],
    ["converters", { hashing: 'readout: { family: "adc", model: "sar" }' }],
    ["ideal wires", { hashing: 'array: { rows: 32, columns: 32, wires: "ideal" }' }],
    ["shared queries and keys", { model: SHARED }],
    ["shared and lifted", { model: SHARED, plan: 'lift: "xbox-plus"' }],
  ];
  test.each(options)("lsh-software and lsh-memristor, %s", (_, choice) => {
    expectCausal(hiddenOf("lsh-software", kernels, choice));
    expectCausal(hiddenOf("lsh-memristor", kernels, choice));
  });
});

test("chunks of the whole sorted sequence do move with later tokens: why they are not the default", () => {
  const [one, other] = hiddenOf(
    "lsh-software",
    { decoder: loadDecoderKernel() },
    { plan: 'candidates: "chunk"' },
  );
  expect(other.subarray(0, CHANGED * WIDTH)).not.toEqual(one.subarray(0, CHANGED * WIDTH));
});
