// How well the closed forms agree with the priced designs, at random points.

import { digits, groupDigits, nanometres, power, type Rng } from "#base";
import { idealClock, idealControl, idealLink, idealPads } from "#circuits";
import { table } from "#reports";
import { createTechnology } from "#technology";
import { type CacheMemory, MEMORIES } from "../../src/comparison/cache-memory.ts";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import type { Design } from "../../src/design/design.ts";
import type { Workload } from "../../src/design/workload.ts";
import { denseInt8Projection, fastHadamardProjection } from "../../src/peripherals/projection/projection.ts";
import { cam2t2r } from "../../src/peripherals/search/cam-models.ts";
import { sramScan } from "../../src/peripherals/search/digital-stores.ts";
import { type Boundary, columned, least } from "./boundary.ts";
import { type DecodePoint, decodeParts, FORMED_STORES, pricedDecode } from "./decode-points.ts";
import { denseHash, hadamardHash } from "./hash-forms.ts";
import { type HashPoint, hashOnArrays, hashOnUnit } from "./hash-points.ts";
import { decodeEnergy, decodeTotals, resistiveArea, scanArea } from "./search-forms.ts";

/** Quotients of a closed form and the priced design over random points. */
export interface Agreement {
  readonly form: string;
  readonly points: number;
  /** Median and largest |formula / model − 1|. */
  readonly median: number;
  readonly worst: number;
}

/**
 * Nodes of random points, nm, between the tables of the scaling laws too. At 65 nm a clock of 1 GHz takes more registers and a
 * higher supply than where a unit was published, which no closed form knows.
 */
const NODES = [45, 32, 28, 22, 16, 10, 7];
/** Few circuits are solved, and each serves many reads and numbers of bits. */
const CIRCUIT_NODES = [65, 28, 7];
const CONDUCTANCES = [1e-6, 10e-6, 61.7e-6];

const pick = <T>(rng: Rng, values: readonly T[]): T => values[rng.integer(values.length)];
/** A value whose logarithm is uniform. */
const between = (rng: Rng, low: number, high: number): number => low * power(high / low, rng.uniform());
const whole = (rng: Rng, low: number, high: number): number => Math.round(between(rng, low, high));

function hashPoint(rng: Rng, nodes: readonly number[]): HashPoint {
  return {
    width: pick(rng, [32, 64, 128]),
    bits: 8 * whole(rng, 2, 128),
    nm: pick(rng, nodes),
    conductance: pick(rng, CONDUCTANCES),
    readTime: between(rng, 1e-9, 100e-9),
    columns: 128,
  };
}

function decodePoint(rng: Rng, memories: readonly CacheMemory[]): DecodePoint {
  const kvHeads = pick(rng, [1, 2, 4]);
  return {
    nm: pick(rng, NODES),
    length: whole(rng, 8192, 1 << 19),
    heads: kvHeads * pick(rng, [1, 2, 4]),
    kvHeads,
    width: pick(rng, [64, 128]),
    bits: 8 * whole(rng, 4, 32),
    keys: whole(rng, 64, 2048),
    memory: pick(rng, memories),
    ...pick(rng, FORMED_STORES),
  };
}

/**
 * Agreement of every closed form at `count` random points each; points that cannot be built are drawn again. Blocks are joined for
 * nothing and the mapping is the fixed one on both sides: no closed form knows the others.
 */
export function agreements(
  joined: Design,
  workload: Workload,
  solve: SolvePoint,
  memories: readonly CacheMemory[],
  count: number,
  rng: Rng,
): Agreement[] {
  const design = unjoined(joined);
  const arrays = errorsOf(count, rng.fork("arrays"), (own) => {
    const found = hashOnArrays(design, workload, hashPoint(own, CIRCUIT_NODES), solve);
    return found === null ? null : [found.formula / found.model];
  });
  const units = [
    { form: "hash by fast Hadamard transforms", model: fastHadamardProjection, of: hadamardHash },
    { form: "hash by products of int8", model: denseInt8Projection, of: denseHash },
  ].map(({ form, model, of }) => ({
    form,
    errors: errorsOf(count, rng.fork(form), (own) => {
      const point = { ...hashPoint(own, NODES), width: whole(own, 16, 1024) };
      return [of(point.width, point.bits, point.nm) / hashOnUnit(design, workload, point, model)];
    }),
  }));
  const decodes = errorsOf(count, rng.fork("decodes"), (own) => {
    const point = decodePoint(own, memories);
    const priced = pricedDecode(design, workload, point);
    if ("reason" in priced) return null;
    const { form, parts } = decodeParts(design, workload, point);
    const { search, fetch } = decodeEnergy(form, parts);
    const { exact, selected } = decodeTotals(form, parts);
    const { energies } = priced;
    return [
      search / fetch / (energies.search / energies.fetch),
      selected / exact / (energies.selected / energies.exact),
    ];
  });
  const areas = errorsOf(count, rng.fork("areas"), (own) => [areaQuotient(own)]);
  return [
    { form: "hash on arrays, energy a vector", errors: arrays, at: 0 },
    ...units.map((unit) => ({ ...unit, at: 0 })),
    { form: "search over fetch, decode", errors: decodes, at: 0 },
    { form: "selection over exact attention, decode", errors: decodes, at: 1 },
    { form: "area of code stores", errors: areas, at: 0 },
  ].map(({ form, errors, at }) =>
    agreementOf(
      form,
      errors.map((one) => one[at]),
    ),
  );
}

/** m² of a random store by its closed form over that of its component. */
function areaQuotient(rng: Rng): number {
  const [bits, keys, nm] = [8 * whole(rng, 4, 64), 2 ** whole(rng, 8, 13), pick(rng, NODES)];
  const technology = createTechnology(nanometres(nm));
  const form = { bits, keys, nm };
  if (rng.integer(2) === 0) {
    const { area } = cam2t2r.schema.parse({ model: cam2t2r.model, bits, keys }).cost(technology);
    return (resistiveArea(form) * bits * keys) / area;
  }
  const scan = sramScan.schema.parse({ model: sramScan.model, bits, keys });
  return (scanArea(form, Number(scan.params.comparisons)) * bits * keys) / scan.cost(technology).area;
}

/** Most draws a wanted point. */
const MOST_DRAWS = 4;

function errorsOf(count: number, rng: Rng, quotients: (own: Rng) => readonly number[] | null): number[][] {
  const found: number[][] = [];
  for (let draw = 0; draw < MOST_DRAWS * count && found.length < count; draw++) {
    const own = quotients(rng.fork(draw));
    if (own !== null) found.push(own.map((quotient) => Math.abs(quotient - 1)));
  }
  return found;
}

function agreementOf(form: string, errors: readonly number[]): Agreement {
  const sorted = errors.toSorted((a, b) => a - b);
  return {
    form,
    points: sorted.length,
    median: sorted[sorted.length >> 1] ?? Number.NaN,
    worst: sorted[sorted.length - 1] ?? Number.NaN,
  };
}

/**
 * The design whose blocks are joined for nothing and whose data follow the fixed schedule: what closed forms of a unit's energy describe,
 * which know neither the places of the other units nor what a search of mappings chose.
 */
const unjoined = (design: Design): Design => {
  const floorplan = {
    network: idealLink.schema.parse({ model: idealLink.model }),
    clock: idealClock.schema.parse({ model: idealClock.model }),
    control: idealControl.schema.parse({ model: idealControl.model }),
    pads: idealPads.schema.parse({ model: idealPads.model }),
  } as Pick<Design["floorplan"], "network" | "clock" | "control" | "pads">;
  return {
    ...design,
    mapping: { ...design.mapping, search: false },
    floorplan: { ...design.floorplan, ...floorplan },
  };
};

export const agreementBoundary: Boundary<readonly Agreement[]> = {
  called: "formulas at random points",
  find: ({ design, workload, solve, query, rng }) =>
    agreements(design, workload, solve, MEMORIES, query.points, rng.fork("agreement")),
  json: (found) => found,
  sentences: (found) => {
    const worst = found.reduce((most, one) => Math.max(most, one.worst), 0);
    const points = least(found.map((one) => one.points));
    return [`Formulas and priced designs: within ${digits(100 * worst)} % at ${points} random points each.`];
  },
  pages: (found) => [
    table(
      columned(found, {
        "closed form": ({ form }) => form,
        points: ({ points }) => groupDigits(points),
        "median error": ({ median }) => `${digits(100 * median)} %`,
        largest: ({ worst }) => `${digits(100 * worst)} %`,
      }),
      { title: "Closed forms against priced designs at random points" },
    ),
  ],
};
