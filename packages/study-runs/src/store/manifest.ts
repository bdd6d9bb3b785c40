import { statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalHash, changedKeys, fault, parseStrictJson } from "#base";
import { checkSeal, folderKind, readStoreFile, sealedText, storeFault, writeReportFile } from "#local-io";
import type { Writer } from "./writer.ts";

/** Describes the study whose results a store holds. */
export interface Manifest {
  readonly schemaVersion: 2;
  /** Everything that results depend on, which must not change in a store. */
  readonly identity: {
    /** The config with every default, without the study's own keys. */
    readonly config: unknown;
    /** The study's own keys as written. */
    readonly study: Readonly<Record<string, unknown>>;
    readonly seed: number;
    readonly versions: { readonly crosshash: string; readonly kernels: string };
    /** SHA-256 of each plugin by name. */
    readonly plugins: Readonly<Record<string, string>>;
  };
  /** SHA-256 of the identity's canonical JSON. */
  readonly hash: string;
  /** The original study, from which `rerun` recreates it. */
  readonly source: unknown;
  /** Columns of the results. */
  readonly axes: readonly string[];
  readonly levels: readonly { readonly level: string; readonly metrics: readonly string[] }[];
  readonly objectives: readonly {
    readonly metric: string;
    readonly sense: "min" | "max";
    readonly reference: number | null;
  }[];
  /** Points of the study's first level. */
  readonly points: number;
  /** `i/n` if the store holds one part of a study; null for all of it. */
  readonly shard: string | null;
  /** Node version that made the store; others give the same results up to the rounding of `Math`. */
  readonly node: string;
  /** Programs that wrote into the store, in order, each once. */
  readonly writers: readonly Writer[];
}

/** Longest list of a manifest, above any study's. */
const MOST_ENTRIES = 10_000;
const NAME = z.string().max(10_000);
const NAMES = z.array(NAME).max(MOST_ENTRIES);
const HASH = z.string().regex(/^[0-9a-f]{64}$/);

/** Keys common to manifests of every version, which decide whether a store holds a study. */
const IDENTIFIED = z.looseObject({
  schemaVersion: z.union([z.literal(1), z.literal(2)]),
  identity: z.strictObject({
    config: z.unknown(),
    study: z.record(z.string(), z.unknown()),
    seed: z.number(),
    versions: z.strictObject({ crosshash: NAME, kernels: NAME }),
    plugins: z.record(z.string(), z.string()),
  }),
  hash: HASH,
  levels: z
    .array(z.strictObject({ level: NAME, metrics: NAMES }))
    .min(1)
    .max(16),
  points: z.int().min(0),
  shard: z
    .string()
    .regex(/^\d{1,6}\/\d{1,6}$/)
    .nullable(),
  node: NAME,
});

const WHOLE = IDENTIFIED.extend({
  schemaVersion: z.literal(2),
  source: z.unknown(),
  axes: NAMES,
  objectives: z.array(
    z.strictObject({ metric: NAME, sense: z.enum(["min", "max"]), reference: z.number().nullable() }),
  ),
  writers: z.array(z.strictObject({ crosshash: NAME, code: NAME, node: NAME })).max(MOST_ENTRIES),
  checksum: HASH,
}).strict();

/** Part of a manifest that decides whether a store holds a study. */
export type Identified = Pick<Manifest, "identity" | "hash" | "levels" | "points" | "shard" | "node"> & {
  readonly schemaVersion: 1 | 2;
};

export const MANIFEST = "manifest.json";
const MOST_BYTES = 1 << 22;
/** A study's document has at most 64 levels, and the manifest adds some. */
const LIMITS = { length: MOST_BYTES, depth: 80 } as const;

/** Values that may grow in a store: a longer search asks for the same points first. */
const GROWING: readonly string[] = ["study.search.points", "study.search.generations"];

/** A Latin hypercube has as many strata as points, so more points are different points. */
const canGrow = ({ identity: { study } }: Identified, path: string): boolean =>
  GROWING.includes(path) && (study.search as { readonly kind?: string })?.kind !== "latin-hypercube";

export const identityHash = (identity: Manifest["identity"]): string => canonicalHash(identity);

/** Writes a manifest with a checksum of its content. */
export const writeManifest = (folder: string, manifest: Manifest): string =>
  writeReportFile(folder, MANIFEST, sealedText(manifest));

/**
 * Reads the manifest of a store. Throws ConfigError if it is missing or changed, and for version 1, whose
 * checksum did not cover all that is read.
 */
export function readManifest(folder: string): Manifest {
  const { file, text, value } = parsed(folder);
  if (isOld(value))
    throw storeFault(
      file,
      "expected version 2, received version 1, whose checksum covers a part of it alone: sweep STUDY --out this folder keeps the results and writes it anew",
    );
  checkSeal(file, text, value);
  const { checksum: _, ...manifest } = checked(file, WHOLE, value) as Manifest & {
    readonly checksum: string;
  };
  checkIdentity(file, manifest);
  return manifest;
}

/** Identity part of a manifest of either version. Throws ConfigError as `readManifest` does. */
export function readIdentity(folder: string): Identified {
  const { file, value } = parsed(folder);
  if (!isOld(value)) return readManifest(folder);
  const manifest = checked(file, IDENTIFIED, value) as Identified;
  checkIdentity(file, manifest);
  return manifest;
}

function parsed(folder: string): { file: string; text: string; value: unknown } {
  const file = join(folder, MANIFEST);
  const text = readStoreFile(file, MOST_BYTES);
  if (text === null)
    throw storeFault(
      folder,
      statSync(folder, { throwIfNoEntry: false })?.isFile() === true
        ? `expected the store of a study, received a file: study run ${folder} --out DIR makes the store of a study`
        : `expected the store of a study, found ${found(folder)}: study run STUDY --out DIR makes one`,
    );
  return { file, text, value: parseStrictJson(text, file, LIMITS).value };
}

/** What is in place of a store. */
function found(folder: string): string {
  const kind = folderKind(folder);
  return kind === "a folder" ? `no ${MANIFEST} there` : kind;
}

const isOld = (value: unknown): boolean =>
  (value as { readonly schemaVersion?: unknown } | null)?.schemaVersion === 1;

/** Checks the form of a manifest and returns the value itself, with unknown keys and their order. */
function checked(file: string, schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return value;
  const { path } = result.error.issues[0];
  const where = path.length === 0 ? "" : ` at ${path.map(String).join(".")}`;
  throw storeFault(file, `expected a study's manifest of version 2, received something else${where}`);
}

function checkIdentity(file: string, { identity, hash }: Identified): void {
  if (identityHash(identity) !== hash)
    throw storeFault(file, "expected the identity that its hash was made of: the file was changed");
}

/** Refuses to continue a study that differs from the store's, naming the changed keys. */
export function checkSameStudy(folder: string, before: Identified, after: Identified): void {
  const changed = changedKeys(before.identity, after.identity).filter(
    (path) => !canGrow(after, path) || after.points < before.points,
  );
  if (before.shard !== after.shard) changed.push("shard");
  // Metrics are columns: records with other metrics must not share the file.
  changed.push(...changedKeys({ levels: before.levels }, { levels: after.levels }));
  if (changed.length === 0) return;
  const shown = changed.slice(0, 12).join(", ");
  const more = changed.length > 12 ? ` and ${changed.length - 12} more` : "";
  throw fault(
    join(folder, MANIFEST),
    "(store)",
    `expected the study that the store holds, received one with other ${shown}${more}: use another --out`,
  );
}
