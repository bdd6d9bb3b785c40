import { type Metres, nanometres, type Seconds, seconds } from "#base";
import { normalMemristor } from "#memristors";
import { hashTime } from "../cost/latency.ts";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { isTwinOf, type OperatingPoint } from "../mapping/action-counts.ts";
import type { ProjectionModel } from "../peripherals/projection/projection.ts";
import {
  adderTreeProjection,
  denseInt8Projection,
  fastHadamardProjection,
} from "../peripherals/projection/projection.ts";
import type { ComparisonDesign, DesignResult } from "./comparison-design.ts";
import { lshDigital } from "./designs/lsh-digital.ts";
import { lshMemristor } from "./designs/lsh-memristor.ts";
import { priceContender } from "./priced-comparison.ts";

/** One way to hash, at one node of logic and arrays. */
export interface HashRival {
  readonly name: string;
  readonly logicNode: Metres;
  /** Energy of hashing over the whole workload, J; null where it is infeasible. */
  readonly hashEnergy: number | null;
  /** Energy of moving vectors to the hash and ids away from it, J: the same for all rivals here. */
  readonly moveEnergy: number | null;
  /** Time of the hash stage of one head, s. */
  readonly hashTime: number | null;
  /** Area of the components that only hash, m². */
  readonly hashArea: number | null;
  /** Energy of the whole design, J. */
  readonly energy: number | null;
}

interface Rival {
  readonly name: string;
  readonly contender: ComparisonDesign;
  readonly design: (design: Design) => Design;
}

/** The second node: digital rivals are at their best there, within the scaling laws. */
const OTHER_NODE = nanometres(7);
const USUAL_NODE = nanometres(28);

/** Arrays of other devices, with the spread of the published one. */
const arraysOf =
  (mean: string, readTime: Seconds) =>
  (design: Design): Design => ({
    ...design,
    hashing: {
      ...design.hashing,
      memristor: normalMemristor.schema.parse({
        model: "normal",
        mean,
        off: "0.1 µS",
      }) as Design["hashing"]["memristor"],
      readTime,
    },
  });

/** A projection unit for vectors of `width` that gives `units` projections a cycle. */
const unit =
  ({ schema, model }: ProjectionModel, width: number, units: number) =>
  (design: Design): Design => {
    const projection = schema.parse({ model, width: Math.max(2, width), units: Math.max(2, units) });
    return { ...design, digital: { ...design.digital, projectOn: "unit", projection } };
  };

const onMacs = (design: Design): Design => ({
  ...design,
  digital: { ...design.digital, projectOn: "mac" },
});

const rivals = (width: number): readonly Rival[] => [
  { name: "the design's arrays", contender: lshMemristor, design: (design) => design },
  {
    name: "arrays of 61.7 µS, read for 10 ns",
    contender: lshMemristor,
    design: arraysOf("61.7 µS", seconds(10e-9)),
  },
  {
    name: "arrays of 10 µS, read for 2 ns",
    contender: lshMemristor,
    design: arraysOf("10 µS", seconds(2e-9)),
  },
  {
    name: "digital fast Hadamard transform",
    contender: lshDigital,
    design: unit(fastHadamardProjection, width, width),
  },
  { name: "digital adder tree", contender: lshDigital, design: unit(adderTreeProjection, width, width) },
  { name: "adders of the MAC array", contender: lshDigital, design: onMacs },
  {
    name: "dense int8 products",
    contender: lshDigital,
    design: unit(denseInt8Projection, width, width * width),
  },
];

/** Every rival at each of two nodes; arrays on the logic's die change node with it. */
const rivalDesigns = (design: Design, workload: Workload) =>
  rivals(workload.headWidth).flatMap(({ name, contender, design: change }) =>
    [design.logicNode, design.logicNode === OTHER_NODE ? USUAL_NODE : OTHER_NODE].map((logicNode) => {
      const hashNode = design.hashNode === design.logicNode ? logicNode : design.hashNode;
      return { name, contender, logicNode, changed: change({ ...design, logicNode, hashNode }) };
    }),
  );

/** The designs whose operating points `hashRivals` requests. */
export const designsOfRivals = (design: Design, workload: Workload): Design[] =>
  rivalDesigns(design, workload).map(({ changed }) => changed);

/**
 * Prices the hash on arrays as published [cai-crossbar-2023], on arrays of small conductances read fast, and
 * on every digital rival, at two nodes. All else is the design. `solve` gives a design's operating point.
 */
export const hashRivals = (
  design: Design,
  workload: Workload,
  solve: (design: Design) => OperatingPoint,
): HashRival[] =>
  rivalDesigns(design, workload).map(({ name, contender, logicNode, changed }) => ({
    name,
    logicNode,
    ...hashCosts(priceContender(contender, changed, workload, solve(changed))),
  }));

/** Components that only hash. */
const HASHING: readonly string[] = [
  "array",
  "dac",
  "driver",
  "tileSwitch",
  "mux",
  "inputStage",
  "readout",
  "link",
  "projection",
];

const MOVING: readonly string[] = ["buffer", "memory"];

/** Energy, time and area of a priced design's hash, and its total energy; nulls where it has no price. */
export function hashCosts(contender: DesignResult): Omit<HashRival, "name" | "logicNode"> {
  if (!contender.feasible)
    return { hashEnergy: null, moveEnergy: null, hashTime: null, hashArea: null, energy: null };
  const { breakdown, areas, energy } = contender.cost;
  const hashing = breakdown.filter(({ operation }) => isTwinOf(operation, "hash"));
  const sum = (items: typeof hashing): number => items.reduce((total, item) => total + item.energy, 0);
  return {
    hashEnergy: sum(hashing.filter(({ component }) => !MOVING.includes(component))),
    moveEnergy: sum(hashing.filter(({ component }) => MOVING.includes(component))),
    hashTime: hashTime(contender.cost.timing),
    hashArea: areas
      .filter(({ component }) => HASHING.includes(component))
      .reduce((sum, item) => sum + item.area, 0),
    energy,
  };
}
