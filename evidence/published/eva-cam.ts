// Content-addressable memories by Eva-CAM, run by us; test/long/eva-cam.test.ts builds and runs it again.

import type { Fact } from "./fact.ts";
import type { PriceOf } from "./pricing.ts";

/** One array as Eva-CAM has it: its own cell file or ours of the same form, rows, bits of a row, node (nm). */
export interface EvaCamRun {
  readonly cell: "2FeFET" | "2T2R";
  readonly keys: number;
  readonly bits: number;
  readonly nm: number;
  /** Whole array, µm². */
  readonly area: number;
  /** All rows searched: the sum of its breakdown, pJ. */
  readonly energy: number;
  /** ns. */
  readonly time: number;
}

/** Its example, then more rows and longer ones; and two transistors with two resistors in the cell of [li-2014], 50.6 F². */
export const EVA_CAM_RUNS: readonly EvaCamRun[] = [
  { cell: "2FeFET", keys: 64, bits: 64, nm: 45, area: 3217.102, energy: 0.73, time: 0.379913 },
  { cell: "2FeFET", keys: 512, bits: 64, nm: 45, area: 23551.435, energy: 5.881, time: 0.688271 },
  { cell: "2FeFET", keys: 64, bits: 256, nm: 45, area: 12011.653, energy: 1.234, time: 1.2 },
  { cell: "2T2R", keys: 64, bits: 64, nm: 65, area: 2178.388, energy: 1.027, time: 0.316939 },
  { cell: "2T2R", keys: 64, bits: 128, nm: 65, area: 3983.066, energy: 1.04, time: 0.352964 },
];

const MODELS = { "2FeFET": "cam-fefet", "2T2R": "cam-2t2r" } as const;

/** Area (µm²), energy of a search of all rows (pJ) and time (ns) by our model of the same array. */
export function ourArray(
  price: PriceOf,
  { cell, keys, bits, nm }: Pick<EvaCamRun, "cell" | "keys" | "bits" | "nm">,
): Pick<EvaCamRun, "area" | "energy" | "time"> {
  const { area, actions } = price("search", MODELS[cell], { keys, bits, macros: 1 }, nm);
  return {
    area: area * 1e12,
    energy: actions.search.energy * keys * 1e12,
    time: actions.search.latency * 1e9,
  };
}

export const EVA_CAM_TOPIC = "content-addressable memories by Eva-CAM";

/** Area, energy and time of every array. */
export const evaCamFacts = (price: PriceOf): Fact[] =>
  EVA_CAM_RUNS.flatMap((run) => {
    const ours = ourArray(price, run);
    const fact = (of: "area" | "energy" | "time", unit: string, note: string): Fact => ({
      topic: EVA_CAM_TOPIC,
      quantity: `${run.cell}, ${run.keys} × ${run.bits}, ${run.nm} nm, ${of}, by search ${MODELS[run.cell]}`,
      unit,
      published: run[of],
      ours: ours[of],
      tolerance: 1,
      source: "eva-cam-run-2026",
      evidence: "independent prediction",
      note,
    });
    return [
      fact("area", "µm²", "cells, decoders, drivers and amplifiers of one array"),
      fact("energy", "pJ a search", "of all rows"),
      fact("time", "ns", "a search"),
    ];
  });
