// How data move: the roofline, the loops of each plan, the traffic by buffer size, and buffers over time.

import { binarySize, digits, engineering, percent } from "#base";
import { type Block, drawing, figure, folded, paragraph, table } from "#reports";
import { capacityChart, capacityMessage, occupancyChart, occupancyMessage } from "../../../charts/buffers.ts";
import { heightOfLoops, loopsChart, loopsMessage, PLACE_HEADS, placeCells } from "../../../charts/loops.ts";
import { withLeftOut } from "../../../charts/messages.ts";
import { INTENSITY, type RooflinePoint, rooflineChart, rooflineMessage } from "../../../charts/roofline.ts";
import { titleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import type { CapacityCurve } from "../../../comparison/curves.ts";
import type { Occupancy } from "../../../comparison/data-movement.ts";
import { isMemoryBound, roofAt } from "../../../comparison/roofline.ts";
import type { DataName, DataPlaces } from "../../../mapping/flows/data-places.ts";
import { outward, STORED_KEYS } from "../../../report/outward.ts";
import type { Comparison } from "../run/comparison.ts";

type Moved = Pick<Comparison, "movement" | "capacities" | "contenders">;

/** Designs whose loops and buffers a reader compares first. */
const FIRST: readonly string[] = [BASELINE.id, SUBJECT.id];

/** Pictures of the designs that a reader compares first with all their numbers, and those of the others. */
export function movementBlocks({ movement, capacities, contenders }: Moved): {
  readonly first: Block[];
  readonly others: Block[];
} {
  const { rooflines, places, occupancies } = movement;
  const points = Object.entries(rooflines).map(([id, roofline]): RooflinePoint => {
    const record = contenderOf(id);
    return { name: titleOf(record), short: record.letter, roofline, colour: record.style.colour };
  });
  const loops = (id: string): Block => {
    const [record, own] = [contenderOf(id), places[id]];
    return figure(
      drawing(`loops-${id}`, loopsMessage(record, own), loopsChart(record, own), heightOfLoops(record, own)),
    );
  };
  const buffer = (id: string): Block => {
    const [record, own] = [contenderOf(id), occupancies[id]];
    return figure(drawing(`buffer-${id}`, occupancyMessage(record, own), occupancyChart(record, own), 320));
  };
  const [early, late] = [true, false].map((is) =>
    [places, occupancies].map((own) => Object.keys(own).filter((id) => FIRST.includes(id) === is)),
  );
  const what = "designs on digital units";
  const roofed = Object.keys(rooflines).map(contenderOf);
  const axis = withLeftOut(INTENSITY, contenders, roofed, "their products are on no MAC arrays");
  const chart = () => rooflineChart(points, what, axis);
  const tables = [
    ...(points.length === 0 ? [] : [rooflineTable(points)]),
    ...Object.entries(places).map(([id, own]) => loopTable(contenderOf(id).letter, own)),
    ...(capacities === null ? [] : [capacityTable(capacities)]),
    ...Object.entries(occupancies).map(([id, own]) => occupancyTable(contenderOf(id).letter, own)),
  ];
  return {
    first: [
      ...(points.length === 0
        ? []
        : [figure(drawing("roofline", rooflineMessage(points, what), chart(), 460))]),
      ...early[0].map(loops),
      ...(capacities === null
        ? []
        : [
            figure(
              drawing("buffer-size", capacityMessage(capacities), capacityChart(capacities, contenders), 420),
            ),
            ...gapBlocks(capacities),
          ]),
      ...early[1].map(buffer),
      paragraph(
        ...(Object.keys(places).length === 0 ? [NO_PLAN_NOTE] : [LOOPS_NOTE]),
        ...(early[1].length === 0 ? [] : [STEPS_NOTE]),
      ),
      ...(tables.length === 0 ? [] : [folded("Numbers of these pictures", ...tables)]),
    ],
    others: [...late[0].map(loops), ...late[1].map(buffer)],
  };
}

const NO_PLAN_NOTE =
  "No design has one plan whose loops could be drawn: the two passes of a training step have different ones.";

const LOOPS_NOTE =
  "Loops and buffers: of A and C here, of the other designs with MAC arrays in the last tab. A box is a loop, and repeats what is in it as often as it says; " +
  "a line is data that the buffer keeps while that loop runs: how much of them, what moves between memory and buffer, and how often units read each of their bytes.";

const STEPS_NOTE =
  "Buffers over time follow the schedule of trace.json. A plan reserves a share for each kind of data; it counts from " +
  "the first to the last stage that uses it, as the model knows nothing finer within a stage.";

const rooflineTable = (points: readonly RooflinePoint[]): Block =>
  table({
    head: ["roofline", "operations", "traffic", "operations a byte", "rate", "roof there", "of it", "limit"],
    rows: points.map(({ name, roofline }) => {
      const { operations, bytes, intensity, rate } = roofline;
      const roof = roofAt(roofline, intensity);
      return [
        name,
        engineering(operations, "op"),
        engineering(bytes, "B"),
        digits(intensity),
        ...[rate, roof].map((own) => engineering(own, "op/s")),
        percent(rate / roof),
        isMemoryBound(roofline) ? "memory" : "MAC units",
      ];
    }),
    words: [0, 7],
  });

const loopTable = (letter: string, { data, loops }: DataPlaces): Block =>
  table({
    head: [`data of ${letter}`, "kept by the loop over", ...PLACE_HEADS],
    rows: data.map((place) => [place.name, loops[place.loop].name, ...placeCells(place)]),
    words: [0, 1],
  });

const capacityTable = ({ own, points }: CapacityCurve): Block =>
  table({
    head: ["traffic with a buffer of", ...points[0].designs.map(({ id }) => titleOf(contenderOf(id)))],
    rows: points.map(({ capacity, designs }) => [
      `${binarySize(capacity)}${capacity === own ? " (config)" : ""}`,
      ...designs.map(({ bytes }) => (bytes === null ? "–" : engineering(bytes, "B"))),
    ]),
  });

const occupancyTable = (letter: string, { steps }: Occupancy): Block => {
  const names = [...new Set(steps.flatMap(({ kept }) => Object.keys(kept) as DataName[]))];
  return table({
    head: [`buffer of ${letter} from`, ...names],
    rows: steps.map(({ at, kept }) => [
      engineering(at, "s"),
      ...names.map((name) => binarySize(kept[name] ?? 0)),
    ]),
  });
};

/** Why curves have gaps, a sentence a design. */
function gapBlocks({ points }: CapacityCurve): Block[] {
  const sentences = points[0].designs.flatMap(({ id }, n) => {
    const none = points.filter(({ designs }) => designs[n].bytes === null);
    return none.length === 0
      ? []
      : `${contenderOf(id).letter} has no price at ${none.map(({ capacity }) => binarySize(capacity)).join(", ")}: ${none[0].designs[n].reason}.`;
  });
  return sentences.length === 0 ? [] : [paragraph(...sentences)];
}

/** The numbers of the pictures: a design's own under its id, SI with the unit in the key. */
export function movementJson({ movement, capacities }: Omit<Moved, "contenders">): Record<string, unknown> {
  const listed = (own: Readonly<Record<string, object>>, keys: Record<string, string>) =>
    Object.entries(own).map(([id, values]) => ({ [STORED_KEYS.contender]: id, ...outward(values, keys) }));
  return {
    rooflines: listed(movement.rooflines, {
      bytes: "traffic_B",
      peak: "peak_per_s",
      bandwidth: "memory_B_per_s",
      intensity: "operations_per_B",
    }),
    dataPlaces: listed(movement.places, { kept: "kept_B", moved: "traffic_B" }),
    bufferSizes: outward(capacities, {
      own: "config_B",
      capacity: "capacity_B",
      settled: "settled_B",
      bytes: "traffic_B",
    }),
    occupancy: listed(movement.occupancies, { capacity: "capacity_B", at: "at_s", kept: "kept_B" }),
  };
}
