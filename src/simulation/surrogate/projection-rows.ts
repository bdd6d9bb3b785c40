import type { ArrayResponse } from "../../arrays/array-response.ts";
import { idealResponse } from "../../arrays/ideal-response.ts";
import { columnPlan, programArray } from "../../arrays/programmed-array.ts";
import { type Dense, dense } from "../../base/dense.ts";
import { createRng, normals, type Rng } from "../../base/rng.ts";
import type { Design } from "../../design/design.ts";
import type { Kernels } from "../kernels.ts";
import { programArrays, responseOf } from "../programmed-set.ts";

/** Projections that a design's devices make, without and with the wires of one of its arrays. */
export interface ProjectionRows {
  /** Over ideal wires, the rows of one large array. */
  readonly ideal: ArrayResponse;
  /** One array of the design as it is solved, and the same cells over ideal wires; null where wires are ideal. */
  readonly wired: { readonly solved: ArrayResponse; readonly ideal: ArrayResponse } | null;
  /**
   * What written reference columns of as many arrays take off all projections beyond the mean, arrays × width, S; null
   * for pairings without one.
   */
  readonly references: Dense | null;
}

/** Projections whose statistics stand for all. */
const ROWS = 512;

/** Reference columns, of which the worst one counts. */
const REFERENCES = 32;

/** Of a solved array. */
const SOLVED_ROWS = 64;

/**
 * Programs arrays of the design from streams of their own: the same scores for all designs, so that two designs differ by
 * what sets them apart and not by their draws. Targets are Gaussian projections, which untuned devices ignore.
 */
export function projectionRows(design: Design, width: number, kernels?: Kernels): ProjectionRows {
  const { array, memristor, driver } = design.hashing;
  const { readVoltage } = driver.behaviour;
  const columns = array.pairing === "differential" ? 2 * ROWS : ROWS + 1;
  const outputs = Math.min(ROWS, columnPlan(array.pairing, columns).outputs);
  const rng = createRng("surrogate").fork("arrays");
  const geometry = { rows: width, columns, tileRows: width, tileColumns: columns };
  const recipe = { geometry, pairing: array.pairing, openLines: 0, shortedLines: 0 };
  const targets = (count: number, stream: Rng): Dense =>
    dense(count, width, normals(count * width, stream.fork("projections")));
  const ideal = idealResponse(
    programArray(memristor.behaviour, targets(outputs, rng), recipe, rng.fork("devices")),
    readVoltage,
  );
  const references =
    array.pairing === "dummy-column" ? referenceColumns(design, width, rng.fork("references")) : null;
  if (array.wires === "ideal") return { ideal, wired: null, references };
  const most = Math.max(1, columnPlan(array.pairing, array.columns).outputs - array.spares);
  const wired = rng.fork("wired");
  const [programmed] = programArrays(design, targets(Math.min(most, SOLVED_ROWS), wired), wired);
  return {
    ideal,
    wired: {
      solved: responseOf(design, programmed, kernels, false),
      ideal: idealResponse(programmed, readVoltage),
    },
    references,
  };
}

/** Reference columns differ from array to array, most by their stuck cells. */
function referenceColumns({ hashing }: Design, width: number, rng: Rng): Dense {
  const { meanConductance, write } = hashing.memristor.behaviour;
  const written = write(new Float64Array(REFERENCES * width).fill(meanConductance), rng);
  return dense(
    REFERENCES,
    width,
    written.conductance.map((g) => g - meanConductance),
  );
}

/** Conductances that stand for a response to levels whose fourth moment is `fourthOverSecond` times the second, S. */
export function linearised(
  { transfer, cubic }: ArrayResponse,
  volts: number,
  fourthOverSecond: number,
): Dense {
  if (cubic === null) return transfer;
  const factor = volts ** 2 * fourthOverSecond;
  return dense(
    transfer.rows,
    transfer.columns,
    transfer.data.map((g, k) => g + factor * cubic.data[k]),
  );
}
