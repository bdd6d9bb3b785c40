import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import { parseCheckpoint } from "#model-files";
import type { DecoderKernel } from "../../packages/transformer/src/kernel.ts";
import { type CaptureRequest, captureActivations } from "../../src/language-model/activations.ts";
import { createTextCaptures } from "../../src/language-model/measured.ts";
import { kernel as shipped } from "./decoder.ts";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

const CONTEXT = 96;

/** Requests for a text's first tokens, with the lengths of the passes over it. */
function textOf(calibrates: boolean) {
  const bytes = tinyCheckpoint([8, 12, 2, 4, 2, 11, CONTEXT]);
  const checkpoint = parseCheckpoint(bytes, sidecarFor(bytes), "tiny");
  const rng = createRng("text");
  const tokens = Array.from({ length: CONTEXT }, () => rng.integer(11));
  const calibration = Array.from({ length: 40 }, () => rng.integer(11));
  const runs: number[] = [];
  const kernel: DecoderKernel = {
    name: "counting",
    open() {
      const { memory, loops } = shipped.open();
      const normaliseToQuads: typeof loops.normaliseToQuads = (from, stride, first, count, ...rest) => {
        // Rows are normalised from the first on, some at a time.
        if (first === 0) runs.push(0);
        runs[runs.length - 1] = first + count;
        loops.normaliseToQuads(from, stride, first, count, ...rest);
      };
      return { memory, loops: { ...loops, normaliseToQuads } };
    },
  };
  const requestOf = (length: number): CaptureRequest => ({
    model: "tiny",
    description: "random weights",
    checkpoint,
    kernel,
    tokens: tokens.slice(0, length),
    calibration: calibrates ? calibration.slice(0, length) : null,
  });
  return { requestOf, runs };
}

describe("activations of a text at many lengths", () => {
  it.each([true, false])(
    "are those of a run of each length, digit for digit (calibrated: %s)",
    (calibrates) => {
      const { requestOf } = textOf(calibrates);
      const captureOf = createTextCaptures(requestOf);
      for (const length of [17, 5, 33, 1, 60, 34, CONTEXT, 2, 95])
        expect(
          captureOf(length, (longest) => Math.min(CONTEXT, 2 * longest)),
          `${length} tokens`,
        ).toEqual(captureActivations(requestOf(length)));
    },
  );

  it("run the model once for a single length, and a few times for a rising row of them", () => {
    const { requestOf, runs } = textOf(false);
    const captureOf = createTextCaptures(requestOf);
    const ahead = (longest: number): number => Math.min(CONTEXT, 2 * longest);
    captureOf(10, ahead);
    expect(new Set(runs)).toEqual(new Set([10]));
    for (let length = 11; length <= CONTEXT; length++) captureOf(length, ahead);
    expect([...new Set(runs)]).toEqual([10, 20, 40, 80, 96]);
  });

  it("keep one object a length, and one matrix for heads that share it", () => {
    const { requestOf } = textOf(false);
    const captureOf = createTextCaptures(requestOf);
    captureOf(30, () => 30);
    const twice = [captureOf(12, () => 12), captureOf(12, () => 12)];
    expect(twice[0]).toBe(twice[1]);
    const { heads } = twice[0];
    const shared = heads.filter(({ layer, kvHead }) => layer === 0 && kvHead === 0);
    expect(shared.length).toBeGreaterThan(1);
    expect(new Set(shared.map(({ k }) => k)).size).toBe(1);
  });
});
