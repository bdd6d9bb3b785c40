import { statSync } from "node:fs";
import { fault, raise } from "../../../base/errors.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { readConfig } from "../../shared/config-file.ts";
import { storedStudy } from "../../shared/studies/stored.ts";
import { readStudy } from "../../shared/studies/study.ts";
import type { DrivenStudy } from "./drive.ts";
import { manifestOf } from "./run.ts";

/** How a study that another program evaluates is named. */
export interface DrivenChoice {
  readonly out?: string;
  readonly maxPoints?: number;
  readonly set: readonly string[];
  readonly seed?: number;
}

/** The study of a store, or of a file that names where its store is to be. */
export function drivenStudy(
  target: string,
  models: Models,
  { out, set, seed, maxPoints }: DrivenChoice,
): DrivenStudy {
  const fail = (message: string): never => raise(target, "--out", message);
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true) {
    if (out !== undefined || set.length > 0 || seed !== undefined)
      return fail("expected no --out, --set and --seed with a store, which has its study");
    return wholeStudy(target, models);
  }
  if (out === undefined) return fail("expected the folder of the study's store, received none");
  const document = readConfig(target, set);
  const study = readStudy(document, models.catalogue, maxPoints);
  return {
    folder: out,
    study,
    manifest: manifestOf(document, study, { seed, models, shard: { part: 1, of: 1 } }),
  };
}

/** The store of a study, whole. Throws ConfigError for one part of it. */
export function wholeStudy(folder: string, models: Models): DrivenStudy {
  const { manifest, study } = storedStudy(folder, models);
  if (manifest.shard === null) return { folder, manifest, study };
  const message = `expected the store of a whole study, received part ${manifest.shard}`;
  throw fault(folder, "(store)", message);
}
