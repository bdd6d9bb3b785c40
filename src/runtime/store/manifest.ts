import { join } from "node:path";
import { canonicalHash, changedKeys } from "../../base/canonical.ts";
import { ConfigError } from "../../base/errors.ts";
import { readInputFile } from "../input-file.ts";
import { writeReportFile } from "../output-folder.ts";

/** What a store holds results of. */
export interface Manifest {
  readonly schemaVersion: 1;
  /** Everything that results depend on: what may not change under a store. */
  readonly identity: {
    /** The config with every default, without the study's own keys. */
    readonly config: unknown;
    /** The study's own keys, as they were written. */
    readonly study: Readonly<Record<string, unknown>>;
    readonly seed: number;
    readonly versions: { readonly crosshash: string; readonly kernels: string };
    /** SHA-256 of each plugin by its name. */
    readonly plugins: Readonly<Record<string, string>>;
  };
  /** SHA-256 of the identity's canonical JSON. */
  readonly hash: string;
  /** The study as it was given, from which `rerun` makes it again. */
  readonly source: unknown;
  /** Columns of the results. */
  readonly axes: readonly string[];
  readonly levels: readonly { readonly level: string; readonly metrics: readonly string[] }[];
  readonly objectives: readonly {
    readonly metric: string;
    readonly sense: "min" | "max";
    readonly reference: number | null;
  }[];
  /** Points that the study asks for on its first level. */
  readonly points: number;
  /** `i/n` where the store holds one part of a study; null for all of it. */
  readonly shard: string | null;
  /** Of the process that made the store; results of another one are the same, but rounding of `Math` may differ. */
  readonly node: string;
}

export const MANIFEST = "manifest.json";
const MOST_BYTES = 1 << 22;

/** Paths that may grow under a store: a search that goes on asks for the same points first. */
const GROWING: readonly string[] = ["study.search.points", "study.search.generations"];

/** Strata of a Latin hypercube are as many as its points: more points are other points. */
const canGrow = ({ identity: { study } }: Manifest, path: string): boolean =>
  GROWING.includes(path) && (study.search as { readonly kind?: string })?.kind !== "latin-hypercube";

export const identityHash = (identity: Manifest["identity"]): string => canonicalHash(identity);

export const writeManifest = (folder: string, manifest: Manifest): string =>
  writeReportFile(folder, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);

/** The manifest of a store. Throws ConfigError where there is none, or one that was changed by hand. */
export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST);
  const fail = (message: string): never => {
    throw new ConfigError([{ place: file, path: "(store)", message }]);
  };
  const text = readInputFile(file, MOST_BYTES);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch {
    return fail("expected JSON, received other text");
  }
  if (manifest?.schemaVersion !== 1 || typeof manifest.identity !== "object")
    return fail("expected a study's manifest of version 1");
  if (identityHash(manifest.identity) !== manifest.hash)
    return fail("expected the identity that its hash was made of: the file was changed");
  return manifest;
}

/** Refuses to go on with a study that is not the one of the store, naming the keys that changed. */
export function checkSameStudy(folder: string, before: Manifest, after: Manifest): void {
  const changed = changedKeys(before.identity, after.identity).filter(
    (path) => !canGrow(after, path) || after.points < before.points,
  );
  if (before.shard !== after.shard) changed.push("shard");
  // Metrics are columns: records of other ones do not go into the same file.
  changed.push(...changedKeys({ levels: before.levels }, { levels: after.levels }));
  if (changed.length === 0) return;
  const shown = changed.slice(0, 12).join(", ");
  const more = changed.length > 12 ? ` and ${changed.length - 12} more` : "";
  throw new ConfigError([
    {
      place: join(folder, MANIFEST),
      path: "(store)",
      message: `expected the study that the store holds, received one with other ${shown}${more}: use another --out`,
    },
  ]);
}
