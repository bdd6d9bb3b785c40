// Several comparisons in one command: what-ifs, configs, points and reports, each against one base.

import { canonicalHash, fault } from "#base";
import { writeReportFiles } from "#local-io";
import { type Answer, type Delivery, filesOf } from "../../cli/delivery.ts";
import { checkKept } from "../../cli/folder-guard.ts";
import { overrideBy } from "../../design/override.ts";
import { packageVersion } from "../../runtime/package-files.ts";
import { claimOf, manifestFile, readReportManifest, reportDoubt } from "../../runtime/report-manifest.ts";
import type { ModelChoice } from "../shared/activations.ts";
import { type RunOptions, runComparison, usualFolder } from "./deliver.ts";
import { type Column, deltasAnswer } from "./report/deltas.ts";
import { changeLabel } from "./run/what-if/changes.ts";
import { measuredOf } from "./run/what-if/measured.ts";
import { type Question, questionOf } from "./run/what-if/question.ts";
import { readSource, type Source, type SourceOptions } from "./run/what-if/sources.ts";

export interface SourcesOptions extends RunOptions, SourceOptions, Pick<Delivery, "charts"> {
  readonly sources: readonly [string, ...string[]];
  readonly against?: string;
  /** Each a list of `path=value`, separated by semicolons. */
  readonly whatIf: readonly string[];
  readonly choice: ModelChoice & { readonly seed?: number };
  /** Folder of the table; undefined only prints it. */
  readonly out?: string;
  readonly force?: boolean;
  /** Parent folder of the comparisons' folders; undefined writes none. */
  readonly under?: string;
}

/** A table of the sources, or of what-ifs over the one source, against the base. Throws ConfigError. */
export async function compareSources(options: SourcesOptions): Promise<Answer> {
  const { sources, whatIf, against } = options;
  if (whatIf.length > 0 && sources.length > 1)
    throw usage("--what-if", `expected one source with it, received ${sources.length}`);
  const given = sources.map((text) => readSource(text, options));
  const [first, ...rest] = given;
  const asked = whatIf.length > 0 ? whatIf.map((settings) => whatIfOver(first, settings)) : null;
  const base = against === undefined ? first : baseOf(against, sources[0], options);
  const others = asked ?? (against === undefined ? rest : given);
  // All questions are read before the first is simulated.
  const prepared = [base, ...others].map((source) => ({ source, question: questionFor(source, options) }));
  const indexed = prepared.find(({ question }) => question?.isIndexed === true);
  if (indexed !== undefined)
    throw usage(
      "sources",
      `expected workloads without a trained indexer where several are compared, received ${String(indexed.question?.name)} (compare it alone)`,
    );
  const digest = canonicalHash(
    prepared.map(({ source, question }) => question?.digest ?? canonicalHash(source.measured)),
  );
  checkKept(options.out, digest, options.force === true);
  const columns: Column[] = [];
  for (const { source, question } of prepared) columns.push(await columnOf(source, question, options));
  const [head, ...columnsOfOthers] = columns;
  const answer = deltasAnswer(head, columnsOfOthers);
  const manifest = manifestFile({
    question: digest,
    name: `against ${head.label}`,
    command: prepared.map(({ source, question }) => question?.command ?? source.label).join("\n"),
    version: packageVersion(),
    kernels: "",
    changes: [],
    config: {},
    measured: null,
  });
  return { ...answer, question: digest, files: () => [manifest] };
}

const usage = (path: string, message: string) => fault("compare", path, message);

/** The base of `--against`: another source, without the set values; "base" is the first source as it is. */
const baseOf = (against: string, first: string, options: SourceOptions): Source =>
  readSource(against === "base" ? first : against, { ...options, set: [] });

/** A second change after a comma, with its path. */
const SEVERAL = /\s*,\s*([A-Za-z][\w.]*)\s*=.*/;

function whatIfOver(source: Source, text: string): Source {
  const settings = text
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  if (settings.length === 0)
    throw usage(
      "--what-if",
      `expected path=value, or several with semicolons, received ${JSON.stringify(text)}`,
    );
  const file = settings.find((one) => /^[^=]*\.json5?$/.test(one));
  if (file !== undefined)
    throw usage(
      "--what-if",
      `expected path=value, received a file: crosshash compare ${source.document.file} ${file} compares the two`,
    );
  const parted = settings.find((one) => SEVERAL.test(one));
  if (parted !== undefined)
    throw usage(
      "--what-if",
      `expected several changes with semicolons, as in "${parted.replace(SEVERAL, "; $1=")}…", received a comma`,
    );
  return {
    label: "",
    base: source.document,
    document: settings.reduce((changed, one) => overrideBy("--what-if", changed, one), source.document),
    measured: null,
  };
}

/** Null for a source that is already measured. Its command states its changes as `--set` options. */
function questionFor(source: Source, { models, choice }: SourcesOptions): Question | null {
  if (source.measured !== null) return null;
  const asked = (words: readonly string[]): Question =>
    questionOf(source.document, source.base, models, choice, ["compare", source.base.file, ...words]);
  return asked(
    asked([]).changes.flatMap(({ path, value }) => [
      "--set",
      `${path}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    ]),
  );
}

/** A source's measured values, what its folder keeps, or a new simulation, which is saved in its folder. */
async function columnOf(source: Source, question: Question | null, options: SourcesOptions): Promise<Column> {
  if (question === null) {
    if (source.measured === null) throw new RangeError("a source without a question has measured values");
    return { label: source.label, measured: source.measured, changes: [], folder: null };
  }
  const { changes } = question;
  const label =
    changes.map((change) => changeLabel(change, changes)).join(", ") || source.label || question.name;
  const folder = options.under === undefined ? null : usualFolder(question, options.under);
  const kept = folder === null ? null : readReportManifest(folder);
  if (kept?.question === question.digest && kept.measured !== null && reportDoubt(kept) === null) {
    options.say(`${folder}: kept, the same question by the same code`);
    return { label, measured: kept.measured, changes, folder };
  }
  const { comparison, report } = await runComparison(question, options);
  if (folder !== null)
    writeReportFiles(folder, await filesOf(report, options.charts), claimOf({ question: question.digest }));
  const measured = measuredOf(comparison);
  if (measured === null)
    throw usage(label, "expected a design with a price, received an infeasible one: no delta compares it");
  return { label, measured, changes, folder };
}
