// Every component of a priced chip as rectangles to scale, in the places that its price assumes.

import type { ComponentName } from "../../mapping/action-counts.ts";
import type { AreaItem, CostReport } from "../cost-report.ts";
import { type BlockName, CORE_BLOCKS, type CoreBlock, type Die, type Rectangle } from "./die.ts";
import { areaSums, arrangementsOf, splitArea } from "./distances.ts";
import { BLOCK_OF } from "./flows.ts";
import type { ArrangedDie } from "./lay-out.ts";

/** A component, or its part in one core; m. */
export interface DrawnPart extends Rectangle {
  readonly component: AreaItem["component"];
}

export interface DrawnChip {
  /** Dies from left to right, m; a second one holds arrays of another node. */
  readonly dies: readonly Rectangle[];
  readonly parts: readonly DrawnPart[];
  /** What lies within and between the blocks: wires' repeaters, clock buffers, sequencers, white space. */
  readonly between: readonly AreaItem[];
}

/** Most cores that are drawn one by one; more of them are drawn as one. */
const MOST_CORES = 64;

/** A rectangle of the floorplan that holds the components of a block, or of its part in one core. */
interface Slot extends Rectangle {
  readonly block: BlockName;
}

/**
 * Returns the rectangles of a priced chip, in the places its wires were priced with; null without area. A
 * component's rectangles have the area of its line in the report, and the dies, gaps included, the report's
 * sum: all lengths are scaled up alike to make room for the wires' repeaters.
 */
export function drawnChip({
  area,
  areas,
  floorplan,
}: Pick<CostReport, "area" | "areas" | "floorplan">): DrawnChip | null {
  if (area === 0 || floorplan === null) return null;
  const { die } = floorplan;
  const placed = areas.filter(({ component }) => component in BLOCK_OF && component !== "whiteSpace");
  const between = areas.filter((item) => item.area > 0 && !placed.includes(item));
  const slots = slotsOf(floorplan);
  const ground = slots.reduce((sum, { width, height }) => sum + width * height, 0);
  if (ground === 0) return null;
  const scale = Math.sqrt(area / ground);
  const parts = blocksOf(slots).flatMap(([block, own]) => {
    const lines = placed.filter(({ component }) => BLOCK_OF[component as ComponentName] === block);
    const circuits = lines.reduce((sum, line) => sum + line.area, 0);
    const room = own.reduce((sum, { width, height }) => sum + width * height, 0) * scale ** 2;
    return own.flatMap((slot) =>
      splitArea(
        lines.map(({ component, area: share }) => ({ name: component, area: share })),
        shrunk(scaled(slot, scale), Math.sqrt(circuits / room)),
      ).map(({ name, ...rectangle }): DrawnPart => ({ component: name, ...rectangle })),
    );
  });
  const main = { x: 0, y: 0, width: die.width + 2 * die.ring, height: die.height + 2 * die.ring };
  const dies = [main, ...(die.secondSide > 0 ? [secondDie(die)] : [])];
  return { dies: dies.map((one) => scaled(one, scale)), parts, between };
}

const secondDie = ({ width, ring, secondSide }: Die): Rectangle => ({
  x: 1.08 * (width + 2 * ring),
  y: 0,
  width: secondSide,
  height: secondSide,
});

function blocksOf(slots: readonly Slot[]): [BlockName, Slot[]][] {
  const found = new Map<BlockName, Slot[]>();
  for (const slot of slots) found.set(slot.block, [...(found.get(slot.block) ?? []), slot]);
  return [...found];
}

/** All blocks that take area, measured from the corner of the ring. */
function slotsOf({ die, arrangement }: ArrangedDie): Slot[] {
  const { ring, width, height } = die;
  const inside = (one: Rectangle): Rectangle => ({ ...one, x: one.x + ring, y: one.y + ring });
  const [wide, high] = [width + 2 * ring, height + 2 * ring];
  const pads = [
    { x: 0, y: 0, width: wide, height: ring },
    { x: 0, y: high - ring, width: wide, height: ring },
    { x: 0, y: ring, width: ring, height },
    { x: wide - ring, y: ring, width: ring, height },
  ];
  const second = secondDie(die);
  return [
    ...(ring > 0 ? pads.map((one) => ({ block: "pads" as const, ...one })) : []),
    ...coreSlots(die, arrangement).map((slot) => ({ ...slot, ...inside(slot) })),
    ...die.shared.flatMap(({ block, rectangles }) => rectangles.map((one) => ({ block, ...inside(one) }))),
    ...splitArea(
      die.apart.map(({ block, area }) => ({ name: block, area })),
      second,
    ).map(({ name, ...one }) => ({ block: name, ...one })),
  ];
}

/** Blocks of every core. */
function coreSlots(die: Die, arrangement: number): Slot[] {
  const blocks = CORE_BLOCKS.filter((block) => (die.own[block] ?? 0) > 0);
  const sums = areaSums(blocks.map((block) => die.own[block] ?? 0));
  const cut = arrangementsOf(blocks.length)[arrangement];
  return coresIn(die).flatMap((cell) => {
    const own = (cell.width * die.core.width) / (die.core.width + die.strip || 1);
    const rectangles = blocks.length === 0 ? [] : cut.rectangles(sums, { ...cell, width: own });
    const slots = rectangles.map((one, n): Slot => ({ block: blocks[n] as CoreBlock, ...one }));
    if (die.strip === 0) return slots;
    return [...slots, { ...cell, block: "projection", x: cell.x + own, width: cell.width - own }];
  });
}

/** Equal cores in columns; a column with one core more is wider. Above MOST_CORES, they are drawn as one. */
function coresIn({ region, cores, columns }: Die): Rectangle[] {
  if (region.width * region.height === 0) return [];
  if (cores > MOST_CORES) return [region];
  const found: Rectangle[] = [];
  let x = region.x;
  for (let column = 0; column < columns; column++) {
    const own = Math.floor(cores / columns) + (column < cores % columns ? 1 : 0);
    const [width, height] = [(region.width * own) / cores, region.height / own];
    for (let row = 0; row < own; row++) found.push({ x, y: region.y + row * height, width, height });
    x += width;
  }
  return found;
}

const scaled = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: by * x,
  y: by * y,
  width: by * width,
  height: by * height,
});

const shrunk = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x + ((1 - by) * width) / 2,
  y: y + ((1 - by) * height) / 2,
  width: by * width,
  height: by * height,
});
