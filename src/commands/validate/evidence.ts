// The published figures, claims and stored results of the repository, which no package of the product has.

import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { fault } from "../../base/errors.ts";
import type { Block } from "../../report/report.ts";
import { packagePath } from "../../runtime/package-files.ts";
import type { Progress } from "../../runtime/progress.ts";

/** Which claims are tested, and on what. */
export interface ClaimsChoice {
  readonly quick: boolean;
  readonly workers?: number;
  /** A model of the user's with its text or token ids. */
  readonly model?: string;
  readonly text?: string;
  readonly tokens?: string;
  /** Tokens of a window of it, and settings laid over its recipe, each `path=value`. */
  readonly length?: number;
  readonly set?: readonly string[];
  /** Tests that model and nothing else. */
  readonly alone?: boolean;
}

/** An answer of the evidence, and whether something in it fails. */
export interface Judged {
  readonly json: Readonly<Record<string, unknown>>;
  readonly blocks: readonly Block[];
  readonly fails: boolean;
}

/** What the folder `evidence` of the repository answers. */
export interface Evidence {
  /** Published figures against ours; `quick` leaves the slow ones out. */
  figures(quick: boolean): Judged;
  /** Claims of the plan; `document` is their page in Markdown. */
  claims(choice: ClaimsChoice, progress: Progress): Promise<Judged & { readonly document: string }>;
  /** Numbers of the page of results against the stored results that they name. */
  results(): Judged;
  /** Page of published figures in Markdown. */
  figuresPage(): string;
}

/** Loads it from a clone of the repository. Throws ConfigError in an installed package, which has none. */
export async function loadEvidence(): Promise<Evidence> {
  const isSource = import.meta.url.endsWith(".ts");
  const file = isSource ? packagePath("evidence", "index.ts") : packagePath("dist", "bundle", "evidence.js");
  if (!existsSync(file))
    throw fault(
      "validate",
      "(root)",
      `expected a clone of the repository, which has the published figures and stored results, received a package without them`,
    );
  const { evidence } = (await import(pathToFileURL(file).href)) as { readonly evidence: Evidence };
  return evidence;
}
