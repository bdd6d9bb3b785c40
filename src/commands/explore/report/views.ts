// Data of the page's views: cells of a map, a floorplan to scale, one array cell by cell.

import { createRng, thrownText } from "#base";
import {
  type ArrayElectrics,
  arraySolver,
  type ProgrammedArray,
  readColumns,
  signalRetention,
} from "#crossbar-arrays";
import type { CellLaw } from "#memristors";
import { drawProjections } from "../../../attention/hash-code.ts";
import type { DesignResult } from "../../../comparison/comparison-design.ts";
import { contenderOf } from "../../../comparison/comparison-designs.ts";
import { loadedWorkload, priceContender } from "../../../comparison/priced-comparison.ts";
import { drawnChip } from "../../../cost/floorplan/picture.ts";
import { electricsOf } from "../../../design/electrics.ts";
import { hashCodeOf } from "../../../design/workload.ts";
import type { Kernels } from "../../../simulation/kernels.ts";
import { programArrays } from "../../../simulation/programmed-set.ts";
import type { CellPlace, Changes, LiveArray, LiveCell, LiveFloorplan, LiveView } from "./live-data.ts";
import type { Reader } from "./reader.ts";

export interface Views {
  readonly cells: (place: CellPlace) => LiveCell[];
  readonly floorplan: (changes: Changes, design: string) => LiveView<LiveFloorplan>;
  readonly array: (changes: Changes) => LiveView<LiveArray>;
}

/** Largest array solved in a page: 256 × 256 cells take some seconds. */
const MOST_CELLS = 1 << 16;

export function createViews(read: Reader, kernels: Kernels): Views {
  /** Designs of a config at another length, at its own operating point, like the curves of `compare`. */
  const priced = (changes: Changes, ids: readonly string[], length: number | null): DesignResult[] => {
    const { config, activations, pointOf } = read.all(changes);
    const { workload } = loadedWorkload(config, activations);
    const point = pointOf(config.design, workload);
    const own = length === null ? workload : { ...workload, length };
    return ids.map((id) => priceContender(contenderOf(id), config.design, own, point));
  };
  return {
    cells: ({ changes, length, designs }) => {
      try {
        return priced(changes, designs, length).map((contender): LiveCell => {
          if (!contender.feasible) return { kind: "none", reason: contender.reason };
          const { energy, area, timing } = contender.cost;
          return { kind: "priced", energy, area, latency: timing.latency };
        });
      } catch (error) {
        return designs.map(() => ({ kind: "none", reason: thrownText(error) }));
      }
    },
    floorplan: (changes, id) =>
      viewed(() => {
        const [contender] = priced(changes, [id], null);
        if (!contender.feasible) return contender.reason;
        const chip = drawnChip(contender.cost);
        if (chip === null) return "the plan of its chip is not known";
        const areas = contender.cost.areas.filter(({ area }) => area > 0);
        return {
          dies: chip.dies,
          parts: chip.parts,
          areas: areas.map(({ component, area }) => [component, area]),
          area: contender.cost.area,
        };
      }),
    array: (changes) =>
      viewed(() => {
        const { config } = read.all(changes);
        const { design, workload } = config;
        const { array: shape, memristor, driver, folding } = design.hashing;
        if (folding !== "none") return "arrays that hold folded weights are those of a model's layers";
        if (workload.headWidth > shape.rows && shape.rowSplit === "none")
          return `a head of ${workload.headWidth} does not fit ${shape.rows} word lines`;
        if (shape.rows * shape.columns > MOST_CELLS)
          return `an array of ${shape.rows} × ${shape.columns} cells is too large to be solved in a page; crosshash hash draws it`;
        const rng = createRng(config.seed).fork("hash").fork("circuit");
        const code = hashCodeOf(workload.attention, workload.length);
        const projections = drawProjections(code, workload.headWidth, rng.fork("projections"));
        const [array] = programArrays(design, projections, rng.fork("array"));
        const electrics = electricsOf(design);
        const retention = signalRetention(array, electrics, kernels.solver);
        const { geometry, driven } = array;
        const { rows, columns, tileRows, tileColumns } = geometry;
        const law = memristor.behaviour.law(array.cells);
        return {
          ...{ rows, columns, tileRows, tileColumns, driven },
          conductance: array.cells.conductance.slice(0, driven * columns),
          drop: voltageDrops(array, electrics, law, driver.behaviour.readVoltage, kernels),
          retained: retention.map.data,
          meanRetained: retention.mean,
          volts: driver.behaviour.readVoltage,
        };
      }),
  };
}

function viewed<T>(find: () => T | string): LiveView<T> {
  try {
    const found = find();
    return typeof found === "string" ? { kind: "none", reason: found } : { kind: "found", view: found };
  } catch (error) {
    // The price reports the error of an unreadable config.
    return { kind: "none", reason: thrownText(error) };
  }
}

/** Drop of each driven cell's read voltage as a share, with all driven word lines at it, driven × columns. */
function voltageDrops(
  array: ProgrammedArray,
  electrics: ArrayElectrics,
  law: CellLaw,
  volts: number,
  { solver }: Kernels,
): Float64Array {
  const { driven, geometry } = array;
  const { columns } = geometry;
  const { tiles } = arraySolver(array, electrics, law, solver)(new Float64Array(driven).fill(volts));
  const isRead = readColumns(array);
  const drops = new Float64Array(driven * columns).fill(Number.NaN);
  for (const { region, solution } of tiles)
    for (let i = 0; i < region.rows && region.top + i < driven; i++)
      for (let j = 0; j < region.columns; j++) {
        if (isRead[region.left + j] === 0) continue;
        const k = i * region.columns + j;
        const across = solution.word[k] - solution.bit[k];
        drops[(region.top + i) * columns + region.left + j] = 1 - across / volts;
      }
  return drops;
}
