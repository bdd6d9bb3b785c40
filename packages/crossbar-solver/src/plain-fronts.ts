import type { FrontPlan, WayBack } from "./front-plan.ts";

/** Remainder of a network after its plan: conductances between the nodes of the last front. */
export interface LastFront {
  /** Null for a plan without recovery of potentials. */
  readonly potentials: Potentials | null;
  /** Row i, column j > i is at `from + i · stride + j`, S. */
  readonly data: Float64Array;
  readonly from: number;
  readonly stride: number;
}

/** Potentials of the nodes that a plan recovers. */
export interface Potentials {
  /** Sets of sources that are solved together. */
  readonly lanes: number;
  /** Slot s of lane l is at s · lanes + l, V; the caller writes those of sources. */
  readonly volts: Float64Array;
  /** Sets each node to the mean of its neighbours weighted by conductance; one without neighbours to 0 V. */
  settle(): void;
}

/**
 * Runs a plan in plain TypeScript, a pivot at a time. Eliminating a node turns its star into a mesh,
 * g_ab += g_pa·g_pb / Σ g_p: without subtraction, conductances of any ratio keep their digits.
 */
export function plainFronts(plan: FrontPlan, values: Float64Array): LastFront {
  const stacks = plan.stacks.map((size) => new Float64Array(size));
  const { tape, way } = plan;
  const kept = new Float64Array(way?.kept ?? 0);
  for (let at = 0; at < tape.length; ) {
    const [code, stride, size, count, rowsTo, columnsFrom, keep, edges, parts] = tape.subarray(at, at + 9);
    at += 9;
    const data = stacks[code & 1];
    const from = code >> 1;
    data.fill(0, from, from + size * stride);
    for (let e = 0; e < edges; e++, at += 2) data[tape[at] >> 1] += values[tape[at + 1]];
    for (let part = 0; part < parts; part++) {
      at = addPart(tape, at, stacks, data, from, stride);
    }
    eliminate(data, from, stride, size, count, rowsTo, columnsFrom);
    for (let p = 0; keep >= 0 && p < count; p++)
      kept.set(data.subarray(from + p * stride, from + p * stride + size), keep + p * size);
  }
  const { place, stride } = plan.last;
  return { data: stacks[place & 1], from: place >> 1, stride, potentials: way && plainPotentials(way, kept) };
}

function plainPotentials({ tape, slots }: WayBack, kept: Float64Array): Potentials {
  const volts = new Float64Array(slots);
  const settle = (): void => {
    for (let at = 0; at < tape.length; ) {
      const [place, size, count] = tape.subarray(at, at + 3);
      const nodes = tape.subarray(at + 3, at + 3 + size);
      for (let p = count - 1; p >= 0; p--) {
        let [sum, weight] = [0, 0];
        for (let j = p + 1; j < size; j++) {
          const conductance = kept[place + p * size + j];
          sum += conductance * volts[nodes[j]];
          weight += conductance;
        }
        volts[nodes[p]] = weight > 0 ? sum / weight : 0;
      }
      at += 3 + size;
    }
  };
  return { lanes: 1, volts, settle };
}

function addPart(
  tape: Int32Array,
  at: number,
  stacks: readonly Float64Array[],
  data: Float64Array,
  from: number,
  stride: number,
): number {
  const [code, partStride, runs] = tape.subarray(at, at + 3);
  const part = stacks[code & 1];
  const places: number[] = [];
  for (let r = 0; r < runs; r++) {
    const [, length, place] = tape.subarray(at + 3 + 3 * r, at + 6 + 3 * r);
    for (let n = 0; n < length; n++) places.push(place + n);
  }
  places.forEach((p, a) => {
    for (let b = a + 1; b < places.length; b++) {
      const q = places[b];
      const to = from + Math.min(p, q) * stride + Math.max(p, q);
      data[to] += part[(code >> 1) + a * partStride + b];
    }
  });
  return at + 3 + 3 * runs;
}

function eliminate(
  data: Float64Array,
  from: number,
  stride: number,
  size: number,
  count: number,
  rowsTo: number,
  columnsFrom: number,
): void {
  for (let p = 0; p < count; p++) {
    const own = from + p * stride;
    let sum = 0;
    for (let j = p + 1; j < size; j++) sum += data[own + j];
    if (!(sum > 0)) continue;
    for (let i = p + 1; i < rowsTo; i++) {
      const share = data[own + i] / sum;
      if (share === 0) continue;
      const row = from + i * stride;
      for (let j = i < count ? i + 1 : Math.max(i + 1, columnsFrom); j < size; j++)
        data[row + j] += share * data[own + j];
    }
  }
}
