import { describe, expect, it } from "vitest";
import { createRng, parseDocument } from "#base";
import { experimentDrawings, SWEPT } from "../../src/commands/study/report/experiment-drawings.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { duplicationActivations } from "../../src/simulation/hash-duplication.ts";

describe("the experiments of a design", () => {
  it("are drawn with rounds, controls and the map of chunk and rounds", () => {
    const text =
      '{ workload: { length: 128, attention: { chunk: 16, localWindow: 1 } }, design: { hashing: { array: { wires: "ideal" } } }, fidelity: { queries: 2 } }';
    const tiny = duplicationActivations({ layers: 1, heads: 1, headWidth: 64, length: 128 }, createRng(2));
    const notes: string[] = [];
    const drawings = experimentDrawings(
      {
        document: parseDocument(text, "x"),
        catalogue: shippedCatalogue,
        activations: tiny,
        sharedQK: true,
        seed: 1,
        seeds: 10,
      },
      { update: (note) => void notes.push(note), done: () => {} },
    );
    expect(drawings.map(({ name }) => name)).toEqual([
      ...SWEPT.map(({ name }) => `sensitivity-${name}`),
      "rounds",
      "chunk-rounds",
    ]);
    expect(notes.length).toBe(SWEPT.length + 2);
  });
});
