import type { Located } from "../base/document.ts";
import { fault } from "../base/errors.ts";
import type { Config } from "../design/config.ts";
import { hashCodeOf } from "../design/workload.ts";
import type { ModelShape } from "./byte-budget.ts";

/** Most multiply-adds of one simulation: half a day of one core at 1e9 a second, which is what JavaScript does here (assumed). */
export const WORK_BUDGET = 4e13;

/** Ways to attend that are drawn anew with every array: software, digital and memristor hashes, random buckets. */
const ARMS = 4;

/** One part of a run's work, and the keys that lower it. */
interface Part {
  readonly what: string;
  readonly keys: readonly [string, ...string[]];
  readonly operations: number;
}

/**
 * What a simulation multiplies and adds, to within a small factor. With L tokens, Q queries compared, H heads over all
 * layers of width d, A arrays, R rounds of b projections, S slots a round and W of the local window and sink:
 *
 *     exact      2 · 2 d H Q L, once in float64 and once as the MACs have it
 *     windows    (4 A + 1) · 2 d H Q (R S + W)
 *     hashes     4 A · 2 L d R b H
 */
export function workParts(config: Config, { heads, headWidth: d }: ModelShape, length: number): Part[] {
  const { attention } = config.workload;
  const { rounds, chunk, lookBack, localWindow, sink } = attention;
  const { arrays, queries: asked } = config.fidelity;
  const queries = Math.min(length, asked);
  const slots = Math.min(length, (lookBack + 1) * chunk);
  const near = Math.min(length, localWindow + sink);
  return [
    {
      what: "exact attention",
      keys: ["fidelity.queries", lengthKey(config)],
      operations: 4 * d * heads * queries * length,
    },
    {
      what: "windows of the rounds",
      keys: ["fidelity.queries", "workload.attention.rounds", "fidelity.arrays"],
      operations: (ARMS * arrays + 1) * 2 * d * heads * queries * (rounds * slots + near),
    },
    {
      what: "hashes",
      keys: [lengthKey(config), "workload.attention.rounds", "fidelity.arrays"],
      operations: ARMS * arrays * 2 * length * d * rounds * hashCodeOf(attention, length).columns * heads,
    },
  ];
}

const lengthKey = ({ fidelity }: Config): string =>
  fidelity.length === undefined ? "workload.length" : "fidelity.length";

/** Refuses a simulation that would take days, naming the keys behind its largest part. Throws ConfigError. */
export function checkWork(
  config: Config,
  model: ModelShape,
  length: number,
  document: Located,
  budget: number = WORK_BUDGET,
): void {
  refuseAbove(budget, workParts(config, model, length), document);
}

/** The same of a model's own pass over its text, 2 d H L² of causal attention. Throws ConfigError. */
export function checkPass(config: Config, model: ModelShape, length: number, document: Located): void {
  const operations = 2 * model.headWidth * model.heads * length ** 2;
  refuseAbove(WORK_BUDGET, [{ what: "the model's pass", keys: [lengthKey(config)], operations }], document);
}

function refuseAbove(budget: number, all: readonly Part[], document: Located): void {
  const total = all.reduce((sum, { operations }) => sum + operations, 0);
  if (total <= budget) return;
  const { what, keys } = all.reduce((a, b) => (b.operations > a.operations ? b : a));
  throw fault(
    document.place(keys[0].split(".")),
    keys[0],
    `expected at most ${inWords(budget)}, received ${inWords(total)}, ` +
      `mostly ${what}; lower ${keys.join(" or ")}`,
  );
}

/** Multiply-adds, and the hours of one core; a message has 200 characters. */
const inWords = (operations: number): string =>
  `${operations.toExponential(1)} multiply-adds (${Number((operations / 3.6e12).toPrecision(2))} core hours)`;
