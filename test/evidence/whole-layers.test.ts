import { expect, it } from "vitest";
import { wholeLayerFacts } from "../../evidence/published/chips-and-layers.ts";
import { judge } from "../../evidence/published/fact.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

const facts = wholeLayerFacts(shippedCatalogue).map(judge);

it("a BERT-base layer is within a factor of two of a simulator's with its buffer, and of nothing else", () => {
  expect(facts.map(({ published, ratio, verdict }) => [published, ratio, verdict])).toEqual([
    [expect.closeTo(4.359, 3), expect.closeTo(0.841, 3), "pass"],
    [expect.closeTo(1.553, 3), expect.closeTo(2.281, 3), "miss"],
    [15.59, expect.closeTo(2.964, 3), "miss"],
  ]);
});
