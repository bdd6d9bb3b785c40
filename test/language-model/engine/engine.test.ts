import { describe, expect, it } from "vitest";
import { ConfigError } from "#base";
import { SELECTOR_NAMES } from "../../../src/attention/selectors/index.ts";
import { everyCase } from "../../law.ts";
import { logSum, plainLogits, plainStates } from "./plain-forward.ts";
import { FAMILIES, randomModel, randomTokens, SMALL } from "./random-model.ts";
import { selecting, smallEngine } from "./small-engine.ts";

const model = randomModel(SMALL);
const { vocabulary, width } = model.dimensions;

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  let gap = 0;
  for (let n = 0; n < a.length; n++) gap = Math.max(gap, Math.abs(a[n] - b[n]));
  return gap;
};

describe("an engine", () => {
  it("has the states and logits of a plain forward pass, family by family, to 1e-4", async () => {
    const answers = await Promise.all(
      FAMILIES.map(async (shape) => {
        const small = randomModel(shape);
        const tokens = randomTokens(71, shape.vocabulary, shape.family);
        const engine = await smallEngine(small);
        const { states } = await engine.prefill(tokens);
        return { family: shape.family, small, tokens, states, logits: await engine.logits(states, 70) };
      }),
    );
    everyCase(answers, 16, ({ small, tokens, states, logits }) => {
      const plain = plainStates(small, tokens);
      expect(largestGap(states.data, plain.flat())).toBeLessThan(1e-4);
      expect(largestGap(logits, plainLogits(small, plain[70]))).toBeLessThan(1e-4);
    });
  });

  it("runs a tail after a context as if it were one text, and leaves the context as it is", async () => {
    const tokens = randomTokens(700, vocabulary, "text");
    const engine = await smallEngine(model);
    const whole = await engine.prefill(tokens);
    const { context, states } = await engine.prefill(tokens.slice(0, 600));
    expect(largestGap(states.data, whole.states.data.slice(0, 600 * width))).toBeLessThan(1e-6);
    const first = await engine.extend(context, tokens.slice(600));
    // Another continuation between, longer than the room that the context was given.
    const other = await engine.prefill(tokens.slice(0, 40));
    await engine.extend(context, randomTokens(580, vocabulary, "other"));
    await engine.extend(other.context, randomTokens(1100, vocabulary, "longer than its room"));
    const again = await engine.extend(context, tokens.slice(600));
    expect(largestGap(first.states.data, whole.states.data.slice(600 * width))).toBeLessThan(1e-6);
    expect(again.states.data).toEqual(first.states.data);
    const moved = await engine.extend(other.context, tokens.slice(40, 90));
    expect(largestGap(moved.states.data, whole.states.data.slice(40 * width, 90 * width))).toBeLessThan(1e-5);
  });

  it("scores rows as their logits say, with the divergence from other states", async () => {
    const tokens = randomTokens(300, vocabulary, "scored");
    const engine = await smallEngine(model);
    const { states } = await engine.prefill(tokens);
    const window = await engine.prefill(tokens, selecting("window", { kind: "fixed", keys: 6 }));
    const targets = randomTokens(300, vocabulary, "targets");
    const { nll, best, divergence, agrees } = await engine.score(window.states, targets, states);
    const rows = [0, 5, 131, 299];
    const logits = await Promise.all(
      rows.map(async (row) => [
        Array.from(await engine.logits(window.states, row)),
        Array.from(await engine.logits(states, row)),
      ]),
    );
    expect(divergence?.some((x) => x > 0.1)).toBe(true);
    everyCase([0, 1, 2, 3], 16, (n) => {
      const [own, exact] = logits[n];
      const row = rows[n];
      const gap = exact.reduce(
        (sum, x, t) => sum + Math.exp(x - logSum(exact)) * (x - logSum(exact) - own[t] + logSum(own)),
        0,
      );
      expect(nll[row]).toBeCloseTo(logSum(own) - own[targets[row]], 4);
      expect(best[row]).toBe(own.indexOf(Math.max(...own)));
      expect(divergence?.[row]).toBeCloseTo(gap, 4);
      expect(agrees?.[row]).toBe(own.indexOf(Math.max(...own)) === exact.indexOf(Math.max(...exact)) ? 1 : 0);
    });
    const plain = await engine.score(states, targets);
    expect([plain.divergence, plain.agrees]).toEqual([null, null]);
  });

  it("attends the keys that a selection names and no others", async () => {
    const tokens = randomTokens(90, vocabulary, "window");
    const engine = await smallEngine(model);
    const { states, statistics } = await engine.prefill(
      tokens,
      selecting("window", { kind: "fixed", keys: 10 }, { measures: true }),
    );
    // Sink 2 and the last 8.
    const plain = plainStates(model, tokens, (i, j) => j < 2 || i - j < 8);
    expect(largestGap(states.data, plain.flat())).toBeLessThan(1e-4);
    const counts = tokens.map((_, i) => Math.min(i + 1, 10));
    const causal = (90 * 91) / 2;
    expect(statistics?.attended).toBeCloseTo(counts.reduce((a, b) => a + b, 0) / causal, 10);
    expect(statistics?.layers.length).toBe(3);
    expect(statistics?.mass).toBeGreaterThan(0.1);
    expect(statistics?.mass).toBeLessThan(0.9);
  });

  it("is exact where a selection attends everything, in its dense layers, and at a share of 1", async () => {
    const tokens = randomTokens(80, vocabulary, "all");
    const engine = await smallEngine(model);
    await engine.calibrate(randomTokens(100, vocabulary, "calibration"));
    const { states, context } = await engine.prefill(tokens.slice(0, 50));
    const exact = await engine.extend(context, tokens.slice(50));
    const selections = [
      selecting("oracle", { kind: "share", share: 1 }),
      selecting("oracle", { kind: "mass", p: 1 }),
      selecting("window", { kind: "fixed", keys: 80 }),
      selecting("random", { kind: "share", share: 1 }),
      selecting("buckets", { kind: "share", share: 1 }),
      selecting("random", { kind: "fixed", keys: 1 }, { denseLayers: 3 }),
    ];
    const runs: { name: string; gap: number; attended: number | undefined; mass: number | null }[] = [];
    for (const select of selections) {
      const run = await engine.extend(context, tokens.slice(50), { ...select, measures: true });
      runs.push({
        name: select.selector.name,
        gap: largestGap(run.states.data, exact.states.data),
        attended: run.statistics?.attended,
        mass: run.statistics?.mass ?? null,
      });
    }
    everyCase(runs, 18, ({ gap, attended, mass }) => {
      expect(gap).toBeLessThan(1e-4);
      expect(attended).toBeGreaterThan(0.999);
      expect(mass).toBeGreaterThan(0.9999);
    });
    expect(states.rows).toBe(50);
  });

  it("attends every key in the first rows of a tail where it is told to, as if they were the context's", async () => {
    const engine = await smallEngine(model);
    const tokens = randomTokens(60, vocabulary, "exact rows");
    const short = await engine.prefill(tokens.slice(0, 40));
    const long = await engine.prefill(tokens.slice(0, 52));
    let compared = 0;
    for (const name of ["oracle", "random", "window"]) {
      const select = selecting(name, { kind: "fixed", keys: 10 }, { measures: true });
      const mixed = await engine.extend(short.context, tokens.slice(40), select, { exactRows: 12 });
      const sparse = await engine.extend(long.context, tokens.slice(52), select);
      const exact = await engine.extend(short.context, tokens.slice(40, 52));
      const rows = (data: Float32Array): Float32Array => data.slice(12 * width);
      expect(largestGap(mixed.states.data.slice(0, 12 * width), exact.states.data)).toBeLessThan(1e-4);
      expect(largestGap(rows(mixed.states.data), sparse.states.data)).toBeLessThan(1e-4);
      expect(mixed.statistics?.attended).toBe(sparse.statistics?.attended);
      expect(mixed.statistics?.mass).toBeCloseTo(sparse.statistics?.mass as number, 4);
      const all = await engine.extend(short.context, tokens.slice(40), select);
      expect(largestGap(rows(all.states.data), sparse.states.data)).toBeGreaterThan(0.01);
      compared++;
    }
    expect(compared).toBe(3);
    await engine.close();
  });

  it("selects the same whichever run stored a context's keys", async () => {
    const tokens = randomTokens(420, vocabulary, "stored");
    const calibration = randomTokens(300, vocabulary, "calibration");
    const select = selecting("buckets", { kind: "fixed", keys: 24 }, { params: { rounds: 4, buckets: 16 } });
    const engine = await smallEngine(model);
    await engine.calibrate(calibration);
    const { context } = await engine.prefill(tokens.slice(0, 380));
    await engine.extend(context, randomTokens(90, vocabulary, "another tail"), select);
    const later = await engine.extend(context, tokens.slice(380), select);
    const fresh = await smallEngine(model);
    await fresh.calibrate(calibration);
    const second = await fresh.prefill(tokens.slice(0, 380));
    const first = await fresh.extend(second.context, tokens.slice(380), select);
    expect(later.states.data).toEqual(first.states.data);
    expect(later.statistics).toEqual(first.statistics);
    const elsewhere = await fresh.extend(second.context, tokens.slice(380), { ...select, array: 1 });
    expect(elsewhere.states.data).not.toEqual(first.states.data);
  });

  it("names what is wrong with a request", async () => {
    const engine = await smallEngine(model, { positions: 64 });
    const { context, states } = await engine.prefill([1, 2, 3]);
    const requests: [string, () => Promise<unknown>][] = [
      ["tokens[1]: expected an id of [0, 77), received 77", () => engine.prefill([1, 77])],
      ["tokens: expected at least one", () => engine.prefill([])],
      ["tokens: expected at most 64 positions, received 65", () => engine.prefill(new Array(65).fill(1))],
      ["received 65, 3 of them context", () => engine.extend(context, new Array(62).fill(1))],
      ["targets: expected one a row", () => engine.score(states, [1])],
      ["row: expected a row of [0, 3), received 3", () => engine.logits(states, 3)],
      [
        `selector.name: expected one of ${SELECTOR_NAMES.join(", ")}, received "orcale"; did you mean "oracle"`,
        () => engine.extend(context, [1], selecting("orcale", { kind: "fixed", keys: 4 })),
      ],
      [
        "budget.kind: expected one of design, fixed, share for buckets",
        () => engine.extend(context, [1], selecting("buckets", { kind: "mass", p: 0.9 })),
      ],
      [
        "expected a calibrated engine for buckets",
        () => engine.extend(context, [1], selecting("buckets", { kind: "design" })),
      ],
      [
        "budget.share: expected a number in (0, 1], received 2",
        () => engine.extend(context, [1], selecting("oracle", { kind: "share", share: 2 })),
      ],
      [
        "selector.params.rounds",
        () =>
          engine.extend(context, [1], selecting("buckets", { kind: "design" }, { params: { rounds: 0 } })),
      ],
      [
        "expected a context of this engine that is not released",
        async () => {
          engine.release(context);
          await engine.extend(context, [1]);
        },
      ],
    ];
    const messages = await Promise.all(
      requests.map(async ([expected, ask]) => ({
        expected,
        error: await ask().then(
          () => null,
          (error: unknown) => error,
        ),
      })),
    );
    everyCase(messages, 24, ({ expected, error }) => {
      expect(error).toBeInstanceOf(ConfigError);
      expect(String((error as Error).message)).toContain(expected);
    });
    // A run after all these is as good as one before.
    expect((await engine.prefill([1, 2, 3])).states.data).toEqual(states.data);
  });

  it("refuses more memory than it may have", async () => {
    const tight = { positions: 1024, memory: 12 << 20 };
    await expect(smallEngine(model, { ...tight, memory: 1 << 20 })).rejects.toThrow(
      /small llama.*memory.*expected at most 1 MiB/s,
    );
    const engine = await smallEngine(model, tight);
    engine.release((await engine.prefill([1])).context);
    const size = engine.bytes();
    // Sixty contexts at once would be beyond the limit.
    for (let n = 0; n < 60; n++) engine.release((await engine.prefill([n])).context);
    expect(engine.bytes()).toBe(size);
    // Nor does a run that fails keep its own.
    const faulty = selecting("oracle", { kind: "share", share: 2 });
    for (let n = 0; n < 60; n++) await expect(engine.prefill([n], faulty)).rejects.toThrow("budget.share");
    expect(engine.bytes()).toBe(size);
    const held = async () => {
      for (let n = 0; n < 60; n++) await engine.prefill([n]);
    };
    await expect(held()).rejects.toThrow(/memory.*expected at most 12 MiB, received a run that needs/s);
  });

  it("stops at a signal and can be used again", async () => {
    const engine = await smallEngine(model);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(engine.prefill([1, 2, 3], null, { signal })).rejects.toThrow("enough");
    const heard: number[] = [];
    await engine.prefill(new Array(600).fill(5), null, { onProgress: (done) => heard.push(done) });
    expect(heard).toEqual([512, 600]);
  });
});
