import { nanometres, type ScalingClass } from "#base";
import { scalingFactor } from "#technology";
import { type Fact, REMEMBERED } from "./fact.ts";

/** A published quotient of one circuit at two nodes, or of circuits that do the same. */
export interface PublishedPoint {
  readonly scaling: ScalingClass;
  readonly term: "energy" | "area";
  readonly what: string;
  /** nm */
  readonly node: number;
  /** nm of the circuit that it is put over. */
  readonly from: number;
  readonly quotient: number;
  /** Over 45 nm: the quotient, carried from `from` by our law. */
  readonly factor: number;
  readonly source: string;
}

const point = (
  scaling: ScalingClass,
  term: "energy" | "area",
  what: string,
  [from, node]: readonly [from: number, node: number],
  quotient: number,
  source: string,
): PublishedPoint => ({
  scaling,
  term,
  what,
  node,
  from,
  quotient,
  factor: quotient * scalingFactor(scaling, term, nanometres(45), nanometres(from)),
  source,
});

/**
 * Published points of the classes. Horowitz's int8 multiplication and int32 addition are 0.3 pJ at 45 nm; the table of
 * 7 nm beside it and bit cells are remembered.
 */
export const PUBLISHED_POINTS: readonly PublishedPoint[] = [
  point("logic", "energy", "NeuroSim's adders", [32, 65], 4.2, "neurosim-v14"),
  point("logic", "energy", "NeuroSim's adders", [32, 22], 0.53, "neurosim-v14"),
  point(
    "logic",
    "energy",
    "ITA's multiply-accumulate over Horowitz's",
    [45, 22],
    2 / 16.9 / 0.3,
    "islamoglu-2023",
  ),
  point(
    "logic",
    "energy",
    "TPUv4i's multiply-accumulate over Horowitz's",
    [45, 7],
    0.084 / 0.3,
    "accelforge-2026",
  ),
  point("logic", "energy", "int8 addition", [45, 7], 0.007 / 0.03, REMEMBERED),
  point("logic", "energy", "int8 multiplication", [45, 7], 0.07 / 0.2, REMEMBERED),
  point("logic", "energy", "int32 addition", [45, 7], 0.03 / 0.1, REMEMBERED),
  point("logic", "energy", "fp32 addition", [45, 7], 0.38 / 0.9, REMEMBERED),
  point("logic", "area", "NeuroSim's adders", [32, 65], 4.1, "neurosim-v14"),
  point("logic", "area", "NeuroSim's adders", [32, 22], 0.47, "neurosim-v14"),
  point("sram", "energy", "8 KiB", [45, 7], 7.5 / 10, REMEMBERED),
  point("sram", "energy", "32 KiB", [45, 7], 8.5 / 20, REMEMBERED),
  point("sram", "energy", "1 MiB", [45, 7], 14 / 100, REMEMBERED),
  point("sram", "area", "6T cell", [28, 16], 0.07 / 0.127, REMEMBERED),
  point("sram", "area", "6T cell", [28, 7], 0.027 / 0.127, REMEMBERED),
  point("charge", "energy", "square of NeuroSim's supply", [32, 65], (1.1 / 0.9) ** 2, "neurosim-v14"),
  point("charge", "energy", "square of NeuroSim's supply", [32, 22], (0.85 / 0.9) ** 2, "neurosim-v14"),
  point(
    "analog",
    "energy",
    "NeuroSim's SAR of 8 bits at equal time",
    [32, 7],
    (0.1061 * 8 + 0.8847) / (1.1294 * 8 + 8.8998),
    "neurosim-v14",
  ),
  point(
    "analog",
    "energy",
    "NeuroSim's SAR of 8 bits at equal time",
    [32, 65],
    (3.7506 * 8 + 25.844) / (1.1294 * 8 + 8.8998),
    "neurosim-v14",
  ),
];

/** Those of the points that no other topic has: each class's law beside them, within a factor of two or not. */
export const scalingPointFacts = (): Fact[] =>
  PUBLISHED_POINTS.filter(({ what }) => !what.startsWith("NeuroSim's adders")).map(
    ({ scaling, term, what, node, from, quotient, source }): Fact => ({
      topic: "scaling laws",
      quantity: `${scaling}, ${from} → ${node} nm, ${term}: ${what}`,
      unit: "×",
      published: quotient,
      ours: scalingFactor(scaling, term, nanometres(from), nanometres(node)),
      tolerance: 1,
      source,
      evidence: "independent prediction",
      note: "",
    }),
  );
