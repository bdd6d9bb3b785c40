import { createRng } from "#base";
import { type Drawing, drawing } from "#reports";
import { comparisonDrawings } from "../../../charts/comparison-drawings.ts";
import { ganttChart, MOST_HEADS } from "../../../charts/gantt.ts";
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
import { collisionChart, conductanceChart, irDropChart } from "../../hash/report/charts.ts";
import { constantSwings } from "../../shared/swings.ts";
import { tornadoChart, tornadoSentence } from "../../shared/tornado.ts";
import type { PointComparison } from "../run/point-comparison.ts";

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
