import type { ChartConfiguration } from "chart.js";
import { engineering } from "#base";
import { framed, plainTick } from "#charts";
import type { StageSpan } from "../cost/events.ts";
import type { ForwardStageName } from "../mapping/schedule.ts";

/** Colour of each stage: that of its main component. */
const STAGE_COLOURS: Readonly<Record<ForwardStageName, string>> = {
  load: "#333333",
  write: "#83653A",
  hash: "#D55E00",
  sort: "#009E73",
  insert: "#CC79A7",
  lookup: "#F0E442",
  search: "#0000FF",
  attend: "#0072B2",
  store: "#7F7F7F",
};

const FORWARD_STAGES = Object.keys(STAGE_COLOURS) as ForwardStageName[];

/** Colours of stages in the order of work; backward stages have a paler colour of their forward stage. */
const STAGES: readonly { readonly name: StageSpan["stage"]; readonly colour: string }[] = [
  ...FORWARD_STAGES.map((name) => ({ name, colour: STAGE_COLOURS[name] })),
  ...FORWARD_STAGES.map((name) => ({
    name: `backward-${name}` as const,
    colour: `${STAGE_COLOURS[name]}77`,
  })),
];

/** Most heads drawn: a bar needs some height. */
export const MOST_HEADS = 12;

/**
 * Stages of a layer's first heads over time, from the event simulation. Streaming stages overlap; the stage
 * or component that sets the interval of heads is named.
 */
export function ganttChart(
  spans: readonly StageSpan[],
  { bottleneck, interval }: { readonly bottleneck: string | null; readonly interval: number },
): ChartConfiguration<"bar"> {
  const heads = [...new Set(spans.map(({ head }) => head))].sort((a, b) => a - b).slice(0, MOST_HEADS);
  const stages = STAGES.filter(({ name }) => spans.some(({ stage }) => stage === name));
  const limit = bottleneck === null ? "" : `, set by ${bottleneck}`;
  return {
    type: "bar",
    data: {
      labels: heads.map((head) => `head ${head}`),
      datasets: stages.map(({ name: stage, colour }) => ({
        label: stage,
        data: heads.map((head): [number, number] | null => {
          const span = spans.find((candidate) => candidate.head === head && candidate.stage === stage);
          return span === undefined ? null : [span.from, span.to];
        }),
        backgroundColor: colour,
        borderColor: "#222222",
        borderWidth: 0.5,
        borderSkipped: false,
        barPercentage: 0.95,
        categoryPercentage: 0.85,
      })),
    },
    options: {
      indexAxis: "y",
      ...framed(`Schedule of the first heads; interval of heads ${engineering(interval, "s")}${limit}`, {}),
      scales: {
        x: {
          min: 0,
          title: { display: true, text: "time (s)" },
          ticks: { callback: plainTick("s"), maxRotation: 0 },
        },
        y: {},
      },
    },
  };
}
