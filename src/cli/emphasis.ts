import colors from "picocolors";

/** How parts of a report are drawn on a terminal. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly mixed: (text: string) => string;
  readonly faint: (text: string) => string;
}

const TERMINAL: Paint = {
  strong: colors.bold,
  good: colors.green,
  bad: colors.red,
  mixed: colors.yellow,
  faint: colors.dim,
};

/**
 * A report's text with its first line and its findings in bold, the words that say who wins in colour, and where to go on in
 * faint; as it is where the environment asks for no colours (NO_COLOR, TERM=dumb). The text has had its control characters
 * taken out before.
 */
export function emphasised(text: string, paint: Paint = TERMINAL): string {
  let isFinding = false;
  return text
    .split("\n")
    .map((line, n) => {
      // A wrapped finding goes on with two spaces.
      isFinding = line.startsWith("• ") || (isFinding && line.startsWith("  "));
      if (line === "") return line;
      if (isFinding) return paint.strong(coloured(line, paint));
      if (n === 0) return paint.strong(line);
      return /^(Page|Report|Next): /.test(line) ? paint.faint(line) : line;
    })
    .join("\n");
}

const coloured = (line: string, { good, bad, mixed }: Paint): string =>
  line
    .replace(/\b(?:loses to|loses|no merit of the hash|cannot carry)\b/g, bad)
    .replace(/\b(?:beats|wins)\b/g, good)
    .replace(/\btrades with\b/g, mixed);
