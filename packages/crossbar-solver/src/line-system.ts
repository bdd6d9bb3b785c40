import type { FrontPlan } from "./front-plan.ts";
import type { LastFront } from "./plain-fronts.ts";
import type { SymmetricSweep } from "./symmetric-sweep.ts";

/**
 * The linear system of a crossbar with both line families factored:
 *
 *   [ Aw  −C ] [w]   [sw]     Aw: one tridiagonal matrix a word line     C: cell conductances between
 *   [ −C  Ab ] [b] = [sb]     Ab: one tridiagonal matrix a bit line         nodes that are free
 *
 * and the state of a conjugate gradient on the Schur complement S = Aw − C·Ab⁻¹·C, preconditioned by Aw.
 * The recurrence runs on z = Aw⁻¹·r, in volts, and never forms r: zᵀ·Aw·z is a sum of squares, and z a
 * difference of potentials, so neither loses digits to stiff wires; and a step sweeps memory only twice.
 * `lanes` right-hand sides advance together; lane `l` of cell `k` is at `k * lanes + l`.
 */
export interface LineSystem {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  /** S, rows × columns. */
  readonly coupling: Float64Array;
  /** Inverse pivots of Aw and Ab, rows × columns; 0 holds a node at 0 V. */
  readonly wordPivot: Float64Array;
  readonly bitPivot: Float64Array;
  /** Own conductance of each word node to anything but its wire (S), rows × columns; 0 where held. */
  readonly wordExcess: Float64Array;
  /** Currents injected into the nodes (A), rows × columns × lanes. */
  readonly wordInjection: Float64Array;
  readonly bitInjection: Float64Array;
  /** The iterate w, and after `begin` or `settleBits` its b (V), rows × columns × lanes. */
  readonly word: Float64Array;
  readonly bit: Float64Array;

  setWires(word: Wire, bit: Wire): void;
  /** Turns the excess conductances (S) in a family's pivot array into inverse pivots. */
  invertChains(family: "word" | "bit"): void;
  /** b := Ab⁻¹(C·w + sb), z := Aw⁻¹(C·b + sw) − w. */
  begin(measure: LaneMeasure): void;
  /** p := z + β·p; `curvature` := pᵀ·S·p. Leaves b half swept for `descend`. */
  direct(beta: Float64Array, curvature: Float64Array): void;
  /** w += α·p, z −= α·Aw⁻¹·S·p; `energy` := zᵀ·Aw·z. */
  descend(alpha: Float64Array, energy: Float64Array): void;
  /** w += z: one more Gauss-Seidel step. */
  accept(): void;
  /** b := Ab⁻¹(C·w + sb). */
  settleBits(): void;
}

/**
 * A segment of wire in a factored line. An ideal line is the chain whose forward sweep sums the line and
 * whose backward sweep copies the potential of its last node: conductance 1, retained 0.
 */
export interface Wire {
  readonly conductance: number;
  /** 1, or 0 for an ideal line: the share of its own forward value a node keeps in the backward sweep. */
  readonly retained: 0 | 1;
}

/** One number per lane. */
export interface LaneMeasure {
  /** zᵀ·Aw·z (W). */
  readonly energy: Float64Array;
  /** max |z| and max |w| over the nodes (V). */
  readonly correctionPeak: Float64Array;
  readonly wordPeak: Float64Array;
}

export const laneMeasure = (lanes: number): LaneMeasure => ({
  energy: new Float64Array(lanes),
  correctionPeak: new Float64Array(lanes),
  wordPeak: new Float64Array(lanes),
});

/** Source of line systems. A kernel is a value: pure code receives it, `runtime` makes the fast one. */
export interface SolverKernel {
  /** Part of a result's stamp. */
  readonly name: string;
  /** Right-hand sides a batch advances together. */
  readonly batch: number;
  /** Runs `use` on a zeroed system of 1 or `batch` lanes; its arrays are void once `use` has returned. */
  withSystem<T>(rows: number, columns: number, lanes: number, use: (system: LineSystem) => T): T;
  /** Runs `use` on a zeroed matrix of so many rows; its arrays are void once `use` has returned. */
  withSweep<T>(size: number, use: (matrix: SymmetricSweep) => T): T;
  /**
   * Eliminates the nodes of a network as planned, with the conductances (S) that `fill` writes for its edges;
   * the remainder is void once `use` has returned.
   *
   * @internal Plans have no public type.
   */
  withFronts<T>(
    plan: FrontPlan,
    edges: number,
    fill: (conductance: Float64Array) => void,
    use: (last: LastFront) => T,
  ): T;
}
