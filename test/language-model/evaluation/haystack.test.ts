import { describe, expect, it } from "vitest";
import { createRng } from "#base";
import {
  buildHaystacks,
  contextOf,
  type HaystackShape,
  QUESTION_ROOM,
  stretches,
} from "../../../packages/text-trials/src/haystack.ts";
import {
  MOST_NUMBERS,
  numberNeedles,
  occurrences,
  passageNeedle,
  USUAL_PASSAGE,
} from "../../../packages/text-trials/src/needles.ts";
import { builtInProse } from "../../../packages/text-trials/src/prose.ts";
import { everyCase } from "../../law.ts";
import { wordEncoder } from "./word-encoder.ts";

const encoder = wordEncoder();
const prose = (name: string, tokens: number) => ({
  name,
  ids: builtInProse(tokens, encoder, createRng(name)),
});
const SHAPE: HaystackShape = {
  length: 1536,
  tail: 256,
  numbers: 8,
  passages: 4,
  passage: USUAL_PASSAGE,
  depths: [0.05, 0.8],
};

describe("buildHaystacks", () => {
  const sources = [prose("a", 9000), prose("b", 9000)];
  const haystacks = buildHaystacks(sources, 5, SHAPE, encoder, createRng(3));

  it("makes contexts and questions of the counts that were asked for", () => {
    expect(haystacks).toHaveLength(5);
    everyCase(haystacks, 5 * 9, ({ context, items }) => {
      expect(context).toHaveLength(1536 - 256);
      expect(items.filter(({ task }) => task === "perplexity")).toHaveLength(1);
      expect(items.filter(({ task }) => task === "numbers")).toHaveLength(8);
      expect(items.filter(({ task }) => task === "passages")).toHaveLength(4);
      for (const { task, tail, scored } of items) {
        expect(context.length + tail.length).toBeLessThanOrEqual(1536);
        expect(scored.length).toBe({ perplexity: 255, numbers: 5, passages: 32, recall: 0 }[task]);
        expect(Math.min(...scored)).toBeGreaterThanOrEqual(1);
      }
    });
  });

  it("hides each answer once, where it says, and gives none away in the question", () => {
    let asked = 0;
    for (const { context, items } of haystacks)
      for (const { task, depth, tail, scored } of items) {
        if (task === "perplexity") continue;
        asked++;
        const answer = tail.slice(scored[0], scored[scored.length - 1] + 1);
        expect(occurrences(context, answer)).toBe(1);
        // The cue is what the tail says before the answer.
        const cue = tail.slice(Math.max(0, scored[0] - 5), scored[0]);
        expect(occurrences(context, [...cue, ...answer])).toBe(1);
        expect(occurrences(tail.slice(0, scored[0]), answer)).toBe(0);
        const at = Math.round((depth as number) * context.length);
        expect(context.slice(at, at + tail.length)).toEqual(tail);
      }
    expect(asked).toBe(5 * 12);
  });

  it("spreads depths evenly between the two it was given", () => {
    for (const { context, items } of haystacks) {
      const found = items.flatMap(({ depth }) => (depth === null ? [] : [depth])).sort((a, b) => a - b);
      found.forEach((depth, n) => {
        // Rounded to a token, unless the needle before it still occupies the place.
        expect(Math.abs(depth - (0.05 + (0.75 * (n + 0.5)) / 12))).toBeLessThan(80 / context.length);
      });
    }
  });

  it("continues the prose in the tail", () => {
    for (const { id, items } of haystacks) {
      const [name, start] = id.split(" ");
      const text = sources.find((source) => source.name === name) as (typeof sources)[0];
      const tail = items[0].tail;
      const at = text.ids.findIndex(
        (_, k) => k > Number(start) && tail.every((t, n) => text.ids[k + n] === t),
      );
      expect(at).toBeGreaterThan(Number(start));
      expect(at + tail.length).toBeLessThanOrEqual(Number(start) + SHAPE.length);
    }
  });

  it("takes passages of another text, or of the last quarter of the only one", () => {
    const single = buildHaystacks([sources[0]], 2, SHAPE, encoder, createRng(3));
    const last = sources[0].ids.slice(Math.floor((3 * sources[0].ids.length) / 4));
    const quoted = single.flatMap(({ items }) => items.filter(({ task }) => task === "passages"));
    expect(quoted).toHaveLength(8);
    for (const { tail } of quoted) expect(occurrences(last, tail.slice(2))).toBe(1);
    expect(Math.max(...single.map(({ id }) => Number(id.split(" ")[1])))).toBeLessThan(0.75 * 9000 - 1535);
  });

  it("is the same for a seed and another one for another", () => {
    expect(buildHaystacks(sources, 5, SHAPE, encoder, createRng(3))).toEqual(haystacks);
    expect(buildHaystacks(sources, 5, SHAPE, encoder, createRng(4))).not.toEqual(haystacks);
  });

  it("leaves room for questions without a tail", () => {
    const shape = { ...SHAPE, tail: 0 };
    const [{ context, items }] = buildHaystacks(sources, 1, shape, encoder, createRng(3));
    expect(context).toHaveLength(contextOf(shape));
    expect(context).toHaveLength(1536 - QUESTION_ROOM);
    expect(items).toHaveLength(12);
  });

  it.each([
    [{ length: 4096 }, "a: expected at least 12288 tokens for 3 stretches of 4096, received 9"],
    [{ depths: [0.5, 1.2] as const }, "two rising shares in [0, 1)"],
    [{ depths: [0.5, 0.2] as const }, "two rising shares in [0, 1)"],
    [{ tail: 1536 }, "expected more than the 1536 tokens of the question"],
    [{ tail: 0, numbers: 0, passages: 0 }, "expected a tail, numbers or passages"],
    [{ depths: [0.8, 0.99] as const }, "needles that fit"],
    [{ passages: 200 }, "tokens for 200 stretches of 48"],
  ])("refuses %o", (change, message) => {
    expect(() => buildHaystacks(sources, 5, { ...SHAPE, ...change }, encoder, createRng(3))).toThrow(message);
  });

  it("refuses a text that repeats itself", () => {
    const again = { name: "again", ids: Array.from({ length: 9000 }, (_, k) => k % 7) };
    expect(() => buildHaystacks([again], 1, SHAPE, encoder, createRng(1))).toThrow("repeats itself");
  });
});

describe("needles", () => {
  it("are all different, up to the most", () => {
    const needles = numberNeedles(MOST_NUMBERS, encoder, createRng(1));
    const cues = needles.map(({ tail, scored }) => encoder.decode(tail.slice(0, scored[0])));
    const answers = needles.map(({ tail, scored }) => encoder.decode(scored.map((at) => tail[at])));
    expect(new Set(cues).size).toBe(MOST_NUMBERS);
    expect(new Set(answers).size).toBe(MOST_NUMBERS);
    expect(answers.every((answer) => /^[1-9]\d{4}$/.test(answer))).toBe(true);
    const words = cues.flatMap((cue) => cue.match(/the (\w+) (\w+) is/)?.slice(1) ?? []);
    expect(new Set(words).size).toBe(2 * MOST_NUMBERS);
    expect(() => numberNeedles(MOST_NUMBERS + 1, encoder, createRng(1))).toThrow("at most");
  });

  it("refuse an answer longer than the quotation", () => {
    expect(() => passageNeedle([1, 2, 3], 0, "x", { quoted: 3, cue: 2, scored: 2 }, encoder)).toThrow(
      "within 3 quoted tokens",
    );
  });
});

describe("stretches", () => {
  it("never overlap and reach the whole text", () => {
    const starts = stretches("text", 1000, 4, 200, createRng(1));
    expect(starts).toHaveLength(4);
    starts.forEach((start, n) => {
      expect(start).toBeGreaterThanOrEqual(250 * n);
      expect(start + 200).toBeLessThanOrEqual(250 * (n + 1));
    });
    expect(stretches("text", 800, 4, 200, createRng(1))).toEqual([0, 200, 400, 600]);
  });
});
