// Activations of the first tokens of one text, at any length: later tokens do not change earlier activations.

import { type Dense, dense, memoised } from "#base";
import { type Activations, calibrateKeyMeans, type HeadActivations } from "../simulation/activations.ts";
import { type CaptureRequest, captureActivations } from "./activations.ts";

/** Lengths whose activations are cached: views of one capture, and data derived from them. */
const MOST_LENGTHS = 256;

/** Activations of a text without key means, and the heads of its calibration text. */
interface TextCapture {
  readonly text: Activations;
  readonly calibration: readonly HeadActivations[] | null;
}

/**
 * Gives `captureActivations` of a text cut to successive lengths, digit for digit, if no layer inputs are
 * kept. Runs the model over the longest text so far; for a longer one over `aheadOf(longest)` tokens or more.
 */
export function createTextCaptures(
  requestOf: (length: number) => CaptureRequest,
): (length: number, aheadOf: (longest: number) => number) => Activations {
  let longest = 0;
  const viewsOf = (capture: TextCapture): ((length: number) => Activations) =>
    memoised((length: number) => firstTokens(requestOf(length), capture), String, MOST_LENGTHS);
  let views: ((length: number) => Activations) | undefined;
  return (length, aheadOf) => {
    if (views === undefined || length > longest) {
      const reach = longest === 0 ? length : Math.max(length, aheadOf(longest));
      const captured = captureOf(requestOf(reach));
      longest = reach;
      // Drops the previous views, which keep the earlier capture in memory.
      views = viewsOf(captured);
    }
    return views(length);
  };
}

function captureOf(request: CaptureRequest): TextCapture {
  const { calibration } = request;
  const headsOf = (tokens: readonly number[]): Activations =>
    captureActivations({ ...request, tokens, calibration: null });
  return {
    text: headsOf(request.tokens),
    calibration: calibration === null ? null : headsOf(calibration).heads,
  };
}

const firstTokens = (
  { tokens, calibration: calibrated }: CaptureRequest,
  { text, calibration }: TextCapture,
): Activations => ({
  ...text,
  length: tokens.length,
  heads: firstRows(text.heads, tokens.length),
  keyMeans:
    calibration === null || calibrated === null
      ? new Map()
      : calibrateKeyMeans(firstRows(calibration, calibrated.length)),
});

/** First rows of heads; heads that share a matrix share its rows. */
function firstRows(heads: readonly HeadActivations[], rows: number): HeadActivations[] {
  const known = new Map<Dense, Dense>();
  const of = (matrix: Dense): Dense => {
    const own =
      known.get(matrix) ?? dense(rows, matrix.columns, matrix.data.subarray(0, rows * matrix.columns));
    known.set(matrix, own);
    return own;
  };
  return heads.map((head) => ({ ...head, q: of(head.q), k: of(head.k), v: of(head.v) }));
}
