// How data move: the roofline, the loops of each plan, the traffic by buffer size, and buffers over time.

import { capacityChart, capacityMessage, occupancyChart, occupancyMessage } from "../../../charts/buffers.ts";
import { heightOfLoops, loopsChart, loopsMessage, placeCells } from "../../../charts/loops.ts";
import { rooflineChart, rooflineMessage } from "../../../charts/roofline.ts";
import { titleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, contenderOf, SUBJECT } from "../../../comparison/comparison-designs.ts";
import type { CapacityCurve } from "../../../comparison/curves.ts";
import { isMemoryBound, roofAt } from "../../../comparison/roofline.ts";
import { outward, STORED_KEYS } from "../../../report/outward.ts";
import { type Block, figure, folded, paragraph, table } from "../../../report/report.ts";
import { drawing } from "../../../report/sinks/pictures.ts";
import { binarySize, digits, engineering, percent } from "../../../text/format.ts";
import type { Comparison } from "../run/compare.ts";

type Moved = Pick<Comparison, "movement" | "capacities">;

/** Designs whose loops and buffers a reader compares first. */
const FIRST: readonly string[] = [BASELINE.id, SUBJECT.id];

/** Pictures with their numbers: those of the first designs, and the loops and buffers of the others. */
export function movementBlocks({ movement, capacities }: Moved): {
  readonly first: Block[];
  readonly others: Block[];
} {
  const ids = Object.keys(movement.places);
  const later = ids.filter((id) => !FIRST.includes(id));
  const of = (own: readonly string[], blocks: (id: string) => Block[]): Block[] => own.flatMap(blocks);
  const loops = (id: string): Block[] => loopBlocks(id, movement);
  const buffer = (id: string): Block[] => occupancyBlocks(id, movement);
  const early = FIRST.filter((id) => ids.includes(id));
  return {
    first: [
      ...rooflineBlocks(movement),
      ...of(early, loops),
      ...(capacities === null ? [] : capacityBlocks(capacities)),
      ...of(early, buffer),
      ...(early.length === 0 ? [] : [paragraph(STEPS_NOTE)]),
    ],
    others: of(later, (id) => [...loops(id), ...buffer(id)]),
  };
}

const STEPS_NOTE =
  "Buffers over time: the schedule that `trace.json` has. A plan reserves a share for each kind of data; it counts from the first " +
  "to the last stage that uses it, as the model knows nothing finer within a stage.";

function rooflineBlocks({ rooflines }: Comparison["movement"]): Block[] {
  const points = Object.entries(rooflines).map(([id, roofline]) => {
    const record = contenderOf(id);
    return { name: titleOf(record), short: record.letter, roofline, colour: record.style.colour };
  });
  if (points.length === 0) return [];
  const what = "designs on digital units";
  return [
    figure(drawing("roofline", rooflineMessage(points, what), rooflineChart(points, what), 480)),
    folded(
      "Numbers of the roofline",
      table({
        head: [
          "roofline",
          "operations",
          "traffic",
          "operations a byte",
          "rate",
          "roof there",
          "of it",
          "limit",
        ],
        rows: points.map(({ name, roofline }) => {
          const roof = roofAt(roofline, roofline.intensity);
          return [
            name,
            engineering(roofline.operations, "op"),
            engineering(roofline.bytes, "B"),
            digits(roofline.intensity),
            engineering(roofline.rate, "op/s"),
            engineering(roof, "op/s"),
            percent(roofline.rate / roof),
            isMemoryBound(roofline) ? "memory" : "MAC units",
          ];
        }),
        words: [0, 7],
      }),
    ),
  ];
}

function loopBlocks(id: string, { places }: Comparison["movement"]): Block[] {
  const record = contenderOf(id);
  const own = places[id];
  return [
    figure(drawing(`loops-${id}`, loopsMessage(record, own), loopsChart(record, own), heightOfLoops(own))),
    folded(
      `Numbers of the loops of ${record.letter}`,
      table({
        head: [
          `data of ${record.letter}`,
          "kept by the loop over",
          "share",
          "bytes",
          "from, to memory",
          "read",
        ],
        rows: own.data.map((place) => [place.name, own.loops[place.loop].name, ...placeCells(place)]),
        words: [0, 1],
      }),
    ),
  ];
}

function capacityBlocks(curve: CapacityCurve): Block[] {
  const [{ designs }] = curve.points;
  const gaps = designs.flatMap(({ id }) => {
    const none = curve.points.flatMap(({ capacity, designs: all }) => {
      const reason = all.find((own) => own.id === id)?.reason ?? null;
      return reason === null ? [] : [{ capacity, reason }];
    });
    if (none.length === 0) return [];
    return [
      `${contenderOf(id).letter} has no price at ${none.map(({ capacity }) => binarySize(capacity)).join(", ")}: ${none[0].reason}.`,
    ];
  });
  return [
    figure(drawing("buffer-size", capacityMessage(curve), capacityChart(curve), 440)),
    ...(gaps.length === 0 ? [] : [paragraph(...gaps)]),
    folded(
      "Numbers of the traffic by buffer size",
      table({
        head: ["buffer", ...designs.map(({ id }) => titleOf(contenderOf(id)))],
        rows: curve.points.map(({ capacity, designs: all }) => [
          `${binarySize(capacity)}${capacity === curve.own ? " (config)" : ""}`,
          ...all.map(({ bytes }) => (bytes === null ? "–" : engineering(bytes, "B"))),
        ]),
      }),
    ),
  ];
}

function occupancyBlocks(id: string, { occupancies }: Comparison["movement"]): Block[] {
  const own = occupancies[id];
  if (own === undefined) return [];
  const record = contenderOf(id);
  const names = [...new Set(own.steps.flatMap(({ kept }) => Object.keys(kept)))];
  return [
    figure(drawing(`buffer-${id}`, occupancyMessage(record, own), occupancyChart(record, own), 340)),
    folded(
      `Numbers of the buffer of ${record.letter} over time`,
      table({
        head: [`${record.letter} from`, ...names],
        rows: own.steps.map(({ at, kept }) => [
          engineering(at, "s"),
          ...names.map((name) => engineering(kept[name as keyof typeof kept] ?? 0, "B")),
        ]),
      }),
    ),
  ];
}

/** The numbers of the pictures: a design's own under its id, SI with the unit in the key. */
export function movementJson({ movement, capacities }: Moved): Record<string, unknown> {
  const listed = (own: Readonly<Record<string, object>>, keys: Record<string, string>) =>
    Object.entries(own).map(([id, values]) => ({ [STORED_KEYS.contender]: id, ...outward(values, keys) }));
  return {
    rooflines: listed(movement.rooflines, {
      bytes: "traffic_B",
      peak: "peak_per_s",
      bandwidth: "bandwidth_B_per_s",
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
