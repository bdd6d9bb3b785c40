import type { ChartConfiguration } from "chart.js";
import { groupDigits, sentenceStart } from "#base";
import {
  type AxisOptions,
  axisTitle,
  type ColumnTitle,
  errorBars,
  framed,
  type IntervalPoint,
  ink,
  numberAxis,
  pointNames,
  scaled,
} from "#charts";
import type { Sense } from "#pareto";
import { SERIES } from "./colours.ts";

/** One objective of the designs. */
export interface ParetoAxis {
  readonly title: ColumnTitle;
  readonly sense: Sense;
  /** One value per design, SI. */
  readonly values: ArrayLike<number>;
  /** Half-widths of the values' 95 % intervals; null for exact values. */
  readonly intervals: ArrayLike<number> | null;
}

export interface ParetoDesigns {
  readonly x: ParetoAxis;
  readonly y: ParetoAxis;
  /** Indices of designs that no other dominates in all objectives. */
  readonly front: readonly number[];
  /** Indices of designs that no other dominates in these two objectives. */
  readonly line: readonly number[];
  /** Number of all objectives. */
  readonly objectives: number;
  readonly nameOf: (place: number) => string;
}

/** Most dominated designs drawn: more are a grey area and take seconds. */
const MOST_GREY = 3000;
/** Most designs with a name. */
const MOST_NAMES = 8;

/**
 * Designs by two objectives: dominated ones grey, the front's in colour, those on the front of just these two
 * joined stepwise, with error bars if available and some names.
 */
export function paretoChart(designs: ParetoDesigns): ChartConfiguration<"scatter"> {
  const { x, y, front, line } = designs;
  const pointAt = pointOf(designs);
  const isDrawn = (n: number): boolean => Number.isFinite(x.values[n]) && Number.isFinite(y.values[n]);
  const members = new Set(front);
  const grey = Array.from({ length: x.values.length }, (_, n) => n).filter(
    (n) => !members.has(n) && isDrawn(n),
  );
  const stride = Math.max(1, Math.ceil(grey.length / MOST_GREY));
  const shownGrey = grey.filter((_, n) => n % stride === 0);
  const own = new Set(line);
  const others = front.filter((n) => !own.has(n) && isDrawn(n));
  const joined = [...line].filter(isDrawn).sort((a, b) => x.values[a] - x.values[b]);
  const every = stride === 1 ? "" : ` (one in ${stride} of ${groupDigits(grey.length)})`;
  const datasets = [
    stepLine(designs, joined.map(pointAt)),
    ...(others.length > 0 ? [otherMembers(designs, others.map(pointAt))] : []),
    marks(`dominated${every}`, SERIES.faded, 2, shownGrey.map(pointAt)),
  ];
  const points = datasets.flatMap(({ data }) => data);
  return {
    type: "scatter",
    plugins: [errorBars(), pointNames(named(designs, joined))],
    data: { datasets },
    options: {
      ...framed(
        sentenceStart(`${bare(x.title)} and ${bare(y.title)} of ${groupDigits(x.values.length)} designs`),
      ),
      scales: {
        x: pointing(
          x,
          points.map((point) => point.x),
        ),
        y: covering(
          y,
          points.flatMap(({ y: middle, low = middle, high = middle }) => [middle, low, high]),
        ),
      },
    },
  };
}

/** An axis title without the parenthesis. */
const bare = ({ name }: ColumnTitle): string => name.replace(/ \([^)]*\)$/, "");

const marks = (label: string, colour: string, pointRadius: number, data: IntervalPoint[]) => ({
  label,
  data,
  ...ink(colour),
  pointRadius,
});

const stepLine = ({ x, line, front }: ParetoDesigns, data: IntervalPoint[]) => ({
  ...marks(line.length === front.length ? "front" : "front of these two", SERIES.memristor, 4, data),
  showLine: true,
  // Between two designs the line keeps the worse value of both.
  stepped: x.sense === "min" ? ("before" as const) : ("after" as const),
  borderWidth: 2,
});

const otherMembers = ({ objectives }: ParetoDesigns, data: IntervalPoint[]) => ({
  ...marks(`on the front of all ${objectives} objectives`, SERIES.software, 4, data),
  pointStyle: "triangle" as const,
});

const pointOf =
  ({ x, y }: ParetoDesigns) =>
  (n: number): IntervalPoint => {
    const [own, half] = [y.values[n], y.intervals?.[n] ?? 0];
    const point = { x: scaled(x.title, x.values[n]), y: scaled(y.title, own) };
    return half > 0
      ? { ...point, low: scaled(y.title, own - half), high: scaled(y.title, own + half) }
      : point;
  };

/** An axis with its better direction; on the vertical axis, rotated by 90°, a left arrow points down. */
function pointing(axis: ParetoAxis, values: readonly number[]): AxisOptions {
  const words = `${axisTitle(axis.title)}   ${axis.sense === "min" ? "← better" : "better →"}`;
  return { ...numberAxis(axis.title, values), title: { display: true, text: words } };
}

/** An axis that includes the ends of intervals, which Chart.js does not know. */
const covering = (axis: ParetoAxis, values: readonly number[]): AxisOptions => {
  const finite = values.filter(Number.isFinite);
  const ends = { suggestedMin: Math.min(...finite), suggestedMax: Math.max(...finite) };
  return { ...pointing(axis, values), ...(finite.length > 0 ? ends : {}) };
};

/** Designs of the line at even distances, including both ends. */
function named(designs: ParetoDesigns, line: readonly number[]) {
  const count = Math.min(MOST_NAMES, line.length);
  const places = Array.from(
    { length: count },
    (_, n) => line[Math.round((n * (line.length - 1)) / Math.max(1, count - 1))],
  );
  return places.map((n) => ({ ...pointOf(designs)(n), name: designs.nameOf(n) }));
}
