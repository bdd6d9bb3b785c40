/** One complaint about an input: where it stands, what was expected there and what came. */
export interface Issue {
  /** `file:line:column`, or the file's name alone where a position makes no sense. */
  readonly place: string;
  /** Dotted path of the value, `(root)` for the whole document. */
  readonly path: string;
  /** "expected … , received …" or another complete clause. */
  readonly message: string;
}

export const formatIssue = (issue: Issue): string => `${issue.place} ${issue.path}: ${issue.message}`;

/** The input cannot be understood or lies outside its stated range. Carries every issue at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map(formatIssue).join("\n"));
    this.issues = issues;
  }
}

/** The design is well formed but cannot carry the workload. A sweep records it as a point. */
export class InfeasibleError extends Error {
  override readonly name = "InfeasibleError";
}

/** An iteration stopped short of its tolerance. The unfinished value is never handed out. */
export class UnconvergedError extends Error {
  override readonly name = "UnconvergedError";
}
