import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { drawProjections } from "../../../src/attention/hash-code.ts";
import { selectorNamed } from "../../../src/attention/selectors/index.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { compileConfig } from "../../../src/design/compiled-config.ts";
import { arrayBytes } from "../../../src/language-model/evaluation/forecast.ts";
import { USUAL } from "../../../src/language-model/evaluation/forms.ts";
import { studyPlan } from "../../../src/language-model/evaluation/plans.ts";
import { loadKernels } from "../../../src/runtime/kernels.ts";
import { programSet } from "../../../src/simulation/programmed-set.ts";

const DIMENSIONS = {
  ...{ layers: 2, width: 128, hidden: 256, heads: 4, keyValueHeads: 2, headWidth: 64 },
  ...{ keyValueWidth: 128, vocabulary: 100, context: 2048, tiedClassifier: true },
};

/** Bytes of all typed arrays that a value holds. */
function bytesOf(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== "object" || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce((sum: number, own) => sum + bytesOf(own, seen), 0);
}

describe("the forecast of programmed arrays", () => {
  const { design } = compileConfig(shippedCatalogue)({})!;
  const planOf = (params: Readonly<Record<string, unknown>>) =>
    studyPlan("quick", {
      ...USUAL,
      length: 1024,
      setups: ["B"],
      subjects: [{ name: "own", selector: { name: "score", params }, isDrawn: true, hasDesign: true }],
    });
  const score = (params: Readonly<Record<string, unknown>>) => {
    const none = { drift: 0, stuck: 0, readNoise: 1, isRecalibrated: false };
    return arrayBytes(
      DIMENSIONS,
      planOf({ hash: "memristor", bits: 128, replicas: 1, epoch: 0, age: none, ...params }),
      design,
      1024,
    );
  };

  it("is what a set of arrays and its map hold", () => {
    const code = { rounds: 16, columns: 8 };
    const rng = createRng(1);
    const projections = drawProjections(code, 64, rng.fork("projections"));
    const set = programSet(design, projections, rng.fork("array"), loadKernels());
    const held = bytesOf([set, projections]) + 8 * 128 * 64;
    const { variants } = planOf({});
    const chips = Math.min(3, Math.max(...variants.map(({ arrays }) => arrays)));
    const forecast = score({}) / (chips * DIMENSIONS.layers * DIMENSIONS.keyValueHeads);
    expect(forecast).toBeGreaterThan(0.8 * held);
    expect(forecast).toBeLessThan(1.6 * held);
  });

  it("is that of the defaults where a study leaves parameters out", () => {
    const { params } = selectorNamed("score");
    const bytes = arrayBytes(DIMENSIONS, planOf({}), design, 1024);
    expect(bytes).toBe(arrayBytes(DIMENSIONS, planOf(params.parse({})), design, 1024));
    expect(bytes).toBeGreaterThan(0);
  });

  it("grows with replicas, epochs and wear, and is nothing without arrays", () => {
    const one = score({});
    expect(score({ replicas: 64 })).toBe(64 * one);
    expect(score({ replicas: 4, epoch: 256 })).toBe(16 * one);
    const age = { drift: 0.1, stuck: 0, readNoise: 1 };
    expect(score({ age: { ...age, isRecalibrated: false } })).toBe(2 * one);
    expect(score({ age: { ...age, isRecalibrated: true } })).toBe(one);
    expect(score({ hash: "software", replicas: 64 })).toBe(0);
  });
});
