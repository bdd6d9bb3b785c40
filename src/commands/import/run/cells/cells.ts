// Synthesises the digital units with a cell library and takes their figures, unit by unit.

import { ConfigError, didYouMean, fault } from "#base";
import type { CellLibrary } from "#cell-library";
import {
  contentDigest,
  findSynthesiser,
  NETLIST,
  type Progress,
  readInputFile,
  readLibraryFiles,
  runProgram,
  SynthesisError,
  type Synthesiser,
  type SynthesisJob,
} from "#local-io";
import { type CellTable, type UnitFigures, unitFigures } from "#technology";
import { openAnswerStore, transientAnswers } from "../../../../runtime/answer-store.ts";
import { currentWriter } from "../../../../runtime/current-writer.ts";
import { UNIT_DIGEST } from "../../../../runtime/generated/code-digest.ts";
import { packagePath, packageVersion } from "../../../../runtime/package-files.ts";
import { runApart } from "../../../../runtime/pools.ts";
import done, { type CellsTasks } from "./cells-worker.ts";
import { type Averaging, WIRE_CAPACITANCE } from "./measured-unit.ts";
import type { HardwareUnit, Sizes } from "./units/hardware-unit.ts";
import { HARDWARE_UNITS } from "./units/index.ts";

const MOST_VERILOG = 1 << 20;

export interface CellsQuestion extends Averaging {
  /** Liberty files of one library. */
  readonly liberty: readonly string[];
  /** Names of units; all by default. */
  readonly units?: readonly string[];
  /** m, as the user states it. */
  readonly node?: number;
  /** Longest synthesis and longest simulation of one unit, ms. */
  readonly timeout: number;
  /** Folder that keeps finished units. */
  readonly kept?: string;
}

/** How a run reports, and is ended. */
export interface CellsCourse {
  readonly progress: Progress;
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Units in a size, in the order of the list. Throws ConfigError for an unknown name. */
function chosenUnits(names: readonly string[] | undefined): { unit: HardwareUnit; sizes: Sizes }[] {
  const known = HARDWARE_UNITS.map(({ name }) => name);
  for (const name of names ?? [])
    if (!known.includes(name))
      throw fault(
        "--units",
        "(value)",
        `expected units that --help lists, received ${JSON.stringify(name.slice(0, 40))}${didYouMean(name, known)}`,
      );
  return HARDWARE_UNITS.filter(({ name }) => names?.includes(name) ?? true).flatMap((unit) =>
    unit.sizes.map((sizes) => ({ unit, sizes })),
  );
}

/**
 * Figures of digital units in a cell library. Finished ones are in `kept` and are not computed again; an abort
 * throws its reason and loses the unit at work. Throws ConfigError, SynthesisError, StoreWriteError.
 */
export async function cellFigures(question: CellsQuestion, course: CellsCourse): Promise<CellTable> {
  const { liberty, seed, vectors, node, timeout } = question;
  const chosen = chosenUnits(question.units);
  const files = readLibraryFiles(liberty);
  const synthesiser = await findSynthesiser();
  course.progress.update("reading the library");
  const { library, text } = await apart("library", files, course.signal);
  const { code } = currentWriter(UNIT_DIGEST);
  const answers = question.kept === undefined ? transientAnswers() : openAnswerStore(question.kept);
  const units: UnitFigures[] = [];
  try {
    for (const { unit, sizes } of chosen) {
      const label = [unit.name, ...Object.values(sizes)].join(" ");
      course.progress.update(`${units.length + 1} of ${chosen.length}: ${label}`);
      const job = synthesisJob(unit, sizes, text, synthesiser);
      const own = { job, synthesiser, seed, vectors, code, unit: unit.name, sizes };
      const key = contentDigest(own);
      const found = unitFigures.safeParse(answers.find(key));
      const figures = found.success
        ? found.data
        : await within(timeout, label, course.signal, (signal) => figuresOf(library, own, signal));
      if (!found.success) answers.keep(key, figures);
      units.push(figures);
    }
    for (const remark of answers.remarks()) course.note(remark);
  } finally {
    answers.close();
    course.progress.done();
  }
  return {
    format: "crosshash-cells/1",
    version: packageVersion(),
    code,
    libraries: files.map((one) => ({ file: one.name, name: nameIn(one.text), sha256: one.sha256 })),
    voltage_V: library.voltage,
    temperature_C: temperatureIn(files[0].text),
    node_m: node ?? null,
    synthesiser: synthesiser.version,
    seed,
    vectors,
    wire_capacitance_F_per_m: WIRE_CAPACITANCE,
    units,
  };
}

const nameIn = (text: string): string => /\blibrary\s*\(\s*"?([\w.-]*)/.exec(text)?.[1] ?? "";

const temperatureIn = (text: string): number | null => {
  const [, value] = /\bnom_temperature\s*:\s*"?(-?[\d.]+)/.exec(text) ?? [];
  return value === undefined ? null : Number(value);
};

const LIBERTY = "library.lib";

/** The recipe: one module without hierarchy, Booth multipliers where the synthesiser has them, for least delay. */
function synthesisJob(
  { name, parts, files: read }: HardwareUnit,
  sizes: Sizes,
  library: string,
  { hasBooth }: Synthesiser,
): SynthesisJob {
  const sources = [name, ...parts].map((part) => `${part}.v`);
  const script = [
    `read_verilog ${sources.join(" ")}`,
    ...Object.entries(sizes).map(([parameter, value]) => `chparam -set ${parameter} ${value} ${name}`),
    `synth -flatten ${hasBooth ? "-booth " : ""}-top ${name}`,
    `dfflibmap -liberty ${LIBERTY}`,
    `abc -liberty ${LIBERTY}`,
    "opt_clean -purge",
    `write_json ${NETLIST}`,
  ];
  return {
    files: {
      [LIBERTY]: library,
      ...Object.fromEntries(
        sources.map((source) => [source, readInputFile(packagePath("rtl", source), MOST_VERILOG)]),
      ),
      ...read?.(sizes),
    },
    script: `${script.join("\n")}\n`,
  };
}

interface Work extends Averaging {
  readonly job: SynthesisJob;
  readonly synthesiser: Synthesiser;
  readonly unit: string;
  readonly sizes: Sizes;
}

/** Synthesises a unit and measures its netlist. */
async function figuresOf(
  library: CellLibrary,
  { job, synthesiser, unit, sizes, seed, vectors }: Work,
  signal: AbortSignal,
): Promise<UnitFigures> {
  const netlist =
    synthesiser.kind === "program" ? await runProgram(job, signal) : await apart("netlist", job, signal);
  const place = HARDWARE_UNITS.findIndex(({ name }) => name === unit);
  return apart("figures", { library, netlist, place, sizes, averaging: { seed, vectors } }, signal);
}

/** Runs with a signal that also aborts after a time, which is an error of the unit. */
async function within<T>(
  milliseconds: number,
  label: string,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(milliseconds);
  try {
    return await run(AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) throw error;
    throw new SynthesisError(
      `${label}: expected its figures within ${milliseconds / 1000} s, received none: use a longer --timeout, or --units without it`,
    );
  }
}

const WORKER = new URL("./cells-worker.js", import.meta.url);

/** A task on its own thread, which an abort ends at once; from source, where there are none, on this one. */
async function apart<Name extends keyof CellsTasks>(
  name: Name,
  given: Parameters<CellsTasks[Name]>[0],
  signal: AbortSignal,
): Promise<Awaited<ReturnType<CellsTasks[Name]>>> {
  signal.throwIfAborted();
  const task = { name, given };
  const isBuilt = import.meta.url.endsWith(".js");
  const answer = isBuilt
    ? await runApart<Awaited<ReturnType<typeof done>>>(WORKER, task, undefined, signal)
    : await done(task);
  if ("issues" in answer) throw new ConfigError(answer.issues);
  if ("refused" in answer) throw new SynthesisError(answer.refused);
  return answer.result as Awaited<ReturnType<CellsTasks[Name]>>;
}
