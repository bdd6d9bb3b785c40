import { dense, type Located, type NpyArray, raise } from "#base";
import type { Config } from "../../design/config.ts";
import { type Shape, shapedLike } from "../../design/workload.ts";
import {
  ACTIVATION_NAMES,
  type ActivationArray,
  readActivationFiles,
} from "../../runtime/activation-files.ts";
import type { Activations } from "../../simulation/activations.ts";
import { checkBytes, checkPass } from "../../simulation/run-budget.ts";

type Arrays = Readonly<Record<"q" | "k" | "v", ActivationArray>>;

type Given = {
  readonly workload?: Partial<Shape> & { readonly attention?: { readonly sharedQK?: boolean } };
};

/** Sizes of an array: layers × heads × tokens × width. */
interface Sizes {
  readonly layers: number;
  readonly heads: number;
  readonly tokens: number;
  readonly width: number;
}

/** Sizes of tokens × width, heads × tokens × width, or layers × heads × tokens × width. */
function sizesOf({ shape, place }: ActivationArray): Sizes {
  if (shape.length < 2 || shape.length > 4)
    raise(place, "shape", `expected [layers,] [heads,] tokens, width, received [${shape.join(", ")}]`);
  const [layers, heads, tokens, width] = [1, 1, 1, 1, ...shape].slice(-4);
  if (shape.some((n) => n < 1) || tokens < 2)
    raise(place, "shape", `expected at least 2 tokens and no empty side, received [${shape.join(", ")}]`);
  return { layers, heads, tokens, width };
}

/**
 * Activations from files, and the config with their shape where it sets none: no forward pass. Queries and
 * keys are as they enter the dot product, rotated by their positions. Throws ConfigError.
 */
export function givenActivations(
  document: Located,
  config: Config,
  files: readonly string[],
): { readonly activations: Activations; readonly config: Config } {
  const { attention } = config.workload;
  if (attention.centreKeys)
    raise(
      document.place(["workload", "attention", "centreKeys"]),
      "workload.attention.centreKeys",
      "expected false with --activations, which hold no second text to calibrate a mean key on, received true",
    );
  if (config.design.hashing.folding !== "none")
    raise(
      document.place(["design", "hashing", "folding"]),
      "design.hashing.folding",
      'expected "none" with --activations, which hold no weights to fold, received another',
    );
  const arrays = readActivationFiles(files);
  const { q, k } = sizesOfAll(arrays);
  const length = config.fidelity.length ?? Math.min(config.workload.length, q.tokens);
  if (length > q.tokens)
    raise(
      document.place(["fidelity", "length"]),
      "fidelity.length",
      `expected at most the ${q.tokens} tokens of the activations, received ${length}`,
    );
  const model = {
    heads: q.layers * q.heads,
    kvHeads: k.layers * k.heads,
    headWidth: q.width,
    width: 0,
    hidden: 0,
  };
  checkBytes(config, model, length, document);
  checkPass(config, model, length, document);
  const name = files.length === 1 ? files[0].replace(/^.*[\\/]/, "") : "given activations";
  const shape = { layers: q.layers, heads: q.heads, kvHeads: k.heads, headWidth: q.width };
  return {
    activations: {
      model: name,
      description: `queries, keys and values of ${q.tokens} tokens, given as files`,
      length,
      headWidth: q.width,
      heads: headsOf(arrays, q, k, length),
      keyMeans: new Map(),
    },
    config: adapted(document, config, arrays, name, shape),
  };
}

/** The config with the arrays' shape where it sets none; equal queries and keys imply shared ones. */
function adapted(document: Located, config: Config, { q, k }: Arrays, name: string, shape: Shape): Config {
  const given = (document.value as Given).workload ?? {};
  const isShared = q.values.length === k.values.length && q.values.every((x, n) => x === k.values[n]);
  const workload = shapedLike(config.workload, given, name, shape, null);
  const sharedQK = given.attention?.sharedQK ?? isShared;
  return { ...config, workload: { ...workload, attention: { ...workload.attention, sharedQK } } };
}

/** Sizes of queries and of keys. Throws ConfigError where the values do not match them. */
function sizesOfAll(arrays: Arrays): { readonly q: Sizes; readonly k: Sizes } {
  const [q, k, v] = ACTIVATION_NAMES.map((name) => sizesOf(arrays[name]));
  for (const [name, own] of [
    ["k", k],
    ["v", v],
  ] as const) {
    const { shape, place } = arrays[name];
    if (
      own.layers !== q.layers ||
      own.tokens !== q.tokens ||
      own.heads !== k.heads ||
      q.heads % own.heads !== 0
    )
      raise(
        place,
        "shape",
        `expected the layers and tokens of q, [${arrays.q.shape.join(", ")}], and a divisor of its heads, received [${shape.join(", ")}]`,
      );
    if (own.width !== q.width)
      raise(place, "shape", `expected the head width ${q.width} of q, received ${own.width}`);
  }
  return { q, k };
}

function headsOf(arrays: Readonly<Record<"q" | "k" | "v", NpyArray>>, q: Sizes, k: Sizes, length: number) {
  const part = ({ values }: NpyArray, { heads, tokens, width }: Sizes, layer: number, head: number) => {
    const start = (layer * heads + head) * tokens * width;
    return dense(length, width, values.slice(start, start + length * width));
  };
  return Array.from({ length: q.layers * q.heads }, (_, n) => {
    const [layer, head] = [Math.floor(n / q.heads), n % q.heads];
    const kvHead = Math.floor(head / (q.heads / k.heads));
    return {
      layer,
      head,
      kvHead,
      q: part(arrays.q, q, layer, head),
      k: part(arrays.k, k, layer, kvHead),
      v: part(arrays.v, k, layer, kvHead),
    };
  });
}

/** Activations as arrays of layers × heads × tokens × width, keys and values by their own heads. */
export function arraysOf({
  heads,
  length,
  headWidth,
}: Activations): Readonly<Record<"q" | "k" | "v", NpyArray>> {
  const layers = 1 + Math.max(...heads.map(({ layer }) => layer));
  const stacked = (own: readonly Activations["heads"][number][], of: "q" | "k" | "v"): NpyArray => {
    const values = new Float64Array(own.length * length * headWidth);
    own.forEach((head, n) => {
      values.set(head[of].data, n * length * headWidth);
    });
    return { shape: [layers, own.length / layers, length, headWidth], values };
  };
  const owners = heads.filter(
    (one, n) => heads.findIndex(({ layer, kvHead }) => layer === one.layer && kvHead === one.kvHead) === n,
  );
  return { q: stacked(heads, "q"), k: stacked(owners, "k"), v: stacked(owners, "v") };
}
