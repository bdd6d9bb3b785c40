// Inputs of a comparison: a config, a point of a study, or the report of another comparison.

import { existsSync } from "node:fs";
import { basename, join, normalize } from "node:path";
import { fault, type Located } from "#base";
import { assignmentOf } from "#search";
import { MANIFEST } from "#study-runs";
import { parseConfig } from "../../../../design/config.ts";
import { override } from "../../../../design/override.ts";
import type { Models } from "../../../../runtime/plugins.ts";
import {
  isFolder,
  type MeasuredDesign,
  REPORT_MANIFEST,
  readReportManifest,
  reportDoubt,
} from "../../../../runtime/report-manifest.ts";
import { documentAt } from "../../../../study/point-configs.ts";
import { readConfig } from "../../../shared/config-file.ts";
import { readConfigFor } from "../../../shared/config-of-model.ts";
import { rowOf, storedStudy } from "../../../shared/studies/stored.ts";
import { recordOf } from "../../../shared/studies/stored-point.ts";
import { isStudy, readStudy } from "../../../shared/studies/study.ts";
import { measuredPoint } from "./measured.ts";

/** A source as it was named. */
export interface Source {
  readonly label: string;
  /** The config with the values set over it. */
  readonly document: Located;
  /** The config without the values set over it. */
  readonly base: Located;
  /** Measurements of its report or store; null where it is to be simulated. */
  readonly measured: MeasuredDesign | null;
}

export interface SourceOptions {
  readonly set: readonly string[];
  readonly workloadFrom?: string;
  readonly models: Models;
  readonly say: (text: string) => void;
}

/** Reads a source; `--set` over a report or a point makes it a config to simulate. Throws ConfigError. */
export function readSource(text: string, options: SourceOptions): Source {
  const { set, workloadFrom, models } = options;
  const hash = text.lastIndexOf("#");
  if (hash > 0 && !existsSync(text)) return pointOf(text.slice(0, hash), text.slice(hash + 1), options);
  if (isFolder(text)) return reportOf(text, options);
  const baseOf = (document: Located): Located =>
    isStudy(document) ? readStudy(document, models.catalogue, Number.MAX_SAFE_INTEGER).base : document;
  return {
    label: basename(text).replace(/\.json5?$/, ""),
    document: baseOf(readConfigFor(workloadFrom, text, set)),
    base: baseOf(readConfig(text, [])),
    measured: null,
  };
}

function reportOf(folder: string, { set, say }: SourceOptions): Source {
  const manifest = readReportManifest(folder);
  const place = join(folder, REPORT_MANIFEST);
  if (manifest === null) {
    const isStore = existsSync(join(folder, MANIFEST));
    throw fault(
      folder,
      "(source)",
      isStore
        ? `expected a report of compare, received the store of a study: name a point of it, such as ${folder}#0`
        : `expected a config, DIR#POINT of a study or a report of compare, received a folder without ${REPORT_MANIFEST}`,
    );
  }
  const base: Located = { file: place, value: manifest.config, place: () => place, keyPlace: () => place };
  if (set.length === 0 && manifest.measured === null)
    throw fault(place, "measured", "expected a design with a price, received an infeasible one");
  const doubt = reportDoubt(manifest);
  if (set.length === 0 && doubt !== null) say(`${folder}: ${doubt}`);
  return {
    label: basename(normalize(folder)),
    document: set.reduce(override, base),
    base,
    measured: set.length === 0 ? manifest.measured : null,
  };
}

function pointOf(folder: string, key: string, { set, models, say }: SourceOptions): Source {
  if (!isFolder(folder))
    throw fault(folder, "(source)", `expected the folder of a study before #${key}, found none`);
  const stored = storedStudy(folder, models, say);
  const record = recordOf(folder, key, stored);
  const assignment = assignmentOf(stored.study.plan.space, record.codes);
  const base = documentAt(stored.study.base, assignment);
  const { fidelity, workload, seed } = parseConfig(base, models.catalogue);
  const row = rowOf(record, stored);
  const measured = measuredPoint(row, stored, {
    model: fidelity.source === "model" ? SHIPPED_MODEL : fidelity.source,
    length: fidelity.length ?? workload.length,
    arrays: row.level === "estimate" ? 1 : fidelity.arrays,
    seed,
    workload,
  });
  if (set.length === 0 && measured === null)
    throw fault(
      `${folder}#${key}`,
      "(source)",
      `expected a point with energy, latency and area, received one that is ${row.status}${row.reason === "" ? "" : `: ${row.reason}`}`,
    );
  const sets = assignment.map(([path, value]) => `${path.split(".").slice(-2).join(".")}=${value}`);
  return {
    label: sets.length === 0 ? `${basename(normalize(folder))}#${key}` : sets.join(", "),
    document: set.reduce(override, base),
    base,
    measured: set.length === 0 ? measured : null,
  };
}

/** Points of studies are measured on the model that ships with the package. */
const SHIPPED_MODEL = "recall-lm";
