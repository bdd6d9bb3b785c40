import fc from "fast-check";
import { STUDY_KEYS } from "../../src/study/study.ts";
import type { Schema } from "./schema-oracle.ts";

/** A key of the config with the models beside it, taken from the JSON Schema. */
export interface Leaf {
  readonly path: readonly string[];
  /** Model that must be chosen for the key to exist; null for keys of the config itself. */
  readonly model: string | null;
  readonly schema: Schema;
}

/** Every key that the schema has; a family's keys once a model. */
export function leavesOf(schema: Schema, path: readonly string[] = [], model: string | null = null): Leaf[] {
  const inside = (properties: unknown, own: string | null): Leaf[] =>
    Object.entries(properties as Record<string, Schema>)
      .filter(
        ([key]) =>
          !(path.length === 0 && STUDY_KEYS.some((known) => known === key)) &&
          !NAMES_A_FILE.includes([...path, key].join(".")) &&
          !(own !== null && key === "model"),
      )
      .flatMap(([key, child]) => leavesOf(child, [...path, key], own));
  if (schema.properties !== undefined) return inside(schema.properties, model);
  const models = ((schema.oneOf ?? []) as Schema[]).filter(
    ({ properties, title }) => properties !== undefined && !NEEDS_A_FILE.includes(String(title)),
  );
  if (models.length === 0) return [{ path, model, schema }];
  return [
    { path: [...path, "model"], model: null, schema: { enum: models.map(({ title }) => title) } },
    ...models.flatMap((alternative) => inside(alternative.properties, String(alternative.title))),
  ];
}

/** Models that need a file of the user's: none of their keys is valid without it. And keys that name one. */
const NEEDS_A_FILE = ["empirical"];
const NAMES_A_FILE = ["design.calibration", "design.componentTables"];

/** Values as they are spelled in the text; the same for every key. */
export const HOSTILE: readonly string[] = [
  ...["NaN", "+NaN", "Infinity", "-Infinity", "1e999", "-1e999", "-1", "0", "-0", "0.5", "1", "2", "1e308"],
  ...["9007199254740992", "1e9", "0x10", ".5", "5.", "1e-320", "4.9e-324", "null", "[]", "{}", "true"],
  ...['"8"', '""', '" "', '"1e400 ns"', '"1e400 V"', '"10 kg"', '"10"', '"-1 S"', '"1 qS"', '"1e-400 A"'],
  ...['"0 s"', '"1 s"', '"1 s 1"', '"1,5 ns"', '"7 nm"', '"6.9999999 nm"', '"65 nm"', '"66 nm"', '"28"'],
  ...[
    '"NaN s"',
    '"Infinity Hz"',
    '"5 GHz"',
    '"5.0000001 GHz"',
    '"2 V"',
    '"2 MiB"',
    '"2L/chunk"',
    '"0L/chunk"',
  ],
  ...[
    '"L/chunk"',
    '"99999L/chunk"',
    '"1/sqrt(d)"',
    '"1/sqrt(e)"',
    '"a\\u001b[2Jb"',
    '"\\ud800"',
    '"__proto__"',
  ],
  ...[
    '"constructor"',
    '"toString"',
    "[NaN]",
    "{ model: 3 }",
    "{ model: [] }",
    '{ model: "toString" }',
    "[[[[1]]]]",
  ],
  `"${"9".repeat(80)} s"`,
  `"${"x".repeat(5000)}"`,
];

export const isQuantity = ({ schema }: Leaf): boolean => schema["x-unit"] !== undefined;

/** A config's text with one key set, and the model that the key needs. */
export function textWith({ path, model }: Leaf, value: string): string {
  const last = path[path.length - 1];
  const beside = model === null ? "" : `model: ${JSON.stringify(model)}, `;
  return path
    .slice(0, -1)
    .reduceRight((inner, key) => `{ ${key}: ${inner} }`, `{ ${beside}${last}: ${value} }`);
}

/** Spelling of a value that lies in the key's range, its ends included. */
function inRange({ schema }: Leaf): fc.Arbitrary<string> {
  const { enum: words, type, oneOf } = schema;
  if (Array.isArray(words)) return fc.constantFrom(...words).map((word) => JSON.stringify(word));
  if (Array.isArray(oneOf))
    return fc.oneof(...oneOf.map((own: Schema) => inRange({ path: [], model: null, schema: own })));
  if (schema["x-unit"] !== undefined) return quantityInRange(schema);
  if (type === "boolean") return fc.constantFrom("true", "false");
  if (type === "integer") {
    const step = Number(schema.multipleOf ?? 1);
    const [min, max] = [Number(schema.minimum) / step, Number(schema.maximum) / step];
    return fc.integer({ min, max }).map((n) => String(n * step));
  }
  if (type === "number")
    return numberIn(Number(schema.minimum ?? schema.exclusiveMinimum), Number(schema.maximum)).map(String);
  return fc
    .constantFrom(...((schema.examples ?? ["a name"]) as string[]))
    .map((text) => JSON.stringify(text));
}

const numberIn = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: low, max: high, noNaN: true });

function quantityInRange(schema: Schema): fc.Arbitrary<string> {
  const low = Number(schema["x-minimum"] ?? schema["x-exclusiveMinimum"]);
  return numberIn(low, Number(schema["x-maximum"])).map((value) =>
    JSON.stringify(`${value} ${schema["x-unit"]}`),
  );
}

/** Near its key's range: ends, just beyond them, the same number in a wrong unit. */
function nearRange(leaf: Leaf): fc.Arbitrary<string> {
  const bounds = ["minimum", "maximum", "exclusiveMinimum"].flatMap((word) => {
    const bound = leaf.schema[word] ?? leaf.schema[`x-${word}`];
    return bound === undefined ? [] : [Number(bound)];
  });
  const numbers = bounds.flatMap((x) => [x, x + 1, x - 1, x * (1 + 1e-12), x * (1 - 1e-12), -x]);
  if (numbers.length === 0) return fc.constantFrom(...HOSTILE);
  const unit = leaf.schema["x-unit"];
  const spell = (x: number, own: unknown): string =>
    own === undefined ? String(x) : JSON.stringify(`${x} ${own}`);
  return fc
    .tuple(fc.constantFrom(...numbers), fc.constantFrom(unit, unit, unit, "kg", "ns", "GHz", undefined))
    .map(([x, other]) => spell(x, unit === undefined ? undefined : other));
}

const typo = (word: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(word.length - 1), fc.constantFrom("drop", "double", "swap", "upper")).map(([at, how]) => {
    const [before, c, after] = [word.slice(0, at), word[at], word.slice(at + 1)];
    if (how === "drop") return before + after;
    if (how === "double") return before + c + c + after;
    if (how === "upper") return before + c.toUpperCase() + after;
    return before + after.slice(0, 1) + c + after.slice(1);
  });

/** One setting: a path of keys and the spelling of its value. */
interface Setting {
  readonly path: readonly string[];
  readonly value: string;
  readonly model: string | null;
}

const settingOf = (leaf: Leaf): fc.Arbitrary<Setting> => {
  const at =
    (path: readonly string[]) =>
    (value: string): Setting => ({ path, value, model: leaf.model });
  return fc.oneof(
    { weight: 12, arbitrary: inRange(leaf).map(at(leaf.path)) },
    { weight: 3, arbitrary: nearRange(leaf).map(at(leaf.path)) },
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE).map(at(leaf.path)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(typo(leaf.path[leaf.path.length - 1]), inRange(leaf))
        .map(([key, value]) => at([...leaf.path.slice(0, -1), key === "" ? "_" : key])(value)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("__proto__", "constructor", "prototype"), fc.nat(leaf.path.length - 1))
        .map(([key, depth]) => at([...leaf.path.slice(0, depth), key, "polluted"])("true")),
    },
    { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map(at(leaf.path)) },
  );
};

export interface Case {
  readonly text: string;
  /** A key stands twice in one object, which a parsed value no longer shows. */
  readonly duplicate: boolean;
}

/** Configs of one to five settings, mostly valid one by one. */
export const hostileConfig = (leaves: readonly Leaf[]): fc.Arbitrary<Case> =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...leaves).chain(settingOf), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
    )
    .map(([settings, twice]) => {
      const tree = new Map<string, Branch>();
      for (const setting of settings) plant(tree, setting);
      const text = spell(tree);
      return twice
        ? { text: text.replace("{", '{ seed: 3, "seed": 3, '), duplicate: true }
        : { text, duplicate: false };
    });

type Branch = string | Map<string, Branch>;

function plant(tree: Map<string, Branch>, { path, value, model }: Setting): void {
  let node = tree;
  for (const key of path.slice(0, -1)) {
    const child = node.get(key);
    const next = child instanceof Map ? child : new Map<string, Branch>();
    node.set(key, next);
    node = next;
  }
  node.set(path[path.length - 1], value);
  if (model !== null) node.set("model", JSON.stringify(model));
}

const spell = (branch: Branch): string =>
  typeof branch === "string"
    ? branch
    : `{ ${[...branch].map(([key, child]) => `${JSON.stringify(key)}: ${spell(child)}`).join(", ")} }`;
