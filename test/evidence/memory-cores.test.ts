import { expect, it } from "vitest";
import { nanometres } from "#base";
import { capacitiveDac } from "#circuits";
import { createTechnology } from "#technology";
import { judge } from "../../evidence/published/fact.ts";
import { CORES, coreFacts, corePass, storedWeights } from "../../evidence/published/memory-cores.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { isaacAdc } from "../../src/peripherals/adc/published.ts";

it("a pass of Correll's core by hand: 256 drivers of 8 bits, 64 cells a driver, 32 conversions of 8 bits at 65 nm", () => {
  const row = CORES.find(([source]) => source === "correll-vlsi-2022");
  if (row === undefined) throw new Error("no row");
  const technology = createTechnology(nanometres(65));
  const drive = capacitiveDac.schema.parse({ model: "capacitive", bits: 8 }).cost(technology).actions
    .drive.energy;
  const convert = isaacAdc.schema.parse({ model: "isaac", bits: 8 }).cost(technology).actions.convert.energy;
  // ISAAC's crossbar: 0.3 mW over 100 ns and 128 × 128 cells.
  const published = (0.3e-3 * 100e-9) / 128 ** 2;
  // Cells of a pair, an eighth of the range above the lowest twentieth for a half; digits of 0 to 255 for bits; the row's time.
  const conductance = (1 / 20 + 0.95 / 8) / (1 / 20 + 0.95 / 2);
  const drives = (2 * 255 + 1) / (6 * 255) / (1 / 2);
  const read = published * conductance * drives * (row[8] / 100);
  expect(corePass(row) / (1e12 * (256 * drive + 256 * 64 * read + 32 * convert))).toBeCloseTo(1, 9);
});

it("three of five cores of resistive memory are within a factor of two; HERMES takes 55 times ours", () => {
  expect(
    coreFacts()
      .map(judge)
      .map(({ source, ratio, verdict }) => [source, ratio, verdict]),
  ).toEqual([
    ["khaddam-vlsi-2021", expect.closeTo(0.0181, 3), "miss"],
    ["correll-vlsi-2022", expect.closeTo(0.862, 2), "pass"],
    ["mochida-vlsi-2018", expect.closeTo(1.197, 2), "pass"],
    ["spetalnick-vlsi-2023", expect.closeTo(1.848, 2), "pass"],
    ["chang-isscc-2023", expect.closeTo(3.195, 2), "miss"],
  ]);
});

it("TranCIM's BERT is within a factor of two of a digital chip with its weights in SRAM", () => {
  const [fact] = storedWeights(shippedCatalogue).map(judge);
  expect([fact.published, fact.verdict]).toEqual([15.59, "pass"]);
  expect(fact.ratio).toBeCloseTo(1.955, 2);
});
