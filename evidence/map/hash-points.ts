// Hashes of a design as priced and in closed form, a vector.

import { InfeasibleError, nanometres } from "#base";
import { transistorAt } from "#technology";
import { lshDigital } from "../../src/comparison/designs/lsh-digital.ts";
import { lshMemristor } from "../../src/comparison/designs/lsh-memristor.ts";
import { atOneNode } from "../../src/comparison/equal-nodes.ts";
import type { SolvePoint } from "../../src/comparison/flips.ts";
import { hashCosts } from "../../src/comparison/hash-rivals.ts";
import { priceContender } from "../../src/comparison/priced-comparison.ts";
import { withConductance, withReadTime } from "../../src/comparison/variations.ts";
import type { Design } from "../../src/design/design.ts";
import { electricsOf } from "../../src/design/electrics.ts";
import type { Workload } from "../../src/design/workload.ts";
import type { ProjectionModel } from "../../src/peripherals/projection/projection.ts";
import { type ArrayHash, arrayHash, arrayHashOf } from "./hash-forms.ts";

/** A design and a workload of one layer and head that write n bits a vector. */
export interface HashPoint {
  readonly width: number;
  readonly bits: number;
  readonly nm: number;
  /** S; s */
  readonly conductance: number;
  readonly readTime: number;
  /** Bit lines of an array. */
  readonly columns: number;
}

/** Signs of a round. */
const SIGNS = 8;
/** Tokens of the sequence whose vectors are hashed: more change nothing in a vector's energy. */
const TOKENS = 256;

/** The design and workload of a point: all at one node, arrays of d rows, simhash of n / 8 rounds. */
function hashDesign(
  design: Design,
  workload: Workload,
  { width, bits, nm, conductance, readTime, columns }: HashPoint,
): { readonly design: Design; readonly workload: Workload } {
  const own = withReadTime(withConductance(atOneNode(design, nm), conductance), readTime);
  const { hashing } = own;
  return {
    design: { ...own, hashing: { ...hashing, array: { ...hashing.array, rows: width, columns } } },
    workload: {
      ...workload,
      phase: "prefill",
      pass: "forward",
      length: TOKENS,
      layers: 1,
      heads: 1,
      kvHeads: 1,
      headWidth: width,
      attention: { ...workload.attention, rounds: bits / SIGNS, buckets: 2 ** SIGNS, collisions: 1 },
    },
  };
}

/** J a vector of the priced design and of the closed form, on arrays; null where it cannot be built. */
export function hashOnArrays(
  design: Design,
  workload: Workload,
  point: HashPoint,
  solve: SolvePoint,
): { readonly model: number; readonly formula: number; readonly form: ArrayHash } | null {
  const own = hashDesign(design, workload, point);
  const solved = solve(own.design, own.workload);
  const contender = priceContender(lshMemristor, own.design, own.workload, solved);
  const { hashEnergy } = hashCosts(contender);
  if (hashEnergy === null || !contender.feasible) return null;
  const { driver } = own.design.hashing;
  const form = arrayHashOf(own.design, point.width, electricsOf(own.design).tileSwitch, {
    pairCurrent: solved.pairCurrent ?? solved.pairPower / driver.behaviour.readVoltage,
    supply: Math.max(driver.behaviour.readVoltage, transistorAt(nanometres(point.nm)).supply),
  });
  return { model: hashEnergy / (2 * TOKENS), formula: arrayHash(form, point.bits), form };
}

/** Point of a design without arrays. */
const NO_ARRAYS = { pairPower: 0, peakLineCurrent: 0 };

/** J a vector of a digital unit that projects, priced. */
export function hashOnUnit(
  design: Design,
  workload: Workload,
  point: HashPoint,
  { schema, model }: ProjectionModel,
): number {
  const own = hashDesign(design, workload, point);
  const projection = schema.parse({ model, width: point.width, units: point.width });
  const unit: Design = { ...own.design, digital: { ...own.design.digital, projectOn: "unit", projection } };
  const { hashEnergy } = hashCosts(priceContender(lshDigital, unit, own.workload, NO_ARRAYS));
  if (hashEnergy === null)
    throw new InfeasibleError(`${model} cannot hash vectors of ${point.width} elements`);
  return hashEnergy / (2 * TOKENS);
}
