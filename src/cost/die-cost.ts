import { type Metres, type SquareMetres, squareMetres } from "#base";
import { defectYield, diesPerWafer, waferPrice } from "#technology";
import { analogNodeOf } from "../design/analog-baseline.ts";
import type { Design } from "../design/design.ts";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { CostReport } from "./cost-report.ts";

/** Largest die that one exposure of a scanner makes, m²: 26 mm × 33 mm. */
export const RETICLE = 858e-6;

/** Cost of a working chip. */
export interface DieCost {
  /** Number of dies, none larger than the reticle; arrays of another node are on separate dies. */
  readonly dies: number;
  /** Area of the largest of them, m². */
  readonly dieArea: number;
  /** Area of the largest die before it is cut to the reticle's size, m². */
  readonly uncutArea: number;
  /** US$, including the layers of arrays. */
  readonly waferPrice: number;
  readonly diesPerWafer: number;
  /** Share of dies without a defect, and of those with enough good outputs on every hash array. */
  readonly defectYield: number;
  readonly arrayYield: number;
  /** US$ of all dies: price of a wafer over its good dies. */
  readonly goodDie: number;
}

const SQUARE_CENTIMETRE = 1e-4;

/** Components placed with the arrays, on a separate die where the arrays have another node. */
const BY_ARRAYS: ReadonlySet<string> = new Set<ComponentName>([
  "array",
  "dac",
  "driver",
  "tileSwitch",
  "mux",
  "inputStage",
  "readout",
  "dynamicArray",
  "dynamicDac",
  "dynamicAdc",
]);

/** Equal dies of one node. */
interface Part {
  readonly node: Metres;
  readonly area: number;
  readonly layered: boolean;
  /** Share of these dies whose arrays have enough good outputs. */
  readonly arrays: number;
}

/**
 * Cost of the good dies of a priced design, each at its own node. A defect anywhere spoils a die; faulty bit
 * lines of the hash arrays spoil one that has too few spares, which take area. A die larger than the reticle
 * is cut into equal dies; the links between them are not priced. Null for free hardware, for a GPU, which has
 * its own node and price, where no die fits a wafer, and where none works.
 */
export function dieCost(design: Design, mapping: Mapping, { area, areas }: CostReport): DieCost | null {
  if (design.platform === "gpu" || area === 0) return null;
  const parts = partsOf(design, mapping, area, areas);
  const priced = parts.map((part) => goodDies(part, design));
  const main = priced[0];
  const goodDie = priced.reduce((sum, part) => sum + part.price, 0);
  if (!Number.isFinite(goodDie)) return null;
  return {
    dies: priced.reduce((sum, { count }) => sum + count, 0),
    dieArea: Math.max(...priced.map(({ dieArea }) => dieArea)),
    uncutArea: Math.max(...parts.map((part) => part.area)),
    waferPrice: main.waferPrice,
    diesPerWafer: main.diesPerWafer,
    defectYield: main.defectYield,
    arrayYield: mapping.placement?.chipYield ?? 1,
    goodDie,
  };
}

function partsOf(
  design: Design,
  { census, placement }: Mapping,
  area: number,
  areas: CostReport["areas"],
): Part[] {
  const layered = census.array !== undefined || census.dynamicArray !== undefined;
  const arrays = placement?.chipYield ?? 1;
  const node = design.logicNode;
  if (census.link === undefined) return [{ node, area, layered, arrays }];
  const beside = areas
    .filter(({ component }) => BY_ARRAYS.has(component))
    .reduce((sum, item) => sum + item.area, 0);
  return [
    { node, area: area - beside, layered: false, arrays: 1 },
    {
      node: census.dynamicArray === undefined ? design.hashNode : analogNodeOf(design),
      area: beside,
      layered: true,
      arrays,
    },
  ];
}

function goodDies({ node, area, layered, arrays }: Part, { wafer }: Design) {
  const count = Math.max(1, Math.ceil(area / RETICLE));
  const die: SquareMetres = squareMetres(area / count);
  const price = (wafer.price ?? waferPrice(node)) * (layered ? 1 + wafer.arrayLayers : 1);
  const dies = diesPerWafer(die, (wafer.diameter - 2 * wafer.edge) as Metres);
  const working = defectYield(die, wafer.defects / SQUARE_CENTIMETRE, wafer.clustering);
  const good = dies * working * arrays;
  return {
    count,
    dieArea: die as number,
    waferPrice: price,
    diesPerWafer: dies,
    defectYield: working,
    price: good > 0 ? (count * price) / good : Number.POSITIVE_INFINITY,
  };
}
