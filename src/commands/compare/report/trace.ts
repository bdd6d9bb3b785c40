// The simulated schedule of a design in Chrome's trace format, which Perfetto opens: a thread for each unit.

import { engineering, groupDigits } from "#base";
import type { Attachment } from "#reports";
import { feasibleOf } from "../../../comparison/comparison-design.ts";
import { askedDesign } from "../../../comparison/comparison-designs.ts";
import { MOST_SERVICES, type PlayedPass } from "../../../comparison/latency-check.ts";
import type { ServiceSpan } from "../../../cost/events.ts";
import { componentWord } from "../../../text/component-words.ts";
import type { Comparison } from "../run/comparison.ts";

/** An event of the format; `ts` and `dur` in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly ph: "X" | "M";
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, string | number>>;
}

/** Most services that are written; the layers after them have one span each. */
const MOST_WRITTEN = 20_000;

/** Threads of the whole design; those of units follow. */
const PRICED = 1;
const LAYERS = 2;

/**
 * Spans of the units of the config's own design, in whole nanoseconds: every layer as it was simulated. A
 * thread has the priced latency of the closed form, which a report prints, another the layers. Empty where
 * the design has no price.
 */
export function chromeTrace(
  { contenders, workload }: Pick<Comparison, "contenders" | "workload">,
  passes: readonly PlayedPass[],
): TraceEvent[] {
  const own = feasibleOf(contenders, askedDesign(workload));
  if (own === null) return [];
  const { latency } = own.cost.timing;
  const threads = new Map<string, number>();
  const threadOf = (name: string): number => {
    const known = threads.get(name) ?? LAYERS + 1 + threads.size;
    threads.set(name, known);
    return known;
  };
  const events = [
    span(PRICED, `${engineering(latency, "s")}, the priced latency`, 0, latency, { latency_s: latency }),
  ];
  let at = 0;
  for (const pass of passes) {
    events.push(...passEvents(pass, at, threadOf));
    at += pass.latency ?? 0;
  }
  const names = [
    ["priced latency (closed form)", PRICED],
    ["layers (simulated)", LAYERS],
    ...threads,
  ] as const;
  return [
    { name: "process_name", ph: "M", pid: 1, tid: 0, args: { name: own.title } },
    ...names.flatMap(([name, tid]): TraceEvent[] => [
      { name: "thread_name", ph: "M", pid: 1, tid, args: { name } },
      { name: "thread_sort_index", ph: "M", pid: 1, tid, args: { sort_index: tid } },
    ]),
    ...events,
  ];
}

/** The trace as a file of the report's folder. */
export const traceFile = (comparison: Comparison, passes: readonly PlayedPass[]): Attachment => ({
  name: "trace.json",
  content: JSON.stringify({ displayTimeUnit: "ns", traceEvents: chromeTrace(comparison, passes) }),
});

/** A pass from its start: its layers, and the services of as many of them as are written. */
function passEvents(
  { schedule, latency, heads, services }: PlayedPass,
  start: number,
  threadOf: (name: string) => number,
): TraceEvent[] {
  if (latency === null) return [];
  const { layers } = schedule;
  const whole = latency / layers;
  const merged = joined(services).slice(0, MOST_WRITTEN);
  const detailed = Math.min(layers, Math.max(1, Math.floor(MOST_WRITTEN / Math.max(1, merged.length))));
  const end = merged.reduce((last, { to }) => Math.max(last, to), 0);
  const rest = schedule.heads - heads;
  const isCut = merged.length === MOST_WRITTEN || services.length === MOST_SERVICES;
  const further = rest > 0 ? `${groupDigits(rest)} further heads` : "further services";
  return Array.from({ length: layers }, (_, layer): TraceEvent[] => {
    const from = start + layer * whole;
    const same = layer < detailed ? "" : ", as the first";
    const own = span(LAYERS, `layer ${layer}${same}`, from, from + whole, { heads: schedule.heads });
    if (layer >= detailed) return [own];
    const spans = merged.map((service) =>
      span(
        threadOf(unitOf(service, schedule)),
        `${service.stage}, head ${service.head}`,
        from + service.from,
        from + service.to,
        {
          layer,
          core: service.core,
        },
      ),
    );
    const isWhole = rest <= 0 && !isCut;
    const left = isWhole ? [] : [span(threadOf("not shown"), further, from + end, from + whole, { layer })];
    return [own, ...spans, ...left];
  }).flat();
}

/** "core 0: MAC units", "DRAM", "memristor arrays, set 3". */
function unitOf({ component, instance }: ServiceSpan, { shared }: PlayedPass["schedule"]): string {
  const sets = shared[component];
  const word = componentWord(component);
  if (sets === undefined) return `core ${instance}: ${word}`;
  return sets === 1 ? word : `${word}, set ${instance}`;
}

/** Services in order, of which those of one unit, stage and head without a gap are one. */
function joined(services: readonly ServiceSpan[]): ServiceSpan[] {
  const last = new Map<string, number>();
  const all: ServiceSpan[] = [];
  for (const own of services) {
    const unit = `${own.component} ${own.instance}`;
    const at = last.get(unit);
    const before = at === undefined ? undefined : all[at];
    const isSame = before !== undefined && before.stage === own.stage && before.head === own.head;
    if (isSame && nanoseconds(before.to) >= nanoseconds(own.from)) {
      all[at as number] = { ...before, to: own.to };
      continue;
    }
    last.set(unit, all.length);
    all.push(own);
  }
  return all;
}

const nanoseconds = (seconds: number): number => Math.round(seconds * 1e9);

/** A span whose ends are whole nanoseconds, so that neighbours on a thread never overlap. */
function span(tid: number, name: string, from: number, to: number, args: TraceEvent["args"]): TraceEvent {
  const [start, end] = [nanoseconds(from), nanoseconds(to)];
  return { name, ph: "X", pid: 1, tid, ts: start / 1000, dur: (end - start) / 1000, args };
}
