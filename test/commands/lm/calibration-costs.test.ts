import { expect, it } from "vitest";
import { KEY_SAMPLES } from "../../../packages/transformer/src/lane-job.ts";
import { calibrationCosts } from "../../../src/commands/lm/run/calibration-costs.ts";
import { subjectsOf } from "../../../src/commands/lm/run/choice.ts";
import { USUAL } from "../../../src/language-model/evaluation/forms.ts";
import { studyPlan } from "../../../src/language-model/evaluation/plans.ts";
import { everyCase } from "../../law.ts";

const MODEL = { layers: 3, keyValueHeads: 2, headWidth: 4 };
const LENGTH = 64;

/** Keys that the engine keeps of the calibration text. */
const KEPT = Math.min(KEY_SAMPLES, LENGTH);

const costsOf = (specs: readonly string[], change: object = {}) =>
  calibrationCosts(
    studyPlan("index", {
      ...USUAL,
      subjects: subjectsOf(specs, []),
      length: 2048,
      setups: ["B"],
      ...change,
    }),
    MODEL,
    LENGTH,
  );

/** Multiplications of one fit of 8 signs and 4 dimensions by loops: a lower triangle, the cross products, Cholesky and two solutions a dimension. */
function macsOf(samples: number): number {
  let count = 0;
  for (let n = 0; n < samples; n++) {
    for (let a = 0; a < 8; a++) for (let b = 0; b <= a; b++) count++;
    count += 8 * 4;
  }
  return count + 8 ** 3 / 6 + 8 * 8 * 4;
}

it("a map is fitted on the keys that are kept of a text, on probes, and once an array", () => {
  const [text, probes, four, renewed] = costsOf([
    "score:bits=8",
    "score:bits=8:probes=500",
    "score:bits=8:replicas=4",
    "score:bits=8:replicas=2:epoch=512",
  ]);
  const each = { queryMacs: 32, storedBytes: 2 * 6 * (32 + 4), trainMacs: 0, textTokens: LENGTH };
  expect(text).toEqual({
    ...each,
    name: "score:bits=8",
    from: "text",
    maps: 6,
    samples: KEPT,
    fitMacs: Math.round(6 * macsOf(KEPT)),
  });
  expect(probes).toEqual({
    ...each,
    ...{
      name: "score:bits=8:probes=500",
      from: "probes",
      maps: 6,
      samples: 500,
      fitMacs: Math.round(6 * macsOf(500)),
    },
  });
  everyCase(
    [
      [four, 4],
      [renewed, 8],
    ] as const,
    2,
    ([cost, arrays]) =>
      expect(cost).toMatchObject({
        ...{ maps: 6 * arrays, queryMacs: 32 * arrays, storedBytes: 2 * 6 * (32 * arrays + 4) },
        fitMacs: Math.round(6 * arrays * macsOf(KEPT)),
      }),
  );
});

it("a cache is fitted on whenever it has doubled, on as many keys as it has and 512 at most", () => {
  const [cost] = costsOf(["score:bits=8:calibration=cache"]);
  const keys = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512];
  const fitMacs = Math.round(6 * keys.reduce((sum, samples) => sum + macsOf(samples), 0));
  expect(cost).toMatchObject({ from: "cache", textTokens: 0, samples: 512, maps: 6, fitMacs });
});

it("has no line for selectors without a map, and none of dense layers", () => {
  expect(costsOf(["score:query=signs", "low-bit-keys", "quest"])).toEqual([]);
  expect(costsOf(["score:bits=8"], { denseLayers: 2 })[0].maps).toBe(2);
});
