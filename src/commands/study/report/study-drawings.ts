import { intervalOf } from "#base";
import type { Objective } from "#pareto";
import { nonDominated } from "#pareto";
import { type Drawing, drawing } from "#reports";
import type { ExplorerData } from "#table-explorer";
import { pointNames } from "#table-explorer";
import { heightOfBars, partsOf, type Stacked, stackedBars } from "../../../charts/bars.ts";
import { type ParetoAxis, paretoChart } from "../../../charts/pareto.ts";
import { feasibleOf } from "../../../comparison/comparison-design.ts";
import { SUBJECT } from "../../../comparison/comparison-designs.ts";
import { columnTitle } from "../../../text/quantity.ts";
import type { RebuiltPoint } from "../run/point-comparison.ts";

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
