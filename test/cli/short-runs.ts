// Options and studies of short runs, for tests of either tier.

/** Finding no plan and no sizes of units, which is most of the time of a price. */
export const FIXED_PLAN = ["--set", "design.mapping.search=false", "--set", "design.digital.sizes=stated"];

/** A comparison whose circuits and mappings are not the question. */
export const SHORT_COMPARE = [
  "--set",
  "workload.length=512",
  "--set",
  "workload.attention.chunk=16",
  "--set",
  "fidelity.arrays=2",
  "--set",
  "fidelity.length=256",
  "--set",
  "design.hashing.array.wires=ideal",
  ...FIXED_PLAN,
];

/** A run of a language model. */
export const SHORT_LM = [
  "--quick",
  "--windows=2",
  "--length=112",
  "--set=workload.attention.chunk=4",
  "--set=workload.attention.rounds=2",
  "--set=workload.attention.localWindow=4",
  "--set=languageModel.selection.shares=1/4",
  // Solving wires is most of the time and nothing that is tested here.
  "--set=design.hashing.array.wires=ideal",
];

/** Keys of a small config, without its braces. */
export const SMALL_KEYS =
  "workload: { length: 256, attention: { chunk: 16 } }, fidelity: { arrays: 2, queries: 64 }";

/** Fixed plans and sizes, for studies whose prices are not the question. */
export const FIXED_KEYS = `design: { mapping: { search: false }, digital: { sizes: "stated" } }`;

/** A study of 66 points, of which 24 have no price. */
export const GRID = `{ ${SMALL_KEYS}, design: { mapping: { search: false } },
  space: {
    "design.cores": { from: 1, to: 8, step: 1 },
    "workload.length": { from: 256, to: 8192, steps: 3, scale: "log" },
    "design.hashing.array.rows": [32, 64],
    "design.contexts": { values: [1, 2], when: "rows >= 64 && cores > 2" },
  },
  objectives: [{ metric: "energy_J", sense: "min", reference: 1 }, { metric: "area_m2", sense: "min", reference: 1e-3 }] }`;
