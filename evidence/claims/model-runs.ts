// A language model scored on texts under exact attention, LSH and controls, by the engine of `lm`.

import type { Checkpoint } from "#model-files";
import { recallKinds, TokenKind } from "#model-files";
import type { DecoderKernel } from "#transformer";
import type { SelectorSpec } from "../../src/attention/selectors/selector.ts";
import type { Design } from "../../src/design/design.ts";
import { hashCodeOf, type Workload } from "../../src/design/workload.ts";
import type { Budget, Engine } from "../../src/language-model/engine/engine.ts";

/** Ways to attend: two hashes, and controls that know nothing of content or of each other's arrays. */
export type Attending = "lsh-software" | "lsh-memristor" | "random-buckets" | "second-array" | "local-window";

/** A model with its texts. */
export interface ModelTexts {
  readonly checkpoint: Checkpoint;
  readonly kernel: DecoderKernel;
  readonly workload: Workload;
  readonly design: Design;
  /** L + 1 ids each, scored at L positions. */
  readonly windows: readonly (readonly number[])[];
  /** Text that sets key means and full scales; it is not scored. */
  readonly calibration: readonly number[];
  /** Whether texts are of the recall grammar. */
  readonly recall: boolean;
}

/** A model that is ready to run: its engine is calibrated. */
export interface ModelRun extends ModelTexts {
  readonly engine: Engine;
  readonly seed: number;
  /** Keys that a query sees in a round: the window before its place in the sorted prefix, or its bucket. */
  readonly routing: "prefix-window" | "bucket";
}

/** Scores of one text, means over positions. */
export interface Score {
  readonly nll: number;
  /** Distinct keys that queries attend, and slots that hardware computes, as shares of the causal ones. */
  readonly usefulPairs: number;
  readonly computedPairs: number;
  /** At positions that predict a retrievable value; null for texts without any. */
  readonly recall: { readonly positions: number; readonly correct: number } | null;
}

/** Windows × arrays. */
export type Scores = readonly (readonly Score[])[];

/** Scores of every window on every array. `null`: exact attention, which has no arrays. */
export async function scoresOf(
  run: ModelRun,
  attending: Attending | null,
  { arrays = 1, computed = 0, onStep = () => {} }: ScoreOptions = {},
): Promise<Scores> {
  const how = attending === null ? null : selectionOf(run, attending, computed);
  const scores: Score[][] = run.windows.map(() => []);
  // An array is programmed once for all texts.
  for (let array = 0; array < arrays; array++)
    for (const [w, tokens] of run.windows.entries()) {
      scores[w].push(await scoreOf(run, tokens, how === null ? null : { ...how, array }));
      onStep();
    }
  return scores;
}

export interface ScoreOptions {
  readonly arrays?: number;
  /** Keys of a query that controls get: those that LSH in software computed. */
  readonly computed?: number;
  readonly onStep?: () => void;
}

/** Key slots that a query computed on average. */
export function computedKeys(scores: Scores, length: number): number {
  const all = scores.flat();
  return (all.reduce((sum, { computedPairs }) => sum + computedPairs, 0) / all.length) * ((length + 1) / 2);
}

const HASH_OF = {
  "lsh-software": "software",
  "lsh-memristor": "memristor",
  "random-buckets": "random-buckets",
  "second-array": "second-array",
} as const;

function selectionOf({ workload, routing, seed }: ModelRun, attending: Attending, computed: number) {
  const { length, attention } = workload;
  const { rounds, chunk, lookBack, centreKeys, sink, localWindow } = attention;
  const near = { sink, window: Math.max(1, localWindow), denseLayers: 0, seed };
  const given = (selector: SelectorSpec, budget: Budget) => ({ ...near, selector, budget });
  if (attending === "local-window") {
    const keys = Math.max(sink + 1, Math.min(length, Math.round(computed)));
    return given({ name: "window", params: {} }, { kind: "fixed", keys });
  }
  const hash = HASH_OF[attending];
  const own = hashCodeOf(attention, length).buckets;
  // Random buckets are even: fewer of them hold as many keys as those of a hash that are attended whole.
  const far = Math.max(1, computed - near.window - sink);
  const even = Math.max(2, Math.round((rounds * (length + 1)) / 2 / far));
  const buckets = hash === "random-buckets" && routing === "bucket" ? even : own;
  const params = { hash, rounds, buckets, chunk, lookBack, routing, centreKeys };
  return given({ name: "buckets", params }, { kind: "design" });
}

async function scoreOf(
  { engine, recall }: ModelRun,
  tokens: readonly number[],
  selection: (ReturnType<typeof selectionOf> & { readonly array: number }) | null,
): Promise<Score> {
  const { context, states, statistics } = await engine.prefill(tokens.slice(0, -1), selection);
  const { nll, best } = await engine.score(states, tokens.slice(1));
  engine.release(context);
  const kinds = recall ? recallKinds(tokens) : [];
  const retrievable = [...nll.keys()].filter((t) => kinds[t + 1] === TokenKind.retrievableValue);
  return {
    nll: nll.reduce((sum, x) => sum + x, 0) / nll.length,
    usefulPairs: statistics?.attended ?? 1,
    computedPairs: statistics?.computed ?? 1,
    recall:
      retrievable.length === 0
        ? null
        : {
            positions: retrievable.length,
            correct: retrievable.filter((t) => best[t] === tokens[t + 1]).length,
          },
  };
}
