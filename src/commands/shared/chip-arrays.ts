import { createRng } from "#base";
import type { ChipArrays } from "#transformer";
import { chargeVariance } from "../../arrays/weights/reads.ts";
import { weightWires } from "../../arrays/weights/wires.ts";
import { weightSegment } from "../../comparison/weight-error.ts";
import type { Design } from "../../design/design.ts";
import { loadKernels } from "../../runtime/kernels.ts";

/** Tokens at the end of a calibration text that set converters, gains and offsets of arrays of weights. */
export const ARRAY_CALIBRATION = 128;

/** A chip's arrays of weights as a design has them; the seed names the chip. Solves the wires of one array. */
export function chipArrays(design: Design, seed: number): ChipArrays {
  const rng = createRng(seed).fork("arrays of weights");
  return {
    settings: design.weights,
    seed: [rng.integer(2 ** 31), rng.integer(2 ** 31)],
    wires: weightWires(design.weights, weightSegment(design), loadKernels().solver),
    charge: chargeVariance(design.weights, design.temperature),
  };
}

/** Most cells of an array whose wires are solved: 10 s (512 × 512); the time grows by their number to the power 1.7. */
const MOST_CELLS = 512 ** 2;

/** What is wrong with arrays whose wires would have to be solved; null for nothing. */
export const tooManyCells = ({ rows, columns }: Design["weights"], reader: string): string | null =>
  rows * columns > MOST_CELLS
    ? `expected arrays of at most ${MOST_CELLS} cells for ${reader}, whose wires are solved, received ${rows} × ${columns}`
    : null;
