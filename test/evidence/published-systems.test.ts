import { describe, expect, it } from "vitest";
import { parseDocument } from "#base";
import { camformerArea, camformerFacts } from "../../evidence/published/camformer.ts";
import { wholeChipFacts, wholeLayerFacts } from "../../evidence/published/chips-and-layers.ts";
import { type JudgedFact, judge } from "../../evidence/published/fact.ts";
import { validationFacts } from "../../evidence/published/facts.ts";
import { isaacTileFacts } from "../../evidence/published/isaac-tile.ts";
import { pricing } from "../../evidence/published/pricing.ts";
import { wholeSystems } from "../../evidence/published/published-systems.ts";
import { TOPIC_WORDS } from "../../evidence/published/topic-words.ts";
import { exactDigital } from "../../src/comparison/designs/exact-digital.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { price } from "../../src/evaluate.ts";

const priceOf = pricing(shippedCatalogue);
const facts: readonly JudgedFact[] = [
  ...isaacTileFacts(priceOf),
  ...camformerFacts(priceOf),
  ...wholeChipFacts(shippedCatalogue),
  ...wholeLayerFacts(shippedCatalogue),
].map(judge);

describe("published whole systems", () => {
  it("are within a factor of two in energy and area where three are, and nowhere else", () => {
    expect(
      wholeSystems(facts).map(({ system, energy, area, isWithin }) => [system, energy, area, isWithin]),
    ).toEqual([
      ["ISAAC's tile, 32 nm", expect.closeTo(0.937, 3), expect.closeTo(0.76, 3), true],
      ["CAMformer, 45 nm, on chip", expect.closeTo(0.703, 3), expect.closeTo(1.447, 3), true],
      ["ITA, 22 nm", expect.closeTo(1.883, 2), expect.closeTo(1.971, 2), true],
      ["ViTCoD, 28 nm", expect.closeTo(0.207, 3), expect.closeTo(0.29, 3), false],
      ["TranCIM, 28 nm, BERT-base", expect.closeTo(2.964, 3), null, false],
    ]);
  });

  it("name facts that there are: none is lost by another spelling", () => {
    expect(wholeSystems(facts)).toHaveLength(5);
    expect(wholeSystems(facts.filter(({ topic }) => topic !== "CAMformer, 45 nm"))).toHaveLength(4);
    expect(wholeSystems([])).toEqual([]);
  });

  it("published areas of CAMformer add up to its chip, ours to ours", () => {
    const chip = facts.find(({ quantity }) => quantity === "area of the chip");
    const own = Object.values(camformerArea(priceOf)).reduce((sum, area) => sum + area, 0);
    expect((chip?.ours ?? 0) / (own / 1e6)).toBeCloseTo(1, 12);
    expect(camformerArea(priceOf).arrayAndConverters / own).toBeCloseTo(0.199, 3);
  });
});

describe("words beside the figures", () => {
  /** ITA as validated, with other digital units. */
  const chip = (buffer: string, lanes: number) => {
    const { design, workload } = parseConfig(
      parseDocument(
        `{ name: "ita", workload: { layers: 1, heads: 1, kvHeads: 1, headWidth: 64, length: 256, attention: { causal: false } },
           design: { logicNode: "22 nm", memory: { model: "ideal" }, floorplan: { clock: { frequency: "500 MHz" } },
                     digital: { sizes: "stated", mac: { model: "int8", units: 1024, blockRows: 64, blockWidth: 64, clock: "500 MHz" }, buffer: ${buffer}, softmax: { lanes: ${lanes} } } } }`,
        "test",
      ),
      shippedCatalogue,
    );
    const { cost } = price(exactDigital.design(design), exactDigital.workload(workload), {
      pairPower: 0,
      peakLineCurrent: 0,
    });
    const of = (name: string): number => cost.areas.find(({ component }) => component === name)?.area ?? 0;
    return { mac: of("mac"), softmax: of("softmax"), buffer: of("buffer"), area: cost.area };
  };
  const SMALL = '{ model: "banked", capacity: "64 KiB" }';
  /** 1 024 units twice at 500 MHz over 5.93 TOPS/mm². */
  const published = 1.024 / 5.93 / 1e6;

  it("of ITA are what its chip is: where the area went, and what it was before", () => {
    const words = TOPIC_WORDS["whole chips by exact attention"].join(" ");
    const now = chip('{ model: "ideal" }', 16);
    expect(now.mac / now.area).toBeCloseTo(0.85, 2);
    expect(words).toContain("the multiply-accumulate array is 85 %");
    expect(now.mac / published).toBeCloseTo(1.68, 2);
    expect(published / now.mac).toBeCloseTo(0.6, 2);
    expect(published / now.area).toBeCloseTo(0.507, 3);
    const before = chip(SMALL, 64);
    expect(published / before.area).toBeCloseTo(0.284, 3);
    expect(before.buffer / before.area).toBeCloseTo(0.18, 3);
    expect(before.softmax / before.area).toBeCloseTo(0.308, 2);
    expect(words).toContain("18 and 31 % of its area");
    expect(published / chip(SMALL, 16).area).toBeCloseTo(0.371, 3);
    expect(words).toContain("with 64 KiB it would be at .37");
  });

  it("of ViTCoD are the ratios of its facts, and its power a unit and cycle", () => {
    expect(323.9e-3 / (512 * 0.5e9)).toBeCloseTo(1.27e-12, 13);
    const unit = priceOf("mac", "int8", { units: 512, clock: "500 MHz" }, 28).actions.mac.energy;
    expect(1.265e-12 / unit).toBeCloseTo(6.5, 1);
  });

  it("are for topics that there are", () => {
    const all = validationFacts(shippedCatalogue, priceOf, { quick: true });
    const topics = new Set(all.map(({ topic }) => topic));
    for (const topic of Object.keys(TOPIC_WORDS)) expect(topics).toContain(topic);
  });
});
