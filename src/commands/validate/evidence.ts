// Published figures, claims and stored results, which only a clone of the repository has.

import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { fault } from "#base";
import type { Progress } from "#local-io";
import type { Block } from "#reports";
import { packagePath } from "../../runtime/package-files.ts";

/** Selection of claims, and the model to test. */
export interface ClaimsChoice {
  readonly quick: boolean;
  readonly workers?: number;
  /** A user's model with its text or token ids. */
  readonly model?: string;
  readonly text?: string;
  readonly tokens?: string;
  /** Tokens per window, and overrides of its recipe, each `path=value`. */
  readonly length?: number;
  readonly set?: readonly string[];
  /** Tests only that model. */
  readonly alone?: boolean;
}

/** An answer of the evidence, and whether any part fails. */
export interface Judged {
  readonly json: Readonly<Record<string, unknown>>;
  readonly blocks: readonly Block[];
  readonly fails: boolean;
}

/** Interface of the repository's folder `evidence`. */
export interface Evidence {
  /** Compares published figures with ours; `quick` leaves out slow ones. */
  figures(quick: boolean): Judged;
  /** Tests the claims of the plan; `document` is their page in Markdown. */
  claims(choice: ClaimsChoice, progress: Progress): Promise<Judged & { readonly document: string }>;
  /** Compares numbers on the page of results with the stored results that they name. */
  results(): Judged;
  /** Page of published figures in Markdown. */
  figuresPage(): string;
}

/** Loads the evidence from a clone of the repository. Throws ConfigError in an installed package. */
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
