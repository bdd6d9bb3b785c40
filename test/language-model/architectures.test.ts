import { describe, expect, test, vi } from "vitest";
import { createRng, normals, row } from "#base";
import { modelOf, type Sidecar } from "#model-files";
import {
  type Checkpoint,
  type LayerWeights,
  type Norm,
  type Projection,
  standardRotary,
} from "../../packages/model-files/src/decoder.ts";
import { capture, forward, negativeLogLikelihood } from "./decoder.ts";
import { plainStates } from "./engine/plain-forward.ts";

interface Options {
  readonly keyValueHeads?: number;
  readonly headWidth?: number;
  readonly biases?: boolean;
  readonly gated?: boolean;
  readonly activation?: Checkpoint["activation"];
  readonly normalisation?: Checkpoint["normalisation"]["kind"];
  readonly positions?: "learned" | "none" | "interleaved" | "halves" | "partial" | "stored";
  readonly attention?: Partial<Sidecar["attention"]>;
  readonly tied?: boolean;
  readonly context?: number;
}

const WIDTH = 12;
const HIDDEN = 10;
const VOCABULARY = 13;
const HEADS = 4;

/** A decoder of random weights with every option of the architecture open. */
function decoder(options: Options = {}): Checkpoint {
  const {
    keyValueHeads = 2,
    headWidth = 4,
    biases = false,
    gated = true,
    context = 16,
    tied = true,
  } = options;
  const rng = createRng("decoder");
  const random = (n: number): Float32Array => Float32Array.from(normals(n, rng), (x) => x / 2);
  const projection = (outputs: number, inputs: number): Projection => ({
    weights: random(outputs * inputs),
    bias: biases ? random(outputs) : null,
  });
  const norm = (): Norm => ({ gain: random(WIDTH), bias: biases ? random(WIDTH) : null });
  const layer = (): LayerWeights => ({
    attentionNorm: norm(),
    query: projection(HEADS * headWidth, WIDTH),
    key: projection(keyValueHeads * headWidth, WIDTH),
    value: projection(keyValueHeads * headWidth, WIDTH),
    output: projection(WIDTH, HEADS * headWidth),
    feedForwardNorm: norm(),
    gate: gated ? projection(HIDDEN, WIDTH) : null,
    up: projection(HIDDEN, WIDTH),
    down: projection(WIDTH, HIDDEN),
  });
  const { positions = "interleaved" } = options;
  const embedding = random(VOCABULARY * WIDTH);
  return {
    name: "random",
    dimensions: {
      width: WIDTH,
      hidden: HIDDEN,
      layers: 2,
      heads: HEADS,
      keyValueHeads,
      vocabulary: VOCABULARY,
      context,
      tiedClassifier: tied,
      headWidth,
      keyValueWidth: keyValueHeads * headWidth,
    },
    attention: { variant: "separate", keyNormalisation: "none", mask: "causal", ...options.attention },
    normalisation: { kind: options.normalisation ?? "rms", epsilon: 1e-5 },
    activation: options.activation ?? "silu",
    embedding,
    positionEmbedding: positions === "learned" ? random(context * WIDTH) : null,
    layers: [layer(), layer()],
    finalNorm: norm(),
    classifier: tied ? embedding : random(VOCABULARY * WIDTH),
    rotary: rotaryOf(positions, headWidth, context),
  };
}

function rotaryOf(positions: NonNullable<Options["positions"]>, headWidth: number, context: number) {
  if (positions === "learned" || positions === "none") return null;
  const rotary = standardRotary(
    positions === "partial" ? headWidth / 2 : headWidth,
    100,
    positions === "halves" ? "halves" : "interleaved",
  );
  if (positions !== "stored") return rotary;
  const values = rotary.angles.kind === "frequencies" ? [...rotary.angles.values] : [];
  const angles = Array.from({ length: context }, (_, p) => values.map((frequency) => p * frequency)).flat();
  const tables = { cos: Float64Array.from(angles, Math.cos), sin: Float64Array.from(angles, Math.sin) };
  return { ...rotary, angles: { kind: "stored", ...tables } } as const;
}

const OPTIONS: [string, Options][] = [
  ["as many key heads as query heads", { keyValueHeads: 4 }],
  ["grouped queries", {}],
  ["one key head", { keyValueHeads: 1 }],
  ["heads wider than width / heads", { headWidth: 6 }],
  ["biases", { biases: true }],
  ["no gate, GELU", { gated: false, activation: "gelu-tanh" }],
  ["LayerNorm", { normalisation: "layer", biases: true }],
  ["learned positions", { positions: "learned" }],
  ["no positions", { positions: "none" }],
  ["pairs in halves", { positions: "halves" }],
  ["partial rotation", { positions: "partial" }],
  ["stored tables", { positions: "stored" }],
  ["keys at unit RMS", { attention: { keyNormalisation: "rms" } }],
  ["no self", { attention: { mask: "causal-no-self" } }],
  [
    "shared queries and keys",
    {
      keyValueHeads: 4,
      attention: { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" },
    },
  ],
  ["a head of its own", { tied: false }],
];

const TOKENS = [1, 5, 3, 10, 0, 5, 7, 2, 12, 4];

describe("the pass is what its equations say", () => {
  test.each(OPTIONS)("%s: states are those of plain loops in double precision", (_, options) => {
    const checkpoint = decoder(options);
    const states = forward(checkpoint, TOKENS);
    const expected = plainStates(modelOf(checkpoint), TOKENS).flat();
    const largest = Math.max(...expected.map(Math.abs));
    states.data.forEach((x, n) => {
      expect(Math.abs(x - expected[n]) / largest).toBeLessThan(1e-5);
    });
  });
});

describe("the exact pass is causal", () => {
  test.each(OPTIONS)("%s", (_, options) => {
    const checkpoint = decoder(options);
    const reference = forward(checkpoint, TOKENS);
    expect(reference.data.every(Number.isFinite)).toBe(true);
    for (let t = 0; t < TOKENS.length; t++) {
      const changed = TOKENS.with(t, (TOKENS[t] + 6) % VOCABULARY);
      const output = forward(checkpoint, changed);
      const before = t * WIDTH;
      expect(output.data.subarray(0, before)).toEqual(reference.data.subarray(0, before));
      expect(row(output, t)).not.toEqual(row(reference, t));
    }
  });

  test.each(OPTIONS)("%s: a prefix has the outputs that it has within the whole", (_, options) => {
    const checkpoint = decoder(options);
    const whole = forward(checkpoint, TOKENS).data.subarray(0, 4 * WIDTH);
    expect(forward(checkpoint, TOKENS.slice(0, 4)).data).toEqual(whole);
  });

  test("every option changes the outputs", () => {
    const outputs = OPTIONS.map(([, options]) => {
      const checkpoint = decoder(options);
      const { nll } = negativeLogLikelihood(checkpoint, forward(checkpoint, TOKENS.slice(0, -1)), TOKENS);
      return nll.join();
    });
    // Stored tables of the same rotation are the one exception.
    expect(new Set(outputs).size).toBe(OPTIONS.length - 1);
  });
});

describe("positions", () => {
  const order = (positions: NonNullable<Options["positions"]>) => {
    const checkpoint = decoder({ positions });
    // Without positions the last output sees a set of earlier tokens, not their order.
    const a = forward(checkpoint, [1, 5, 3, 7]);
    const b = forward(checkpoint, [3, 1, 5, 7]);
    return Math.hypot(...row(a, 3).map((x, i) => x - row(b, 3)[i]));
  };

  test("one layer without them cannot tell the order of what came before", () => {
    const checkpoint = decoder({ positions: "none" });
    const single = { ...checkpoint, layers: checkpoint.layers.slice(0, 1) };
    const a = row(forward(single, [1, 5, 3, 7]), 3);
    const b = row(forward(single, [3, 1, 5, 7]), 3);
    for (const [i, x] of a.entries()) expect(x).toBeCloseTo(b[i], 5);
    expect(order("interleaved")).toBeGreaterThan(0.01);
    expect(order("learned")).toBeGreaterThan(0.01);
  });

  test("partial rotation leaves the other dimensions of equal tokens alone", () => {
    const { heads } = capture(decoder({ positions: "partial" }), [5, 5, 5]).layers[0];
    const { q } = heads[1];
    expect(row(q, 2).subarray(2)).toEqual(row(q, 0).subarray(2));
    expect(row(q, 2).subarray(0, 2)).not.toEqual(row(q, 0).subarray(0, 2));
  });
});

test("shared keys are the queries at unit RMS", () => {
  const shared = { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" } as const;
  const { heads } = capture(decoder({ keyValueHeads: 4, attention: shared }), TOKENS).layers[1];
  for (const { q, k } of heads)
    for (let i = 0; i < q.rows; i++) {
      const scale = 2 / Math.hypot(...row(q, i));
      for (const [c, x] of row(k, i).entries()) expect(x).toBeCloseTo(scale * row(q, i)[c], 4);
    }
});

test("LayerNorm with gain 1 and no bias has mean 0 and variance 1", () => {
  const base = decoder({ normalisation: "layer" });
  const plain = { ...base, finalNorm: { gain: new Float32Array(WIDTH).fill(1), bias: null } };
  const output = row(forward(plain, TOKENS), 6);
  const mean = output.reduce((a, b) => a + b, 0) / WIDTH;
  expect(mean).toBeCloseTo(0, 6);
  expect(output.reduce((a, b) => a + (b - mean) ** 2, 0) / WIDTH).toBeCloseTo(1, 3);
});

describe("memory", () => {
  /** Pages of the kernel's memory that one pass over L tokens asks for. */
  function pages(length: number): number {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
    forward(
      decoder({ context: 4096 }),
      Array.from({ length }, (_, i) => (7 * i) % VOCABULARY),
    );
    const total = grow.mock.calls.reduce((sum, [more]) => sum + more, 0);
    grow.mockRestore();
    return total;
  }

  test("of a pass grows with L, not L²", () => {
    const [short, long] = [pages(1024), pages(4096)];
    expect(short).toBeGreaterThan((4 * 1024 * WIDTH) / 65_536);
    expect(long / short).toBeLessThan(4.2);
  });

  test("a window of 4096 tokens runs", () => {
    const tokens = Array.from({ length: 4096 }, (_, i) => (7 * i + (i >> 5)) % VOCABULARY);
    const checkpoint = decoder({ context: 4096 });
    expect(forward(checkpoint, tokens).data.every(Number.isFinite)).toBe(true);
    expect(() => forward(checkpoint, [...tokens, 1])).toThrow("expected 1 to 4096 tokens, received 4097");
  });
});
