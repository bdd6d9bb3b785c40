// A hash on arrays of every kind, by hand: what lies on the chip, what acts side by side, and what every vector does.

import { describe, expect, it } from "vitest";
import type { ActionCount } from "../../src/mapping/action-counts.ts";
import { mapWorkload } from "../../src/mapping/mapping.ts";
import { configOf } from "../design-under-test.ts";

// 3 layers × 2 sequences; 6 query heads over 2 key heads; 64 elements in arrays of 32 rows; 4 rounds of 5 bits.
const [LAYERS, BATCH, H, K, D, L, R, BITS] = [3, 2, 6, 2, 64, 1024, 4, 5];
const PAIRS = R * BITS;
const TILED = "rows: 32, columns: 64, tileRows: 8, tileColumns: 16";

interface Kind {
  readonly name: string;
  readonly array: string;
  readonly hashing?: string;
  /** Sets of arrays on the chip, and hashed vectors of a token. */
  readonly sets?: number;
  readonly vectors?: number;
  /** Arrays across a set's projections, projections of a full array, and columns charged in all of them. */
  readonly across?: number;
  readonly outputs?: number;
  readonly charged?: number;
  /** Switches of an array, drivers of a word line, input stages of a projection. */
  readonly switches?: number;
  readonly drivers?: number;
  readonly stages?: number;
  readonly share?: number;
  /** Parts in which a projection is converted, and bits of each; null where signs are decided. */
  readonly parts?: number;
  readonly bits?: number | null;
}

// Two tiles' ends of word lines on both sides: 32 · 4 · 2 and 64 · 4.
const KINDS: readonly Kind[] = [
  { name: "of key heads", array: TILED },
  {
    name: "of query heads",
    array: TILED,
    hashing: 'sharing: "query-head",',
    sets: LAYERS * H,
    vectors: 2 * H,
  },
  { name: "of layers", array: TILED, hashing: 'sharing: "layer",', sets: LAYERS },
  { name: "of the whole chip", array: TILED, hashing: 'sharing: "global",', sets: 1 },
  {
    name: "tied on four sides",
    array: `${TILED}, drive: "four-sides"`,
    switches: 32 * 4 * 2 + 64 * 4 * 2,
    stages: 4,
  },
  { name: "driven from one end", array: `${TILED}, drive: "one"`, switches: 32 * 4 + 64 * 4, drivers: 1 },
  { name: "with drivers at one end of lines tied at both", array: `${TILED}, driverEnds: "one"`, drivers: 1 },
  {
    name: "in one tile",
    array: "rows: 32, columns: 64, tileRows: 32, tileColumns: 64",
    charged: 64,
    switches: 0,
  },
  {
    name: "narrower than a set's projections, with two spares",
    array: "rows: 32, columns: 20, tileRows: 8, tileColumns: 4, spares: 2",
    // Eight of ten pairs are used: two full arrays of 16 columns, and one of eight.
    across: 3,
    outputs: 10,
    charged: 16 + 16 + 8,
    switches: 32 * 5 * 2 + 20 * 4,
  },
  {
    name: "with four columns a readout",
    array: TILED,
    hashing: 'mux: { model: "ideal", inputs: 4 },',
    share: 4,
  },
  {
    name: "whose blocks of rows are converted apart",
    array: `${TILED}, rowSplit: "digital"`,
    hashing: 'readout: { family: "adc", model: "low-resolution", bits: 4 },',
    parts: 2,
    bits: 4,
  },
];

describe.each(KINDS)("a hash on arrays $name", (kind) => {
  const { sets = LAYERS * K, vectors = H + K, across = 1, outputs = 32, charged = 48 } = kind;
  const { switches = 32 * 4 * 2 + 64 * 4, drivers = 2, stages = 2, share = 1, parts = 1, bits = null } = kind;
  const split = kind.array.includes("rowSplit") ? "" : ', rowSplit: "analog"';
  const { design, workload } = configOf(
    `{ workload: { layers: ${LAYERS}, heads: ${H}, kvHeads: ${K}, headWidth: ${D}, length: ${L}, batch: ${BATCH},
         attention: { rounds: ${R}, chunk: 64 } },
       design: { hashNode: "65 nm", logicNode: "28 nm", mapping: { search: false },
         hashing: { ${kind.hashing ?? ""} array: { electromigration: "ignored", ${kind.array}${split} } } } }`,
  );
  const { census, parallel, counts, placement } = mapWorkload(design, workload);
  const columns = Number(/columns: (\d+)/.exec(kind.array)?.[1]);

  it("has its cells, converters, drivers and readouts", () => {
    // 64 rows of a projection lie in two arrays, whose bit lines end in one readout unless each is converted.
    const arrays = sets * 2 * across;
    const readouts = sets * across * parts * Math.ceil(outputs / share);
    expect(placement).toMatchObject({ groups: sets, arraysPerGroup: 2 * across, rowBlocks: 2, rows: D });
    expect(census).toMatchObject({
      array: arrays * 32 * columns,
      dac: arrays * 32,
      driver: arrays * 32 * drivers,
      tileSwitch: arrays * switches,
      readout: readouts,
      inputStage: readouts * stages,
      link: 1,
    });
    expect(census.mux).toBe(share > 1 ? readouts : undefined);
    expect(placement?.fill).toBeCloseTo((2 * PAIRS * D) / (2 * across * 32 * columns), 12);
  });

  it("reads all projections of a vector side by side", () => {
    const readouts = Math.ceil(PAIRS / share) * parts;
    expect(parallel).toMatchObject({
      array: PAIRS,
      readout: readouts,
      mux: readouts,
      inputStage: readouts * stages,
      dac: D * across,
      driver: D * charged,
    });
  });

  it("does for every vector what a hand counts", () => {
    const all = LAYERS * BATCH * vectors * L;
    const of = (key: string): number =>
      counts
        .filter(
          ({ operation, component, action }: ActionCount) => `${operation} ${component} ${action}` === key,
        )
        .reduce((sum, { count }) => sum + count, 0);
    expect(of("hash dac drive")).toBe(all * D * across * share);
    expect(of("hash driver charge")).toBe(all * D * charged * share);
    expect(of("hash driver hold")).toBe(all * D * across * share * drivers);
    expect(of("hash array read")).toBe(all * PAIRS * share);
    expect(of("hash inputStage hold")).toBe(all * PAIRS * parts * stages);
    expect(of(bits === null ? "hash readout decide" : "hash readout convert")).toBe(all * PAIRS * parts);
    expect(of("hash mux select")).toBe(share > 1 ? all * PAIRS : 0);
    expect(of("hash mac add")).toBe(all * PAIRS * (parts - 1));
    // Elements of 8 bits go to the arrays' die; ids of a bit each, or what was converted, come back.
    const back = bits === null ? PAIRS : PAIRS * parts * bits;
    const { bits: flit } = design.chipletLink.behaviour;
    expect(of("hash link transfer") * flit).toBeCloseTo(all * (D * 8 + back), 3);
  });
});
