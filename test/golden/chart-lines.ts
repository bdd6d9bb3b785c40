import type { Drawing } from "#reports";

/** Words and numbers of a chart, a line each with its path: titles, axes, series and their values; no colours. */
export const chartLines = ({ name, title, configuration }: Drawing): string[] => [
  `chart ${name} | ${title}`,
  ...leaves(configuration.data, `${name} | data`),
  ...leaves(configuration.options, `${name} | options`),
];

const WORDS = new Set(["text", "label", "labels", "type"]);

function leaves(node: unknown, path: string, key = ""): string[] {
  if (Array.isArray(node) && node.every((item) => typeof item !== "object" || item === null))
    return key === "data" || WORDS.has(key) ? [`${path}: ${node.map(shown).join("; ")}`] : [];
  if (Array.isArray(node))
    return key === "data"
      ? [
          `${path}: ${node.map((item) => JSON.stringify(item, (_, value) => (typeof value === "number" ? Number(shown(value)) : value))).join("; ")}`,
        ]
      : node.flatMap((item, n) => leaves(item, `${path}.${n}`));
  if (typeof node === "object" && node !== null)
    return Object.entries(node).flatMap(([name, child]) => leaves(child, `${path}.${name}`, name));
  if (key === "data" || WORDS.has(key)) return [`${path}: ${shown(node)}`];
  return [];
}

const shown = (value: unknown): string =>
  typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
