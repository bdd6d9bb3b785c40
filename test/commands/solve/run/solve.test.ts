// Answers of a solved circuit by Kirchhoff's and Ohm's laws, whatever solves it.

import { describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { solveChosen } from "../../../../src/commands/solve/run/solve.ts";
import { type ChosenCircuit, designCircuit } from "../../../../src/commands/solve/run/tile-choice.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";

/** Two heads of 16 elements; arrays of 16 × 32 devices in tiles of 8 × 8. */
const document = (array = "rows: 16, columns: 32, tileRows: 8, tileColumns: 8", width = 16) =>
  parseDocument(
    `{ workload: { layers: 1, heads: 2, kvHeads: 2, headWidth: ${width}, length: 64, attention: { hash: "simhash", rounds: 3, buckets: 16, chunk: 16 } },
       design: { hashing: { array: { ${array}, wires: "solved", spares: 0 },
         memristor: { model: "normal", mean: "20 µS", spread: 0.2, readNoise: 0, stuckOn: 0, stuckOff: 0 } } },
       fidelity: { source: "duplication", length: 64, queries: 8 } }`,
    "circuit.json5",
  );

interface Answer {
  readonly driver_current_A: readonly (number | null)[];
  readonly readout_current_A: readonly (number | null)[];
  readonly terminal_current_out_A: Readonly<Record<string, readonly number[] | null>>;
  readonly word_node_V: readonly (readonly (number | null)[])[];
  readonly bit_node_V: readonly (readonly (number | null)[])[];
  readonly device_current_A: readonly (readonly (number | null)[])[];
  readonly total_power_W: number;
}

const answerOf = (chosen: ChosenCircuit): Answer =>
  JSON.parse([...solveChosen(chosen, { file: "circuit.json5", inTime: false, tolerance: 1e-12 })].join(""));

const chosenBy = (choice: { readonly array: number; readonly tile?: number; readonly token?: number }) =>
  designCircuit(document(), shippedCatalogue, choice as Parameters<typeof designCircuit>[2]);

const sum = (all: readonly (number | null | undefined)[]): number =>
  all.reduce<number>((total, x) => total + (x ?? 0), 0);

describe("a whole array of tiles", () => {
  it("has in each bit line the currents of its devices, and gets from its drivers what its readouts take", async () => {
    const chosen = await chosenBy({ array: 0, token: 5 });
    if (chosen.kind !== "array") throw new Error(chosen.name);
    const found = answerOf(chosen);
    const { rows, columns } = chosen.array.geometry;
    const { conductance } = chosen.array.cells;
    expect(found.device_current_A.map((line) => line.length)).toEqual(Array(rows).fill(columns));
    const largest = Math.max(...found.readout_current_A.map((x) => Math.abs(x ?? 0)));
    for (let j = 0; j < columns; j++) {
      const devices = sum(found.device_current_A.map((line) => line[j]));
      expect(Math.abs(devices - (found.readout_current_A[j] ?? 0)) / largest).toBeLessThan(1e-6);
    }
    for (let i = 0; i < rows; i++) {
      const devices = sum(found.device_current_A[i]);
      expect(Math.abs(devices - (found.driver_current_A[i] ?? 0)) / largest).toBeLessThan(1e-6);
      for (let j = 0; j < columns; j++) {
        const [own, word, bit] = [found.device_current_A, found.word_node_V, found.bit_node_V].map(
          (all) => all[i][j],
        );
        if (own === null || word === null || bit === null) continue;
        expect(Math.abs(own - conductance[i * columns + j] * (word - bit)) / largest).toBeLessThan(1e-9);
      }
    }
    // Readouts hold their lines at ground; drivers give all power.
    const watts = sum(found.driver_current_A.map((amperes, i) => (amperes ?? 0) * (chosen.voltages[i] ?? 0)));
    expect(found.total_power_W / watts).toBeCloseTo(1, 6);
  });
});

describe("one tile alone", () => {
  it("is the part of its array at its own rows and columns", async () => {
    const whole = await chosenBy({ array: 0, token: 5 });
    if (whole.kind !== "array") throw new Error(whole.name);
    const { conductance } = whole.array.cells;
    // Two rows of four tiles.
    for (const tile of [0, 3, 6]) {
      const chosen = await chosenBy({ array: 0, tile, token: 5 });
      if (chosen.kind !== "tile") throw new Error(chosen.name);
      const found = answerOf(chosen);
      const [top, left] = [8 * Math.floor(tile / 4), 8 * (tile % 4)];
      const currents = Object.values(found.terminal_current_out_A).flatMap((own) => own ?? []);
      const largest = Math.max(...currents.map(Math.abs));
      expect(Math.abs(sum(currents)) / largest).toBeLessThan(1e-6);
      for (let i = 0; i < 8; i++)
        for (let j = 0; j < 8; j++) {
          const [own, word, bit] = [found.device_current_A, found.word_node_V, found.bit_node_V].map(
            (all) => all[i][j],
          );
          const law = conductance[(top + i) * 32 + left + j] * (Number(word) - Number(bit));
          expect(Math.abs(Number(own) - law) / largest).toBeLessThan(1e-9);
        }
      // A word line starts at its driver's voltage, less what its driver and switch take.
      for (let i = 0; i < 8; i++) {
        if (whole.voltages[top + i] === 0) continue;
        const share = Number(found.word_node_V[i][0]) / whole.voltages[top + i];
        expect(share).toBeGreaterThan(0.7);
        expect(share).toBeLessThan(1);
      }
    }
  });

  it("of a split projection's second block is below the rows of the first", async () => {
    const split = document('rows: 16, columns: 32, tileRows: 8, tileColumns: 8, rowSplit: "analog"', 32);
    const at = (array: number, tile?: number) =>
      designCircuit(split, shippedCatalogue, { array, tile, token: 5 } as Parameters<
        typeof designCircuit
      >[2]);
    const whole = await at(0);
    if (whole.kind !== "array") throw new Error(whole.name);
    expect(whole.array.geometry.rows).toBe(32);
    const chosen = await at(1, 5);
    if (chosen.kind !== "tile") throw new Error(chosen.name);
    const found = answerOf(chosen);
    // Tile 5 of the second block: rows 24 to 31, columns 8 to 15.
    for (let i = 0; i < 8; i++)
      for (let j = 0; j < 8; j++) {
        const across = Number(found.word_node_V[i][j]) - Number(found.bit_node_V[i][j]);
        if (Math.abs(across) < 1e-3) continue;
        const own = Number(found.device_current_A[i][j]) / across;
        expect(own / whole.array.cells.conductance[(24 + i) * 32 + 8 + j]).toBeCloseTo(1, 6);
      }
  });

  it("of other tokens and heads has other voltages, and indices end with what there is", async () => {
    // Three rounds of four signs fill 24 of 32 columns of one array a head.
    await expect(chosenBy({ array: 2 })).rejects.toThrow("expected an index below 2");
    await expect(chosenBy({ array: 0, tile: 8 })).rejects.toThrow("expected an index below 8");
    await expect(chosenBy({ array: 0, token: 64 })).rejects.toThrow("expected an index below 64");
    const [one, other] = [await chosenBy({ array: 0, token: 1 }), await chosenBy({ array: 1, token: 1 })];
    if (one.kind !== "array" || other.kind !== "array") throw new Error("no arrays");
    expect(one.voltages).toHaveLength(16);
    expect(one.voltages).not.toEqual(other.voltages);
    expect(one.array.cells.conductance).not.toEqual(other.array.cells.conductance);
  });
});
