// Every component of a priced chip as rectangles to scale.

import type { ArraysAt } from "../../design/floorplan.ts";
import type { ComponentName } from "../../mapping/action-counts.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { AreaItem, CostReport } from "../cost-report.ts";
import { blockAreas } from "./chip.ts";
import { BLOCK_OF } from "./flows.ts";
import { type BlockName, columnsOf, type Rectangle, sliced, splitArea } from "./slicing.ts";

/** A component, or its part in one core; m. */
export interface DrawnPart extends Rectangle {
  readonly component: AreaItem["component"];
}

export interface DrawnChip {
  /** Dies from left to right, m; a second one holds arrays of another node. */
  readonly dies: readonly Rectangle[];
  readonly parts: readonly DrawnPart[];
  /** What lies in the gaps between blocks, evenly: wires' repeaters, clock buffers, white space. */
  readonly between: readonly AreaItem[];
}

/** Most cores that are drawn one by one; more of them are drawn as one. */
const MOST_CORES = 64;

/**
 * Rectangles of a priced chip. The area of a component's rectangles is that of its line in the report, and that of the
 * dies, gaps included, the report's sum. Null for what has no area, and for a GPU, whose plan is not known.
 */
export function drawnChip(
  { census, schedule }: Pick<Mapping, "census" | "schedule">,
  { area, areas }: Pick<CostReport, "area" | "areas">,
  arraysAt: ArraysAt,
): DrawnChip | null {
  if (area === 0 || census.gpu !== undefined) return null;
  const placed = areas.filter(({ component }) => component in BLOCK_OF && component !== "whiteSpace");
  const between = areas.filter((item) => item.area > 0 && !placed.includes(item));
  const lines = new Map(placed.map((item) => [item.component as ComponentName, item.area]));
  const circuits = placed.reduce((sum, item) => sum + item.area, 0);
  if (circuits === 0) return null;
  // Slots take the gaps along; circuits lie in their middles.
  const slots = blockAreas(Object.fromEntries(lines), (name) => ((lines.get(name) ?? 0) * area) / circuits);
  const cores = schedule.cores > MOST_CORES ? 1 : schedule.cores;
  const plan = sliced(slots, { cores, arraysAt });
  const shrink = Math.sqrt(circuits / area);
  const partsIn = (block: BlockName, slot: Rectangle): DrawnPart[] => {
    const own = placed.filter(({ component }) => BLOCK_OF[component as ComponentName] === block);
    return splitArea(
      own.map(({ component, area: share }) => ({ name: component, area: share })),
      shrunk(slot, shrink),
    ).map(({ name, ...rectangle }) => ({ component: name, ...rectangle }));
  };
  const parts = plan.placed.flatMap(({ block, ...slot }) => partsIn(block, slot));
  for (const region of plan.regions)
    for (const core of coresIn(region))
      for (const { block, ...slot } of plan.core) parts.push(...partsIn(block, into(slot, plan.core, core)));
  const main = { x: 0, y: 0, width: plan.side, height: plan.side };
  if (plan.secondSide === 0) return { dies: [main], parts, between };
  const second = { x: 1.08 * plan.side, y: 0, width: plan.secondSide, height: plan.secondSide };
  const away = (["arrays", "dynamicArrays"] as const).filter((block) => (slots[block] ?? 0) > 0);
  for (const { name, ...slot } of splitArea(
    away.map((block) => ({ name: block, area: slots[block] ?? 0 })),
    second,
  ))
    parts.push(...partsIn(name, slot));
  return { dies: [main, second], parts, between };
}

const shrunk = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x + ((1 - by) * width) / 2,
  y: y + ((1 - by) * height) / 2,
  width: by * width,
  height: by * height,
});

/** Equal cores in columns; a column with one core more is wider. */
function coresIn(region: Parameters<typeof columnsOf>[0]): Rectangle[] {
  const columns = columnsOf(region);
  const found: Rectangle[] = [];
  let x = region.x;
  for (let column = 0; column < columns; column++) {
    const own = Math.floor(region.count / columns) + (column < region.count % columns ? 1 : 0);
    const [width, height] = [(region.width * own) / region.count, region.height / own];
    for (let row = 0; row < own; row++) found.push({ x, y: region.y + row * height, width, height });
    x += width;
  }
  return found;
}

/** A slot of the core that was cut, in another of the same area. */
function into(slot: Rectangle, core: readonly Rectangle[], target: Rectangle): Rectangle {
  const width = Math.max(...core.map((one) => one.x + one.width));
  const height = Math.max(...core.map((one) => one.y + one.height));
  const [across, up] = [target.width / width, target.height / height];
  return {
    x: target.x + slot.x * across,
    y: target.y + slot.y * up,
    width: slot.width * across,
    height: slot.height * up,
  };
}
