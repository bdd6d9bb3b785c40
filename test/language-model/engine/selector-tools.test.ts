import { expect, it } from "vitest";
import { createRng, dense } from "#base";
import type { Calibration } from "../../../packages/transformer/src/lane-job.ts";
import { simHashCode } from "../../../src/attention/hashes/simhash.ts";
import { selectorTools } from "../../../src/language-model/engine/selector-tools.ts";
import { configOf } from "../../design-under-test.ts";

const WIDTH = 16;
const ROWS = 64;
const CODE = simHashCode(2, 8);
const dimensions = { layers: 1, heads: 1, keyValueHeads: 1, headWidth: WIDTH } as Parameters<
  typeof selectorTools
>[1];

/** A calibration text of Gaussian vectors, and how often its queries were taken. */
function calibrationOf(deviation: number): { readonly text: Calibration; readonly taken: () => number } {
  const { normal } = createRng("calibration");
  const vectors = () => Float32Array.from({ length: ROWS * WIDTH }, () => deviation * normal());
  const queries = vectors();
  const cut = queries.subarray.bind(queries);
  let taken = 0;
  queries.subarray = (...ends) => {
    taken++;
    return cut(...ends);
  };
  const text = {
    ...{ samples: ROWS, keySamples: ROWS, length: ROWS },
    ...{ queries, keys: vectors(), keyMeans: new Float64Array(WIDTH) },
  } as unknown as Calibration;
  return { text, taken: () => taken };
}

function toolsOn(calibration: () => Calibration) {
  const { design, workload } = configOf(`{ workload: { headWidth: ${WIDTH} } }`);
  const setting = { design, attention: workload.attention };
  return selectorTools(setting, dimensions, 1024, calibration, ({ data }) => Float32Array.from(data))({
    ...{ seed: 1, array: 0, budget: { kind: "keys", keys: 8 } },
  } as unknown as Parameters<ReturnType<typeof selectorTools>>[0]);
}

const { normal } = createRng("queries");
const QUERIES = dense(
  4,
  WIDTH,
  Float64Array.from({ length: 4 * WIDTH }, () => normal()),
);

const valuesAt = (tools: ReturnType<typeof toolsOn>, first: number): Float64Array =>
  tools.valuesOf("memristor", CODE, {
    ...{ layer: 0, head: 0, keyValueHead: 0, first },
  } as unknown as Parameters<typeof tools.valuesOf>[2])(QUERIES, "query").data;

it("reads the calibration text once for all blocks of a head, and again when there is another text", () => {
  const [own, other] = [calibrationOf(1), calibrationOf(3)];
  let now = own;
  const tools = toolsOn(() => now.text);
  const first = valuesAt(tools, 0);
  const taken = own.taken();
  for (const place of [32, 64, 96]) valuesAt(tools, place);
  expect(own.taken()).toBe(taken);
  now = other;
  const changed = valuesAt(tools, 0);
  expect(other.taken()).toBe(taken);
  expect(changed).toEqual(
    valuesAt(
      toolsOn(() => calibrationOf(3).text),
      0,
    ),
  );
  expect(changed).not.toEqual(first);
});

it("reads each block with noise of its own, under one scale", () => {
  const tools = toolsOn(() => calibrationOf(1).text);
  const [first, second] = [valuesAt(tools, 0), valuesAt(tools, 32)];
  expect(second).not.toEqual(first);
  const size = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const apart = size(first.map((x, n) => x - second[n]));
  // Two reads with noise of a tenth of the column each.
  expect(apart / size(first)).toBeGreaterThan(0.02);
  expect(apart / size(first)).toBeLessThan(0.3);
});
