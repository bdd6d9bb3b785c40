// How much noise, how many broken cells and how much match-line error a search of memristor codes takes before it loses 1 %.

import { digits } from "#base";
import { table } from "#reports";
import { scoreMemristor } from "../../src/comparison/designs/score-memristor.ts";
import type { Design } from "../../src/design/design.ts";
import { codeChoices } from "../../src/mapping/code-store.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { carriedTopK } from "../../src/peripherals/top-k/thresholds.ts";
import { searchedQuality } from "../../src/simulation/searched-quality.ts";
import { measuredWorkload } from "../../src/simulation/simulate.ts";
import { type Asked, type Boundary, columned } from "./boundary.ts";

/** One error swept, everything else as the config has it. */
export interface QualitySweep {
  readonly error: string;
  /** What a level is a share of. */
  readonly unit: string;
  readonly levels: readonly {
    readonly level: number;
    /** Attention recall and half of its 95 % interval over arrays. */
    readonly recall: number;
    readonly interval: number;
  }[];
  /** Level at which the recall is 1 % below that of the least level, on the line between its neighbours; null where none is. */
  readonly boundary: number | null;
}

/** Share of the recall that may be lost. */
const LOSS = 0.01;
const SAMPLES = 2;
const QUERIES = 32;
/** The last heads alone are simulated: those of the layer that answers. */
const HEADS = 2;

interface Swept {
  readonly error: string;
  readonly unit: string;
  readonly levels: readonly number[];
  readonly at: (design: Design, level: number) => Design;
}

const withDevice = (design: Design, params: Readonly<Record<string, unknown>>): Design => ({
  ...design,
  hashing: {
    ...design.hashing,
    memristor: design.hashing.memristor.withParams(params) as Design["hashing"]["memristor"],
  },
});

const withStore = (design: Design, params: Readonly<Record<string, unknown>>): Design => ({
  ...design,
  search: cam2t2r.schema.parse({ model: cam2t2r.model, ...params }) as Design["search"],
});

/** Volts by which a line of mismatches alone falls at the store's own swing, at which its errors are stated. */
const FULL_SCALE = 0.45;

const SWEPT: readonly Swept[] = [
  {
    error: "read noise of a device",
    unit: "its own current",
    levels: [0, 0.1, 0.25, 0.5, 1],
    at: (design, readNoise) => withDevice(design, { readNoise }),
  },
  {
    error: "stuck cells",
    unit: "all cells, half of them on",
    levels: [0, 0.1, 0.3, 0.6],
    at: (design, share) => withDevice(design, { stuckOn: share / 2, stuckOff: share / 2 }),
  },
  {
    error: "noise of a match line",
    unit: "full scale",
    levels: [0, 0.02, 0.05, 0.1, 0.2],
    at: (design, share) => withStore(design, { noise: `${share * FULL_SCALE} V`, offset: "0 V", spread: 0 }),
  },
];

/** Simulates every sweep on the activations; devices and match lines each from no error of the swept kind on. */
function qualitySweeps(asked: Asked): QualitySweep[] {
  const { design, workload, activations, kernels, progress } = asked;
  const rng = asked.rng.fork("quality");
  const last = { ...activations, heads: activations.heads.slice(-HEADS) };
  const seen = scoreMemristor.workload(measuredWorkload(workload, activations));
  const base = { ...scoreMemristor.design(design) };
  return SWEPT.map(({ error, unit, levels, at }) => {
    const found = levels.map((level) => {
      progress(`${error} ${level}`);
      const own = at(base, level);
      const search = own.search.model === cam2t2r.model ? own.search : withStore(own, {}).search;
      const topK = carriedTopK.schema.parse({ model: carriedTopK.model }) as Design["topK"];
      const [sized] = codeChoices({ ...own, open: { searches: [{ search, topK }] } }, seen);
      const { recall } = searchedQuality(
        sized,
        seen,
        last,
        { samples: SAMPLES, queries: QUERIES },
        rng.fork(error),
        kernels,
      );
      return { level, recall: recall.mean, interval: recall.interval };
    });
    return { error, unit, levels: found, boundary: boundaryOf(found) };
  });
}

function boundaryOf(levels: QualitySweep["levels"]): number | null {
  const least = (1 - LOSS) * levels[0].recall;
  const after = levels.findIndex(({ recall }) => recall < least);
  if (after <= 0) return null;
  const [a, b] = [levels[after - 1], levels[after]];
  return a.level + ((b.level - a.level) * (a.recall - least)) / (a.recall - b.recall);
}

export const qualityBoundary: Boundary<readonly QualitySweep[]> = {
  called: "errors of a search",
  find: qualitySweeps,
  json: (found) => found,
  sentences: (found) =>
    found.map(({ error, unit, levels, boundary }) =>
      boundary === null
        ? `${error}: no loss of ${100 * LOSS} % up to ${levels[levels.length - 1].level} of ${unit}.`
        : `${error}: ${100 * LOSS} % of the recall is lost at ${digits(boundary)} of ${unit}.`,
    ),
  pages: (found) => [
    table(
      columned(
        found.flatMap(({ levels, ...sweep }) => levels.map((level) => ({ ...sweep, ...level }))),
        {
          error: ({ error }) => error,
          "a share of": ({ unit }) => unit,
          level: ({ level }) => digits(level),
          recall: ({ recall }) => recall.toFixed(4),
          "±": ({ interval }) => interval.toFixed(4),
        },
        [0, 1],
      ),
      { title: "Attention recall of a search of memristor codes under errors" },
    ),
  ],
};
