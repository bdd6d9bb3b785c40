import { createRng } from "../../../base/rng.ts";
import { ladderDrawings } from "../../../charts/comparison-drawings.ts";
import { ganttChart, MOST_HEADS } from "../../../charts/gantt.ts";
import { rooflineChart, rooflinePoint, roofOf } from "../../../charts/roofline.ts";
import {
  type ComparisonDesign,
  type FeasibleRung,
  feasibleOf,
} from "../../../comparison/comparison-design.ts";
import { BASELINE, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { metricsAt, PRICED_RUNGS, pricedLadder } from "../../../comparison/cost-sensitivity.ts";
import { pricedLengths } from "../../../comparison/curves.ts";
import { energy } from "../../../comparison/metrics/prices.ts";
import { priceRung } from "../../../comparison/priced-comparison.ts";
import { type StageSpan, simulateSchedule } from "../../../cost/events.ts";
import { layOut } from "../../../cost/floorplan/lay-out.ts";
import { stageDemands, timing } from "../../../cost/latency.ts";
import { priceList } from "../../../cost/price-list.ts";
import { type Drawing, drawing } from "../../../report/sinks/pictures.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { measureCircuit } from "../../../simulation/hash-circuit.ts";
import { measureHash } from "../../../simulation/hash-quality.ts";
import { collisionChart, conductanceChart, irDropChart } from "../../hash/report/charts.ts";
import { constantSwings } from "../../shared/swings.ts";
import { tornadoChart, tornadoSentence } from "../../shared/tornado.ts";
import type { PointLadder } from "../run/point-comparison.ts";

/** Charts of one design: its ladder against length and by component, its roofline, its schedule, its constants. */
export function pointDrawings(ladder: PointLadder): Drawing[] {
  const { design, workload, point, rungs } = ladder;
  const drawn = { workload, rungs, ...pricedLengths(design, workload, point) };
  const own = feasibleOf(rungs, SUBJECT);
  return [
    ...ladderDrawings(drawn),
    ...rooflineDrawing(ladder),
    ...(own === null ? [] : [schedule(own, ladder)]),
    ...tornado(ladder),
  ];
}

/** Exact and LSH attention of a whole sequence and of one more token under the same roof. */
function rooflineDrawing({ design, workload, point }: PointLadder): Drawing[] {
  const cases = (
    [
      [BASELINE, "prefill"],
      [BASELINE, "decode"],
      [SUBJECT, "prefill"],
      [SUBJECT, "decode"],
    ] as const
  ).map(([record, phase]) => ({
    record,
    phase,
    rung: priced(record, { ...workload, phase }, { design, point }),
  }));
  const points = cases.flatMap(({ record, phase, rung }) =>
    rung === null
      ? []
      : [
          rooflinePoint(
            `${record === BASELINE ? "exact" : "LSH"}, ${phase}`,
            rung.design,
            rung.mapping,
            rung.cost,
          ),
        ],
  );
  const first = cases.find(({ rung }) => rung !== null)?.rung;
  if (first === undefined || first === null) return [];
  const roof = roofOf(first.design, priceList(first.design, point));
  return [drawing("roofline", "Roofline with exact and LSH attention", rooflineChart(roof, points), 600)];
}

function priced(
  record: ComparisonDesign,
  workload: PointLadder["workload"],
  { design, point }: Pick<PointLadder, "design" | "point">,
): FeasibleRung | null {
  const result = priceRung(record, design, workload, point);
  return result.feasible ? result : null;
}

/** Sensitivity of the design's energy: each constant of its cost at its low and at its high. */
function tornado({ design, workload, point, rungs }: PointLadder): Drawing[] {
  const priced = PRICED_RUNGS.every((record) => feasibleOf(rungs, record) !== null);
  if (!priced) return [];
  const ladder = pricedLadder(design, workload, point);
  const subject = {
    name: "Memristor design",
    metric: energy.key,
    nominal: metricsAt(ladder, {})[energy.key],
  };
  const rows = constantSwings(ladder, subject.metric);
  const chart = tornadoChart(subject, rows, "each constant at its low and its high");
  return [drawing("tornado", tornadoSentence(subject, rows), chart, 640, 1100)];
}

/** The schedule of the memristor design's first heads, played event by event. */
function schedule({ design, mapping: bare }: FeasibleRung, { point }: PointLadder): Drawing {
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

/** Charts of a design's arrays, from the streams of `hash`: collisions against their laws, IR drop, conductances. */
export function circuitDrawings(
  { design, workload }: Pick<PointLadder, "design" | "workload">,
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
