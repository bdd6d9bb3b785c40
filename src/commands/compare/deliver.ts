// Runs one comparison for the command line: its report, and the folder that it is written to.

import { join } from "node:path";
import type { Progress } from "#local-io";
import { writeReportFiles } from "#local-io";
import type { Block, Report } from "#reports";
import { freeFolder } from "../../cli/folder-guard.ts";
import type { PlayedPass } from "../../comparison/latency-check.ts";
import { parseConfig } from "../../design/config.ts";
import { activationFiles } from "../../runtime/activation-files.ts";
import type { Models } from "../../runtime/plugins.ts";
import { manifestFile } from "../../runtime/report-manifest.ts";
import { arraysOf } from "../shared/given-activations.ts";
import { indexAnswer } from "./report/indexer.ts";
import { comparePage } from "./report/page.ts";
import { screenBlocks } from "./report/screen.ts";
import { compareAnswer } from "./report/text.ts";
import { traceFile } from "./report/trace.ts";
import { compare } from "./run/compare.ts";
import type { Comparison } from "./run/comparison.ts";
import { compareIndexes } from "./run/indexer.ts";
import { measuredOf } from "./run/what-if/measured.ts";
import type { Question } from "./run/what-if/question.ts";

export interface RunOptions {
  readonly models: Models;
  readonly workers?: number;
  readonly saveActivations?: string;
  readonly progress: Progress;
  /** Receives an estimate of the run time, where the run is long. */
  readonly say: (text: string) => void;
  /** Receives the first screen, long before the report is done. */
  readonly onScreen?: (blocks: readonly Block[]) => void;
}

/** Simulates and prices; the report includes the manifest that identifies its folder. */
export async function runComparison(
  question: Question,
  { models, workers, saveActivations: kept, progress, say, onScreen }: RunOptions,
): Promise<{ readonly comparison: Comparison; readonly report: Report }> {
  const choice = { ...question.choice, workers };
  const passes: PlayedPass[] = [];
  const comparison = await compare(question.document, models, choice, progress, {
    onActivations: (activations) => {
      if (kept !== undefined) writeReportFiles(kept, activationFiles(arraysOf(activations)));
    },
    onFirst: (results) => onScreen?.(screenBlocks(results)),
    note: say,
    onPass: (pass) => passes.push(pass),
  });
  const { digest, name, command, changes, config, live } = question;
  const own = compareAnswer(comparison);
  // A report of a what-if changes another base than its own config.
  const change = command.includes("--what-if") ? null : `${command} ${own.next}`;
  const answer = { ...own, page: comparePage(comparison, { live, change }) };
  const manifest = manifestFile({
    question: digest,
    name,
    command,
    version: comparison.version,
    kernels: comparison.kernels,
    changes: [...changes],
    config,
    measured: measuredOf(comparison),
  });
  return {
    comparison,
    report: {
      ...answer,
      files: async () => [...((await answer.files?.()) ?? []), traceFile(comparison, passes), manifest],
    },
  };
}

/** Prices the designs of a trained index; the report includes the manifest that identifies its folder. */
export function runIndexComparison(question: Question, { catalogue }: Models, progress: Progress): Report {
  const comparison = compareIndexes(parseConfig(question.document, catalogue), progress);
  const answer = indexAnswer(comparison);
  const manifest = manifestFile({
    question: question.digest,
    name: question.name,
    command: question.command,
    version: comparison.version,
    kernels: "",
    changes: [...question.changes],
    config: question.config,
    measured: null,
  });
  return { ...answer, files: async () => [...((await answer.files?.()) ?? []), manifest] };
}

/** `reports/<name and changes>`; with part of the digest where that folder holds another answer. */
export const usualFolder = ({ folder, digest }: Question, under = "reports"): string =>
  freeFolder(join(under, folder), digest);
