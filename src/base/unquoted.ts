// What a text that is no JSON5 probably means: values and keys as people write them without quotes.

/** Longest line in which a value that was written without quotes is looked for. */
const LONGEST_LINE = 1000;

/** A percentage, a decimal comma or a path of keys that a line has without quotes around a column; null for none. */
export function unquoted(line: string, column: number): string | null {
  if (line.length > LONGEST_LINE) return null;
  const [before, rest] = [line.slice(0, column - 1), line.slice(column - 1)];
  const [, share] = /(?:^|[\s:[,])(\d{1,9}(?:\.\d{1,9})?) ?$/.exec(before) ?? [];
  if (share !== undefined && rest.startsWith("%"))
    return `expected a number, received ${share} % (write ${Number((Number(share) / 100).toPrecision(12))})`;
  const [, whole] = /:\s{0,9}(-?\d{1,9}),$/.exec(before) ?? [];
  const [part, unit] = /^(\d{1,9})(?![\w.]*\s*:)(?:\s?([a-zµΩ/]{1,9}))?/i.exec(rest)?.slice(1) ?? [];
  if (whole !== undefined && part !== undefined) {
    const plain = `${whole}.${part}`;
    const isThousands = unit === undefined && /^-?[1-9]\d?\d?$/.test(whole) && part.length === 3;
    return `expected a decimal point, received a comma (write ${unit === undefined ? plain : `"${plain} ${unit}"`}${isThousands ? `, or ${whole}${part} for thousands` : ""})`;
  }
  let from = before.length;
  while (from > 0 && /[\w$.]/.test(before[from - 1])) from--;
  const [path = ""] = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+(?=\s*:)/.exec(line.slice(from)) ?? [];
  return path === "" ? null : `expected a key without dots, received ${path} (write ${nestedKeys(path)})`;
}

/** "workload: { length: … }" for "workload.length". */
export const nestedKeys = (path: string): string =>
  path
    .split(".")
    .reverse()
    .reduce((inner, key) => (inner === "" ? `${key}: …` : `${key}: { ${inner} }`), "");
