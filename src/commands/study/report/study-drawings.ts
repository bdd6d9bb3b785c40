import { createRng, intervalOf } from "#base";
import { nonDominated, type Objective } from "#pareto";
import { type Drawing, drawing } from "#reports";
import { type ExplorerData, pointNames } from "#table-explorer";
import { heightOfBars, partsOf, type Stacked, stackedBars } from "../../../charts/bars.ts";
import { comparisonDrawings } from "../../../charts/comparison-drawings.ts";
import { ganttChart, MOST_HEADS } from "../../../charts/gantt.ts";
import { type ParetoAxis, paretoChart } from "../../../charts/pareto.ts";
import { type RooflinePoint, rooflineChart, rooflineMessage } from "../../../charts/roofline.ts";
import { type FeasibleResult, feasibleOf, titleOf } from "../../../comparison/comparison-design.ts";
import { BASELINE, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { metricsAt, PRICED_DESIGNS, pricedComparison } from "../../../comparison/cost-sensitivity.ts";
import { pricedLengths } from "../../../comparison/curves.ts";
import { energy } from "../../../comparison/metrics/prices.ts";
import { priceContender } from "../../../comparison/priced-comparison.ts";
import { rooflineOf } from "../../../comparison/roofline.ts";
import { type StageSpan, simulateSchedule } from "../../../cost/events.ts";
import { layOut } from "../../../cost/floorplan/lay-out.ts";
import { stageDemands, timing } from "../../../cost/latency.ts";
import { priceList } from "../../../cost/price-list.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { measureCircuit } from "../../../simulation/hash-circuit.ts";
import { measureHash } from "../../../simulation/hash-quality.ts";
import { columnTitle } from "../../../text/quantity.ts";
import { collisionChart, conductanceChart, irDropChart } from "../../hash/report/charts.ts";
import { constantSwings } from "../../shared/swings.ts";
import { tornadoChart, tornadoSentence } from "../../shared/tornado.ts";
import type { PointComparison, RebuiltPoint } from "../run/point-comparison.ts";

/** Charts of one design: comparison over length and by component, roofline, schedule, constants. */
export function pointDrawings(comparison: PointComparison): Drawing[] {
  const { design, workload, point, contenders } = comparison;
  const drawn = { workload, contenders, ...pricedLengths(design, workload, point) };
  const own = feasibleOf(contenders, SUBJECT);
  return [
    ...comparisonDrawings(drawn),
    ...rooflineDrawing(comparison),
    ...(own === null ? [] : [schedule(own, comparison)]),
    ...tornado(comparison),
  ];
}

/** Roofline of exact and LSH attention, for prefill and decode. */
function rooflineDrawing({ design, workload, point }: PointComparison): Drawing[] {
  const points = [BASELINE, SUBJECT].flatMap((record) =>
    (["prefill", "decode"] as const).flatMap((phase): RooflinePoint[] => {
      const own = priceContender(record, design, { ...workload, phase }, point);
      const roofline = own.feasible ? rooflineOf(own, point) : null;
      if (roofline === null) return [];
      const { letter, style } = record;
      return [
        { name: `${titleOf(record)}, ${phase}`, short: `${letter} ${phase}`, roofline, colour: style.colour },
      ];
    }),
  );
  if (points.length === 0) return [];
  return [drawing("roofline", rooflineMessage(points, "cases"), rooflineChart(points, "cases"), 600)];
}

/** Sensitivity of the design's energy: each cost constant at its low and high. */
function tornado({ design, workload, point, contenders }: PointComparison): Drawing[] {
  const priced = PRICED_DESIGNS.every((record) => feasibleOf(contenders, record) !== null);
  if (!priced) return [];
  const comparison = pricedComparison(design, workload, point);
  const subject = {
    name: "Memristor design",
    metric: energy.key,
    nominal: metricsAt(comparison, {})[energy.key],
  };
  const rows = constantSwings(comparison, subject.metric);
  const chart = tornadoChart(subject, rows, "each constant at its low and its high");
  return [drawing("tornado", tornadoSentence(subject, rows), chart, 640, 1100)];
}

/** Schedule of the memristor design's first heads, from an event simulation. */
function schedule({ design, mapping: bare }: FeasibleResult, { point }: PointComparison): Drawing {
  const { mapping, prices } = layOut(bare, priceList(design, point));
  const demands = stageDemands(mapping, prices);
  const spans: StageSpan[] = [];
  simulateSchedule(() => demands, mapping.schedule, {
    rng: createRng(1).fork("events"),
    banks: design.digital.buffer.behaviour.banks ?? null,
    observe: (span) => {
      if (span.head < MOST_HEADS) spans.push(span);
    },
  });
  const { bottleneck, headInterval } = timing(demands, mapping.schedule);
  const chart = ganttChart(spans, { bottleneck, interval: headInterval });
  return drawing("schedule", "Schedule of the first heads", chart, 520);
}

/** Charts of a design's arrays, from the streams of `hash`: collision laws, IR drop, conductances. */
export function circuitDrawings(
  { design, workload }: Pick<PointComparison, "design" | "workload">,
  seed: number,
  arrays: number,
): Drawing[] {
  const rng = createRng(seed).fork("hash");
  const kernels = loadKernels();
  const quality = measureHash(design, workload, arrays, rng, kernels, () => {});
  const circuit = measureCircuit(design, workload, rng.fork("circuit"), kernels);
  return [
    drawing("collision", "Probability of a collision against the angle", collisionChart({ quality }), 600),
    drawing("ir-drop", "Signal that reaches the readouts", irDropChart({ circuit })),
    drawing("conductance", "Conductances of an array", conductanceChart({ circuit }), 480),
  ];
}

/** Most pairs of objectives with a chart. */
const MOST_PAIRS = 6;
/** Most designs of the front with a breakdown chart. */
const MOST_BARS = 10;

/** Charts of all designs: pairs of objectives, and energy and area of the front's designs by component. */
export function studyDrawings(data: ExplorerData, rebuilt: readonly RebuiltPoint[]): Drawing[] {
  const { objectives } = data;
  const nameOf = pointNames(data);
  const pairs = objectives.flatMap((a, n) => objectives.slice(n + 1).map((b) => [a, b] as const));
  return [
    ...pairs.slice(0, MOST_PAIRS).map(([a, b]) => paretoDrawing(data, a, b, nameOf)),
    ...frontDrawings(rebuilt, (index) => nameOf(data.keys.indexOf(index))),
  ];
}

function paretoDrawing(
  data: ExplorerData,
  a: Objective,
  b: Objective,
  nameOf: (place: number) => string,
): Drawing {
  const [x, y] = [axisOf(data, a), axisOf(data, b)];
  const chart = paretoChart({
    x,
    y,
    front: data.front,
    line: frontOf(x, y),
    objectives: data.objectives.length,
    nameOf,
  });
  return drawing(
    `pareto-${plainName(a.column)}-${plainName(b.column)}`,
    `${x.title.name} against ${y.title.name}`,
    chart,
    640,
  );
}

const plainName = (column: string): string => column.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 40);

function axisOf({ columns, values }: ExplorerData, { column, sense }: Objective): ParetoAxis {
  const numbersOf = (name: string): Float64Array | null => {
    const at = columns.findIndex((own) => own.name === name);
    if (at < 0 || columns[at].kind !== "number") return null;
    return Float64Array.from(values[at], (value) => (value === null ? Number.NaN : Number(value)));
  };
  return {
    title: columnTitle(column),
    sense,
    values: numbersOf(column) ?? new Float64Array(values[0]?.length ?? 0).fill(Number.NaN),
    intervals: numbersOf(intervalOf(column)),
  };
}

/** Designs that none beats in two objectives; of equal ones the first, which suffices for a line. */
function frontOf(x: ParetoAxis, y: ParetoAxis): number[] {
  const signs = [x, y].map(({ sense }) => (sense === "min" ? 1 : -1));
  const places: number[] = [];
  const costs: number[] = [];
  for (let n = 0; n < x.values.length; n++) {
    if (Number.isNaN(x.values[n]) || Number.isNaN(y.values[n])) continue;
    places.push(n);
    costs.push(signs[0] * x.values[n], signs[1] * y.values[n]);
  }
  const front = nonDominated({ rows: places.length, columns: 2, data: Float64Array.from(costs) });
  const seen = new Set<string>();
  return front.flatMap((row) => {
    const key = `${costs[2 * row]} ${costs[2 * row + 1]}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [places[row]];
  });
}

function frontDrawings(rebuilt: readonly RebuiltPoint[], nameOf: (index: number) => string): Drawing[] {
  const stride = Math.max(1, Math.ceil(rebuilt.length / MOST_BARS));
  const shown = rebuilt.filter((_, n) => n % stride === 0);
  if (shown.length === 0) return [];
  // One setting per line, as the bars need the width.
  const labelOf = (index: number): string => nameOf(index).replaceAll(", ", "\n");
  const lines = Math.max(...shown.map(({ record }) => labelOf(record.index).split("\n").length));
  const bars = (measure: Stacked) =>
    shown.flatMap(({ record, contenders }) => {
      const own = feasibleOf(contenders, SUBJECT);
      return own !== null ? [{ label: labelOf(record.index), parts: partsOf(own.cost, measure) }] : [];
    });
  const draw = (measure: Stacked, words: string): Drawing =>
    drawing(
      `front-${measure}`,
      `${words} of designs on the front, by component`,
      stackedBars(`${words} of designs on the front`, measure, bars(measure)),
      heightOfBars(shown.length, lines),
    );
  return [draw("energy", "Energy"), draw("area", "Area")];
}
