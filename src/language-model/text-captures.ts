// Activations of the first tokens of one text, at any length: a later token changes nothing in those before it.

import { memoised } from "../base/canonical.ts";
import { type Dense, dense } from "../base/dense.ts";
import { type Activations, calibrateKeyMeans, type HeadActivations } from "../simulation/activations.ts";
import { type CaptureRequest, captureHeads, described } from "./activations.ts";

/** Lengths whose activations are kept: views of one capture, and what others remember of them. */
const MOST_LENGTHS = 256;

/** The heads of a text and of its calibration text. */
interface TextCapture {
  readonly heads: readonly HeadActivations[];
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
  let captured: TextCapture = { heads: [], calibration: null };
  const viewsOf = (): ((length: number) => Activations) =>
    memoised((length: number) => firstTokens(requestOf(length), captured), String, MOST_LENGTHS);
  let views = viewsOf();
  return (length, aheadOf) => {
    if (length > longest) {
      const reach = longest === 0 ? length : Math.max(length, aheadOf(longest));
      const { checkpoint, tokens, calibration, kernel } = requestOf(reach);
      captured = {
        heads: captureHeads(checkpoint, tokens, kernel),
        calibration: calibration === null ? null : captureHeads(checkpoint, calibration, kernel),
      };
      longest = reach;
      // Views of the capture before would keep its memory.
      views = viewsOf();
    }
    return views(length);
  };
}

function firstTokens(request: CaptureRequest, { heads, calibration }: TextCapture): Activations {
  const keyMeans =
    calibration === null || request.calibration === null
      ? new Map<string, Float64Array>()
      : calibrateKeyMeans(firstRows(calibration, request.calibration.length));
  return described(request, firstRows(heads, request.tokens.length), keyMeans);
}

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
