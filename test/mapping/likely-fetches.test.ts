// Whether all keys and values stream past as well where only chosen rows are wanted: up to eight times as many rows.

import { expect, it } from "vitest";
import { scoreDigital } from "../../src/comparison/designs/score-digital.ts";
import { likelyFetches } from "../../src/mapping/code-store.ts";
import { configOf } from "../design-under-test.ts";

const fetches = (length: number, keys: number, phase: string): readonly string[] => {
  const { design, workload } = configOf(
    `{ workload: { phase: "${phase}", layers: 2, heads: 8, kvHeads: 2, headWidth: 64, length: ${length}, batch: 3,
         attention: { causal: true, localWindow: 0, sink: 0, budget: { kind: "fixed", keys: ${keys} }, codes: { searchers: "key-head" } } },
       design: { digital: { mac: { blockWidth: 64 } } } }`,
  );
  return likelyFetches(scoreDigital.design(design), scoreDigital.workload(workload));
};

it("a token streams the context of its key heads where it wants an eighth of it", () => {
  expect(fetches(4096, 512, "decode")).toEqual(["gather", "stream"]);
  expect(fetches(4096, 511, "decode")).toEqual(["gather"]);
});

it("a sequence streams blocks of 128 queries past the keys up to their own, for each of 8 heads", () => {
  // Rows streamed: 8 heads · 128 · (1 + … + 8); rows chosen: 2 key heads · (1 + … + c + c + … + c).
  const streamed = (8 * 128 * 8 * 9) / 2;
  const chosen = (c: number): number => 2 * ((c * (c + 1)) / 2 + (1024 - c) * c);
  let least = 1;
  while (streamed > 8 * chosen(least)) least++;
  expect(least).toBeGreaterThan(1);
  expect(fetches(1024, least, "prefill")).toEqual(["gather", "stream"]);
  expect(fetches(1024, least - 1, "prefill")).toEqual(["gather"]);
});
