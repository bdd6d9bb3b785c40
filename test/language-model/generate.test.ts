import { expect, test } from "vitest";
import { parseCheckpoint } from "#model-files";
import { forward, generateGreedily, negativeLogLikelihood } from "./decoder.ts";
import { sidecarFor, tinyCheckpoint } from "./tiny-checkpoint.ts";

const bytes = tinyCheckpoint();
const checkpoint = parseCheckpoint(bytes, sidecarFor(bytes));

test("each new token is the likeliest after those before it", () => {
  const tokens = generateGreedily(checkpoint, [1, 5], 6);
  expect(tokens.slice(0, 2)).toEqual([1, 5]);
  expect(tokens).toHaveLength(8);
  const { correct } = negativeLogLikelihood(checkpoint, forward(checkpoint, tokens.slice(0, -1)), tokens);
  expect([...correct.subarray(1)]).toEqual(new Array(6).fill(1));
});

test("ends with the context, and before the token that stops it", () => {
  expect(generateGreedily(checkpoint, [1, 5], 100)).toHaveLength(16);
  const tokens = generateGreedily(checkpoint, [1, 5], 6);
  const stop = tokens[4];
  const first = tokens.indexOf(stop, 2);
  expect(generateGreedily(checkpoint, [1, 5], 6, { stop })).toEqual(tokens.slice(0, first));
});

test("another attention may take the place of the exact one", () => {
  let heads = 0;
  generateGreedily(checkpoint, [1], 2, {
    attention: ({ v }) => {
      heads++;
      return v;
    },
  });
  expect(heads).toBe(2 * 2 * 4);
});

test("an empty prompt is refused", () => {
  expect(() => generateGreedily(checkpoint, [], 1)).toThrow("expected 1 to 16 tokens, received 0");
});
