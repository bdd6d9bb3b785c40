// What a folder of a report says about itself: the question, what it changes, and the numbers that others compare with.

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseBoundedJson } from "../base/bounded-json.ts";
import { ConfigError } from "../base/errors.ts";
import { readInputFile } from "./input-file.ts";

export const REPORT_MANIFEST = "report.json";
const FORMAT = "crosshash-report/1";

/** A mean over arrays with the values that it is of, an array each; no values where a source keeps none. */
const sampled = z.strictObject({
  mean: z.number(),
  /** Half width of the 95 % interval. */
  interval95: z.number().min(0),
  samples: z.int().min(1),
  values: z.array(z.number()).max(4096).nullable(),
});
export type Sampled = z.infer<typeof sampled>;

/** A design's price and quality, SI. */
const measuredDesign = z.strictObject({
  /** Id of the design that is compared. */
  design: z.string().max(100),
  model: z.string().max(1000),
  length: z.int().min(1),
  seed: z.number(),
  energy_J: z.number(),
  latency_s: z.number(),
  area_m2: z.number(),
  recall: sampled.nullable(),
  outputError: sampled.nullable(),
});
export type MeasuredDesign = z.infer<typeof measuredDesign>;

const change = z.strictObject({ path: z.string(), base: z.unknown(), value: z.unknown() });
/** A value of the config that is not the file's own. */
export type Change = z.infer<typeof change>;

const manifest = z.strictObject({
  format: z.literal(FORMAT),
  /** Digest of the config and of what else the answer depends on. */
  question: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(10_000),
  command: z.string().max(100_000),
  version: z.string().max(100),
  kernels: z.string().max(1000),
  changes: z.array(change).max(10_000),
  /** The config with every default. */
  config: z.record(z.string(), z.unknown()),
  /** Null where the design has no price. */
  measured: measuredDesign.nullable(),
});
export type ReportManifest = z.infer<typeof manifest>;

export const manifestFile = (content: Omit<ReportManifest, "format">) => ({
  name: REPORT_MANIFEST,
  content: `${JSON.stringify({ format: FORMAT, ...content }, null, 2)}\n`,
});

const MOST_BYTES = 1 << 22;

/** The manifest of a folder; null where it has none. Throws ConfigError for one that is damaged. */
export function readReportManifest(folder: string): ReportManifest | null {
  const file = join(folder, REPORT_MANIFEST);
  if (!existsSync(file)) return null;
  const value = parseBoundedJson(readInputFile(file, MOST_BYTES), file, {
    length: MOST_BYTES,
    depth: 64,
    containers: 100_000,
    values: 1_000_000,
  });
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  throw new ConfigError([
    {
      place: file,
      path: path.join(".") || "(root)",
      message: `expected what compare writes there, received another file (${message})`,
    },
  ]);
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Files that say that a folder is somebody's answer or store. */
const ANSWERS = [REPORT_MANIFEST, "result.json", "manifest.json"];

/** Whether a folder holds the answer to another question than this one. A damaged manifest is another's. */
export function holdsAnother(folder: string, question: string): boolean {
  if (!ANSWERS.some((name) => existsSync(join(folder, name)))) return false;
  try {
    return readReportManifest(folder)?.question !== question;
  } catch (error) {
    if (error instanceof ConfigError) return true;
    throw error;
  }
}
