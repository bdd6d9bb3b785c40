import { describe, expect, it } from "vitest";
import { loadModel } from "#local-io";
import { type Checkpoint, modelOf, recallSequence } from "#model-files";
import { packagePath } from "../../../src/runtime/package-files.ts";
import { forward } from "../decoder.ts";
import { selecting, smallEngine } from "./small-engine.ts";

const { checkpoint } = await loadModel(packagePath("models", "recall-lm"));
const { tokens } = recallSequence(7000, 200);
/** The embedded model, and one whose queries do not see themselves and whose keys have unit RMS. */
const MODELS: readonly [string, Checkpoint][] = [
  ["recall-lm", checkpoint],
  [
    "shared queries and keys",
    {
      ...checkpoint,
      attention: { variant: "shared-qk", keyNormalisation: "rms", mask: "causal-no-self" },
    },
  ],
];

const far = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n] - b[n]));
  return most;
};

describe.each(MODELS)("a toy on the engine of published models: %s", (_, model) => {
  const engine = smallEngine(modelOf(model), { positions: 256 });

  it("continues a context as one run over both would, and is the decoder", async () => {
    const { prefill, extend } = await engine;
    const whole = await prefill(tokens);
    const { context } = await prefill(tokens.slice(0, 130));
    const { states } = await extend(context, tokens.slice(130));
    expect(far(states.data, whole.states.data.subarray(130 * states.width))).toBe(0);
    expect(far(whole.states.data, forward(model, tokens).data)).toBe(0);
  });

  it("attends what it is told: all keys are exact attention, a share is that share", async () => {
    const { prefill } = await engine;
    const exact = await prefill(tokens);
    const share = (name: string, part: number, measures = false) =>
      prefill(tokens, selecting(name, { kind: "share", share: part }, { window: 8, measures }));
    const all = await share("oracle", 1);
    expect(far(all.states.data, exact.states.data)).toBeLessThan(1e-4);
    expect(all.statistics?.attended).toBe(1);
    const some = await share("oracle", 0.25, true);
    expect(some.statistics?.attended).toBeGreaterThan(0.24);
    expect(some.statistics?.attended).toBeLessThan(0.3);
    expect(some.statistics?.mass).toBeGreaterThan(0.7);
    const local = await share("window", 0.25, true);
    expect(local.statistics?.mass ?? 1).toBeLessThan(some.statistics?.mass ?? 0);
  });
});
