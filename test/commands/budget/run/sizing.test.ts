import { expect, it } from "vitest";
import { parseDocument } from "#base";
import { EMPTY_PLAN } from "../../../../src/commands/budget/run/budget.ts";
import { parsePoints, sizedSpace } from "../../../../src/commands/budget/run/sizing.ts";
import { shippedCatalogue } from "../../../../src/design/catalogue.ts";
import { parseConfig } from "../../../../src/design/config.ts";

function spaceOf(text: string, holdsQuality = false) {
  const base = parseDocument(text, "sizes.json5");
  const study = { plan: EMPTY_PLAN, base, config: parseConfig(base, shippedCatalogue) };
  const { axes, own } = sizedSpace(study, shippedCatalogue, holdsQuality);
  return new Map(axes.map(({ path, values }, n) => [path, { values, own: own[n] }]));
}

it("sizes are halved and doubled up to three times, in the config's own unit", () => {
  const space = spaceOf(
    `{ workload: { heads: 12, batch: 2 }, design: { cores: 4, memory: { bandwidth: "20 GB/s" },
       digital: { mac: { units: 4096 }, buffer: { capacity: "256 KiB" } } } }`,
  );
  expect(space.get("design.digital.mac.units")).toEqual({
    values: [512, 1024, 2048, 4096, 8192, 16384, 32768],
    own: 3,
  });
  expect(space.get("design.digital.buffer.capacity")?.values).toEqual(
    [32, 64, 128, 256, 512, 1024, 2048].map((size) => `${size} KiB`),
  );
  expect(space.get("design.memory.bandwidth")?.values).toEqual(
    [2.5, 5, 10, 20, 40, 80, 160].map((rate) => `${rate} GB/s`),
  );
  // Whole cores, and no more than 24 heads and sequences.
  expect(space.get("design.cores")).toEqual({ values: [1, 2, 4, 8, 16], own: 2 });
});

it("arrays have other sides only where a condition holds the quality", () => {
  const text = "{ design: { hashing: { array: { rows: 128, columns: 64 } } } }";
  const sides = ["design.hashing.array.rows", "design.hashing.array.columns"];
  expect(sides.map((path) => spaceOf(text).has(path))).toEqual([false, false]);
  expect(spaceOf(text, true).get(sides[1])?.values).toContain(128);
});

it("a search has 96 points unless the command says how many, at least four", () => {
  expect([undefined, "0", "4", "100000"].map(parsePoints)).toEqual([96, 0, 4, 100_000]);
  for (const bad of ["3", "100001", "4.5", "", "-1"]) expect(() => parsePoints(bad)).toThrow("--points");
});
