// Activations of the first tokens of one text, at any length: a later token changes nothing in those before it.

import { memoised } from "../base/canonical.ts";
import { type Dense, dense } from "../base/dense.ts";
import { type Activations, calibrateKeyMeans, type HeadActivations } from "../simulation/activations.ts";
import { type CaptureRequest, captureActivations } from "./activations.ts";

/** Lengths whose activations are kept: views of one capture, and what others remember of them. */
const MOST_LENGTHS = 256;

/** A text's activations without key means, and the heads of its calibration text. */
interface TextCapture {
  readonly text: Activations;
  readonly calibration: readonly HeadActivations[] | null;
}

/**
 * `captureActivations` of a text cut to one length after another, digit for digit, where no layer's inputs are kept. The model runs over
 * the longest text so far; when a longer one is asked for, over at least as many tokens as `aheadOf` that longest one.
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
      // Views of the capture before would keep its memory.
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

/** Heads that share a matrix share its first rows. */
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
