import { ZodError } from "zod";
import { type Instance, type Metres, nanometres, seconds } from "#base";
import { bankedSram, cactiLikeSram } from "#circuits";
import type { Design } from "../design/design.ts";
import type { Workload } from "../design/workload.ts";
import { int8Mac, systolicMac } from "../peripherals/mac/models.ts";

/** Another value of an input that a config chose without a source. */
export interface Variation {
  /** "reads of 2 ns" */
  readonly name: string;
  /** Distance from the config's own value, negative below it: ln quotient, or ln 2 for another model. */
  readonly step: number;
  /** The change as `--set` takes it; left out where it sets more than one value. */
  readonly setting?: string;
  readonly design: (design: Design) => Design;
  readonly workload?: (workload: Workload) => Workload;
  /** Whether the attention it gives is another one, so that prices alone do not say which is better. */
  readonly isOtherQuality?: boolean;
}

/** One input and its values other than the config's own. */
export interface Axis {
  readonly name: string;
  /** Its range of values, for the title of a table. */
  readonly range: string;
  readonly others: readonly Variation[];
}

const OTHER_MODEL = Math.LN2;

const away = (value: number, own: number): number => Math.log(value / own);
const isOther = ({ step }: Variation): boolean => Math.abs(step) > 1e-6;

const HASHING_TIMES = [1e-9, 2e-9, 5e-9, 10e-9, 20e-9, 50e-9];
const CONDUCTANCES = [1e-6, 10e-6, 30e-6, 61.7e-6, 100e-6];
const NODES = [65, 28, 7];

const readTimes = ({ hashing }: Design, times: readonly number[]): Axis => ({
  name: "read time",
  range: `reads of ${times[0] * 1e9} to ${times[times.length - 1] * 1e9} ns`,
  others: times
    .map((time) => ({
      name: `reads of ${Number((time * 1e9).toPrecision(3))} ns`,
      step: away(time, hashing.readTime),
      setting: `design.hashing.readTime=${Number((time * 1e9).toPrecision(3))}ns`,
      design: (design: Design): Design => withReadTime(design, time),
    }))
    .filter(isOther),
});

export const withReadTime = (design: Design, time: number): Design => ({
  ...design,
  hashing: { ...design.hashing, readTime: seconds(time) },
});

/** Moves logic and the arrays on the same die together. */
const nodes = (own: Design, list: readonly number[]): Axis => ({
  name: "node",
  range: `nodes of ${list[list.length - 1]} to ${list[0]} nm`,
  others: list
    .map((nm) => ({
      name: `${nm} nm`,
      step: away(nm * 1e-9, own.logicNode),
      design: atNode(nanometres(nm)),
    }))
    .filter(isOther),
});

/** Moves a design to another node; arrays at a node of their own keep it. */
export const atNode =
  (node: Metres) =>
  (design: Design): Design => ({
    ...design,
    logicNode: node,
    hashNode: design.hashNode === design.logicNode ? node : design.hashNode,
  });

/** Arrays of another mean conductance, where the device has one. */
export function withConductance(design: Design, siemens: number): Design {
  const { memristor } = design.hashing;
  const bound = memristor.withParams({ mean: `${siemens} S` }) as Design["hashing"]["memristor"];
  return { ...design, hashing: { ...design.hashing, memristor: bound } };
}

export const meanConductance = ({ hashing }: Design): number | undefined =>
  (hashing.memristor.params as { readonly mean?: number }).mean;

/** Whether a model takes a value; models state their own ranges. */
function isTaken(set: () => unknown): boolean {
  try {
    set();
    return true;
  } catch (error) {
    if (error instanceof ZodError) return false;
    throw error;
  }
}

function conductances(own: Design, list: readonly number[]): Axis {
  const mean = meanConductance(own);
  return {
    name: "conductance",
    range: `${list[0] * 1e6} to ${list[list.length - 1] * 1e6} µS`,
    others:
      mean === undefined
        ? []
        : list
            .filter((siemens) => isTaken(() => withConductance(own, siemens)))
            .map((siemens) => ({
              name: `${Number((siemens * 1e6).toPrecision(3))} µS`,
              step: away(siemens, mean),
              setting: `design.hashing.memristor.mean=${Number((siemens * 1e6).toPrecision(3))}uS`,
              design: (design: Design): Design => withConductance(design, siemens),
            }))
            .filter(isOther),
  };
}

/**
 * Alternative models of a unit that give other numbers, neither better known. They are not drawn at random: a
 * comparison prices each by name.
 */
export function otherModels(own: Design): Axis[] {
  const { mac, buffer } = own.digital;
  const macs: Axis = {
    name: "MAC array",
    range: "two models of the MAC array",
    others: mac.model === int8Mac.model ? [another("mac", "systolic", systolicOf(mac))] : [],
  };
  const buffers: Axis = {
    name: "buffer",
    range: "two of the buffer",
    others: buffer.model === bankedSram.model ? [another("buffer", "cacti-like", cactiOf(buffer))] : [],
  };
  return [macs, buffers].filter(({ others }) => others.length > 0);
}

const another = (slot: "mac" | "buffer", name: string, instance: Instance<never>): Variation => ({
  name: `the ${name} model of the ${slot === "mac" ? "MAC array" : "buffer"}`,
  step: OTHER_MODEL,
  design: (design) => ({ ...design, digital: { ...design.digital, [slot]: instance } }),
});

/** A systolic array of about as many units, as square as a power-of-two number of rows allows. */
function systolicOf({ params }: Design["digital"]["mac"]): Instance<never> {
  const { units, clock, blockRows } = params as Readonly<Record<string, number>>;
  const rows = 2 ** Math.floor(Math.log2(Math.min(4096, Math.sqrt(units))));
  const columns = Math.min(4096, Math.max(1, Math.round(units / rows)));
  return systolicMac.schema.parse({
    model: systolicMac.model,
    rows,
    columns,
    queries: blockRows,
    clock: `${clock} Hz`,
  }) as Instance<never>;
}

function cactiOf({ params }: Design["digital"]["buffer"]): Instance<never> {
  const { capacity, bits, bandwidth, banks } = params as Readonly<Record<string, number>>;
  return cactiLikeSram.schema.parse({
    model: cactiLikeSram.model,
    capacity: `${capacity} B`,
    bits,
    bandwidth: `${bandwidth} B/s`,
    banks,
  }) as Instance<never>;
}

/** Inputs without a source: read time, node and device conductance. A band draws them with the constants. */
export const assumedInputs = (design: Design): readonly Axis[] =>
  [
    readTimes(design, [2e-9, 5e-9, 20e-9, 50e-9]),
    nodes(design, [65, 7]),
    conductances(design, [10e-6, 30e-6, 100e-6]),
  ].filter(({ others }) => others.length > 0);

const MEBIBYTE = 2 ** 20;

function buffers({ digital }: Design): Axis {
  const own = digital.buffer.behaviour.capacity;
  const list = [1, 2, 3, 4, 8].map((mebi) => mebi * MEBIBYTE);
  return {
    name: "buffer's capacity",
    range: "1 to 8 MiB",
    others: !Number.isFinite(own)
      ? []
      : list
          .map((bytes) => ({
            name: `a buffer of ${bytes / MEBIBYTE} MiB`,
            step: away(bytes, own),
            setting: `design.digital.buffer.capacity=${bytes / MEBIBYTE}MiB`,
            design: (design: Design): Design => ({
              ...design,
              digital: {
                ...design.digital,
                buffer: design.digital.buffer.withParams({
                  capacity: `${bytes} B`,
                }) as Design["digital"]["buffer"],
              },
            }),
          }))
          .filter(isOther),
  };
}

const OTHER_QUALITY = " (another quality)";

const rounds = ({ attention }: Workload, counts = [1, 2, 4, 8, 16, 64]): Axis => ({
  name: "rounds",
  range: "1 to 64 rounds",
  others: counts
    .map((count) => ({
      name: `${count === 1 ? "1 round" : `${count} rounds`}${OTHER_QUALITY}`,
      step: away(count, attention.rounds),
      setting: `workload.attention.rounds=${count}`,
      isOtherQuality: true,
      design: (design: Design): Design => design,
      workload: (workload: Workload): Workload => ({
        ...workload,
        attention: { ...workload.attention, rounds: count },
      }),
    }))
    .filter(isOther),
});

/** One bit less and one more of the hash's ADCs, where they have a number of bits and take another. */
function readoutBits({ hashing: { readout } }: Design): Axis {
  const own = (readout.params as { readonly bits?: number }).bits;
  const withBits = (bits: number) => readout.withParams({ bits }) as Design["hashing"]["readout"];
  return {
    name: "bits of ADCs",
    range: "ADCs of one bit less and more",
    others: (own === undefined ? [] : [own - 1, own + 1])
      .filter((bits) => isTaken(() => withBits(bits)))
      .map((bits) => ({
        name: `ADCs of ${bits} ${bits === 1 ? "bit" : "bits"}${OTHER_QUALITY}`,
        step: away(bits, Number(own)),
        setting: `design.hashing.readout.bits=${bits}`,
        isOtherQuality: true,
        design: (design: Design): Design => ({
          ...design,
          hashing: { ...design.hashing, readout: withBits(bits) },
        }),
      })),
  };
}

/** A memory of twice the bandwidth, where it has one. */
function bandwidths({ memory }: Design): Axis {
  const own = (memory.params as { readonly bandwidth?: number }).bandwidth;
  const twice = Number(((2 * Number(own)) / 1e9).toPrecision(6));
  const params = { bandwidth: `${twice} GB/s` };
  return {
    name: "memory's bandwidth",
    range: `${params.bandwidth} of the memory`,
    others:
      own === undefined || !isTaken(() => memory.withParams(params))
        ? []
        : [
            {
              name: `a memory of ${params.bandwidth}`,
              step: Math.LN2,
              setting: `design.memory.bandwidth=${twice}GB/s`,
              design: (design) => ({
                ...design,
                memory: design.memory.withParams(params) as Design["memory"],
              }),
            },
          ],
  };
}

/** Inputs to change at one node, with no quality changed but the hash's: reads, devices, the buffer. */
const freeInputs = (design: Design): readonly Axis[] =>
  [readTimes(design, HASHING_TIMES), conductances(design, CONDUCTANCES), buffers(design)].filter(
    ({ others }) => others.length > 0,
  );

/** Every single change that a comparison prices: the free inputs, then memory, ADCs and rounds. */
export const singleChanges = (design: Design, workload: Workload): readonly Variation[] =>
  [
    ...freeInputs(design),
    bandwidths(design),
    readoutBits(design),
    ...(workload.attention.collisions > 1
      ? []
      : [rounds(workload, [workload.attention.rounds / 2, 2 * workload.attention.rounds].filter(isWhole))]),
  ].flatMap(({ others }) => others);

/** Arrays on which a change of quality is simulated: the first of those that measure the design as it is. */
export const arraysOfChange = ({ arrays }: { readonly arrays: number }): number => Math.min(3, arrays);

const isWhole = (count: number): boolean => Number.isInteger(count) && count >= 1;

/** Inputs that a search for a change of sign varies: more values of assumed ones, buffer, rounds, models. */
export const searchedInputs = (design: Design, workload: Workload): readonly Axis[] =>
  [
    readTimes(design, HASHING_TIMES),
    nodes(design, NODES),
    conductances(design, CONDUCTANCES),
    buffers(design),
    ...(workload.attention.collisions > 1 ? [] : [rounds(workload)]),
    ...otherModels(design),
  ].filter(({ others }) => others.length > 0);
