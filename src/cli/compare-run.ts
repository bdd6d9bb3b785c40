// One comparison as the command line runs it: its folder, what it may not overwrite, and what is kept from before.

import { join } from "node:path";
import { ConfigError } from "../base/errors.ts";
import { type Comparison, compare } from "../questions/compare.ts";
import { arraysOf } from "../questions/given-activations.ts";
import { measuredOf } from "../questions/what-if/measured.ts";
import type { Question } from "../questions/what-if/question.ts";
import { compareAnswer } from "../report/compare/text.ts";
import type { Report } from "../report/report.ts";
import { activationFiles } from "../runtime/activation-files.ts";
import { writeReportFiles } from "../runtime/output-folder.ts";
import type { Models } from "../runtime/plugins.ts";
import type { Progress } from "../runtime/progress.ts";
import { holdsAnother, manifestFile } from "../runtime/report-manifest.ts";

export interface RunOptions {
  readonly models: Models;
  readonly workers?: number;
  readonly saveActivations?: string;
  readonly progress: Progress;
}

/** Simulates and prices; the report has the manifest that its folder is known by. */
export async function runComparison(
  question: Question,
  { models, workers, saveActivations: kept, progress }: RunOptions,
): Promise<{ readonly comparison: Comparison; readonly report: Report }> {
  const choice = { ...question.choice, ...(workers === undefined ? {} : { workers }) };
  const comparison = await compare(question.document, models, choice, progress, (activations) => {
    if (kept !== undefined) writeReportFiles(kept, activationFiles(arraysOf(activations)));
  });
  const { digest, name, command, changes, config } = question;
  const answer = compareAnswer(comparison);
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
    report: { ...answer, files: async () => [...((await answer.files?.()) ?? []), manifest] },
  };
}

/** Refuses a folder that holds the answer to another question, before anything is simulated. */
export function checkKept(folder: string | undefined, digest: string, force: boolean): void {
  if (folder === undefined || force || !holdsAnother(folder, digest)) return;
  throw new ConfigError([
    {
      place: folder,
      path: "(output)",
      message:
        "expected a new folder or one with the answer to this question, received one that holds another answer: choose another --out, or --force to replace it",
    },
  ]);
}

/** `reports/<name and changes>`; with some of the digest where that folder holds another question's answer. */
export function usualFolder({ folder, digest }: Question, under = "reports"): string {
  const usual = join(under, folder);
  return holdsAnother(usual, digest) ? `${usual}-${digest.slice(0, 8)}` : usual;
}
