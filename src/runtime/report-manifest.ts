// Manifest of a report's folder: question, config changes, and figures that other reports compare with.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, fault, parseBoundedJson } from "#base";
import { checkSeal, type FolderClaim, readInputFile, sealedText } from "#local-io";
import { otherWriters } from "#study-runs";
import { currentWriter } from "./current-writer.ts";
import { REPORT_DIGEST } from "./generated/code-digest.ts";

export const REPORT_MANIFEST = "report.json";
const FORMAT = "crosshash-report/2";
/** Has neither a checksum nor the digest of the code that wrote it. */
const OLD_FORMAT = "crosshash-report/1";

/** A mean over arrays and the value of each array; null values if the source keeps none. */
const sampled = z.strictObject({
  mean: z.number(),
  /** Half width of the 95 % interval. */
  interval95: z.number().min(0),
  samples: z.int().min(1),
  values: z.array(z.number()).max(4096).nullable(),
});
export type Sampled = z.infer<typeof sampled>;

/** Workload that a price refers to. */
const pricedWorkload = z.strictObject({
  preset: z.string().max(1000),
  phase: z.string().max(100),
  pass: z.string().max(100),
  layers: z.int().min(1),
  heads: z.int().min(1),
  kvHeads: z.int().min(1),
  headWidth: z.int().min(1),
  length: z.int().min(1),
  batch: z.int().min(1),
  /** Tokens of one pass. */
  tokens: z.int().min(1),
});
export type PricedWorkload = z.infer<typeof pricedWorkload>;

/** A design's price and quality, SI. Optional keys are missing in older files. */
const measuredDesign = z.strictObject({
  /** Id of the compared design. */
  design: z.string().max(100),
  model: z.string().max(1000),
  length: z.int().min(1),
  seed: z.number(),
  level: z.enum(["price", "estimate", "simulate"]).optional(),
  /** SHA-256 of the attended queries and keys, which distinguishes texts. */
  activations: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  workload: pricedWorkload.optional(),
  energy_J: z.number(),
  latency_s: z.number(),
  area_m2: z.number(),
  recall: sampled.nullable(),
  outputError: sampled.nullable(),
});
export type MeasuredDesign = z.infer<typeof measuredDesign>;

const change = z.strictObject({ path: z.string(), base: z.unknown(), value: z.unknown() });
/** A changed value of the config. */
export type Change = z.infer<typeof change>;

const manifest = z.strictObject({
  format: z.enum([FORMAT, OLD_FORMAT]),
  /** Digest of the config and of all else that the answer depends on. */
  question: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(10_000),
  command: z.string().max(100_000),
  version: z.string().max(100),
  kernels: z.string().max(1000),
  changes: z.array(change).max(10_000),
  /** The config with every default. */
  config: z.record(z.string(), z.unknown()),
  /** Null if the design has no price. */
  measured: measuredDesign.nullable(),
  /** The program; older files have only its version. */
  writer: z
    .strictObject({
      crosshash: z.string().max(100),
      code: z.string().max(100),
      node: z.string().max(100),
    })
    .optional(),
  checksum: z.string().optional(),
});
export type ReportManifest = z.infer<typeof manifest>;

export const manifestFile = (content: Omit<ReportManifest, "format" | "writer" | "checksum">) => ({
  name: REPORT_MANIFEST,
  content: sealedText({ format: FORMAT, ...content, writer: currentWriter(REPORT_DIGEST) }),
});

/** Why a report's numbers are not vouched for by this program, in words; null if it wrote them itself. */
export function reportDoubt({ writer, version }: ReportManifest): string | null {
  if (writer === undefined)
    return `Crosshash ${version} wrote it without a checksum and without its code: its numbers are taken as they are`;
  const others = otherWriters([writer], currentWriter(REPORT_DIGEST));
  return others === null ? null : `it was written with ${others}`;
}

/** Format of other verbs' folders, which only have a question. */
const ANSWER_FORMAT = "crosshash-answer/1";

const answerManifest = z.strictObject({
  format: z.literal(ANSWER_FORMAT),
  /** Digest of the call: its verb, options and input files. */
  question: z.string().regex(/^[0-9a-f]{64}$/),
  command: z.string().max(100_000),
  version: z.string().max(100),
});

/** The file that identifies a folder of any verb except compare. */
export const answerFile = (content: Omit<z.infer<typeof answerManifest>, "format">) => ({
  name: REPORT_MANIFEST,
  content: `${JSON.stringify({ format: ANSWER_FORMAT, ...content }, null, 2)}\n`,
});

const MOST_BYTES = 1 << 22;

/** Manifest of a compare folder; null without one. Throws ConfigError if it is damaged or another verb's. */
export function readReportManifest(folder: string): ReportManifest | null {
  const value = manifestValue(folder);
  if (value === null) return null;
  const parsed = manifest.safeParse(value);
  if (parsed.success) {
    const file = join(folder, REPORT_MANIFEST);
    if (parsed.data.format === FORMAT) checkSeal(file, readInputFile(file, MOST_BYTES), value);
    return parsed.data;
  }
  const answer = answerManifest.safeParse(value);
  const [{ path, message }] = parsed.error.issues;
  const received = answer.success ? `the answer to ${answer.data.command}` : `another file (${message})`;
  throw fault(
    join(folder, REPORT_MANIFEST),
    answer.success ? "(root)" : path.join(".") || "(root)",
    `expected what compare writes there, received ${received}`,
  );
}

/** Question of a folder of any verb; null without a manifest or with a damaged one. */
function questionIn(folder: string): string | null {
  try {
    const value = manifestValue(folder);
    const parsed = z.union([manifest, answerManifest]).safeParse(value);
    return parsed.success ? parsed.data.question : null;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

function manifestValue(folder: string): unknown {
  const file = join(folder, REPORT_MANIFEST);
  if (!existsSync(file)) return null;
  return parseBoundedJson(readInputFile(file, MOST_BYTES), file, {
    length: MOST_BYTES,
    depth: 64,
    containers: 100_000,
    values: 1_000_000,
  });
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Files that mark a folder as an answer or a store. */
const ANSWERS = [REPORT_MANIFEST, "result.json", "manifest.json"];

/** Whether a folder holds the answer to another question. A damaged manifest counts as another's. */
export const holdsAnother = (folder: string, question: string): boolean =>
  ANSWERS.some((name) => existsSync(join(folder, name))) && questionIn(folder) !== question;

/** The question that a folder answers from now on; `force` replaces an answer to another question. */
export interface Claim {
  readonly question: string;
  readonly force?: boolean;
}

/** How a claim is made; undefined where nothing in the folder is kept. */
export const claimOf = ({ question, force = false }: Claim): FolderClaim | undefined =>
  force ? undefined : { naming: REPORT_MANIFEST, isAnother: (folder) => holdsAnother(folder, question) };
