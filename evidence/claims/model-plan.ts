// The plan of claims about language models: cases, models that a user brings, lengths of recall. Part of plan.ts.

/** One model, length and setting on which both claims are tested. */
export interface ModelCase {
  readonly id: string;
  /** Folder under `models/`. */
  readonly model: string;
  readonly length: number;
  /** Recall sequences of these seeds, from the first on. */
  readonly firstSeed: number;
  readonly windows: number;
  readonly arrays: number;
  /** Laid over the seed design, as by `--set`. */
  readonly settings: readonly string[];
  /** Keys that a query sees in a round. */
  readonly routing: "prefix-window" | "bucket";
  /** Most computed pairs, as a share of exact causal attention's. */
  readonly mostPairs: number;
  /**
   * `control`: made so that LSH can serve it, and a failure is a fault of ours. `finding`: printed as it comes.
   */
  readonly role: "control" | "finding";
  /** Also run by `--quick`, on fewer windows and arrays. */
  readonly quick?: { readonly windows: number; readonly arrays: number };
}

/** SimHash read by comparators, 4-bit inputs; keys are chosen from the prefix alone. */
export const simHash = (rounds: number, chunk: number): readonly string[] => [
  "workload.attention.hash=simhash",
  `workload.attention.rounds=${rounds}`,
  `workload.attention.chunk=${chunk}`,
  "workload.attention.buckets=2L/chunk",
  "workload.attention.localWindow=16",
  "workload.attention.sink=1",
];

export const MODEL_CASES: readonly ModelCase[] = [
  {
    id: "recall-lm-2048",
    model: "recall-lm",
    length: 2048,
    firstSeed: 8000,
    windows: 4,
    arrays: 5,
    settings: simHash(16, 8),
    routing: "prefix-window",
    mostPairs: 0.3,
    role: "control",
    // Two texts, as first planned, leave one degree of freedom: no control can be told apart then.
    quick: { windows: 3, arrays: 3 },
  },
  {
    id: "recall-lm-4096",
    model: "recall-lm",
    length: 4096,
    firstSeed: 9000,
    windows: 3,
    arrays: 5,
    settings: simHash(16, 8),
    routing: "prefix-window",
    mostPairs: 0.15,
    role: "control",
  },
  {
    id: "recall-plain-1024",
    model: "recall-plain",
    length: 1024,
    firstSeed: 7000,
    windows: 6,
    arrays: 5,
    settings: simHash(8, 16),
    routing: "prefix-window",
    mostPairs: 0.6,
    role: "finding",
  },
  {
    id: "recall-capped-1024",
    model: "recall-capped",
    length: 1024,
    firstSeed: 7000,
    windows: 6,
    arrays: 5,
    settings: simHash(8, 16),
    routing: "prefix-window",
    mostPairs: 0.6,
    role: "finding",
  },
];

/** A model that the user brings, with text: the recipe of the published stories260K rows with the fewest pairs. */
export const BROUGHT_CASE = {
  role: "finding",
  windows: 6,
  arrays: 5,
  length: 512,
  mostPairs: 1,
  settings: [
    "workload.attention.hash=cross-polytope",
    "workload.attention.rounds=12",
    "workload.attention.buckets=32",
    "workload.attention.localWindow=32",
    "workload.attention.sink=1",
    "workload.attention.centreKeys=true",
    "design.hashing.sharing=query-head",
  ],
  routing: "bucket",
} as const;

/**
 * A model of the recall grammar that the user brings: the recipe of recall-lm at 2 048 tokens. The limit on pairs is that
 * case's, and falls with the length as the pairs of a fixed recipe do.
 */
export const BROUGHT_RECALL = {
  role: "finding",
  windows: 4,
  arrays: 5,
  length: 2048,
  settings: simHash(16, 8),
  routing: "prefix-window",
} as const;

export const mostPairsOfRecall = (length: number): number => Math.min(1, (0.3 * 2048) / length);
