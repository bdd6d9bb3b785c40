import JSON5 from "json5";
import {
  acceptedRange,
  type Catalogue,
  ConfigError,
  didYouMean,
  fault,
  type Located,
  type Parameter,
  parseQuantity,
  settingText,
  type UnitName,
} from "#base";
import { parseConfig } from "../../../design/config.ts";
import { override } from "../../../design/override.ts";
import { configParameters, settingsOf } from "../../../design/resolved.ts";
import { withMeasuredFiles } from "../../shared/measured-files.ts";
import { splitStudy } from "../../shared/studies/study.ts";
import { infeasibility } from "./feasibility.ts";

/** Where a short name is looked for first: `bits` are those of the readout, where it has some. */
export const LIKELY_PLACES = [
  "design.hashing.readout.",
  "design.hashing.",
  "workload.attention.",
  "workload.",
  "design.logic",
  "design.",
];

const OBJECTIVES = ["energy_J:min", "recall:max"];

/** An axis of a study: a parameter, the config's own value of it, and the values to try. */
interface TemplateAxis {
  readonly parameter: Parameter;
  readonly own: unknown;
  readonly values: readonly unknown[];
}

/** A study as JSON5: a config's own keys, and a space around its values of the named parameters. */
export interface StudyTemplate {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * A study around a config. `names` are paths of parameters or their ends (`rows`, `dac.bits`). Each axis has the config's own value
 * and its neighbours that can be built: half and double of a number, every model or choice of a word.
 * Throws ConfigError for a name that no key has, or more than one.
 */
export async function studyTemplate(
  document: Located,
  names: readonly string[],
  catalogue: Catalogue,
): Promise<StudyTemplate> {
  const { name } = parseConfig(withMeasuredFiles(configIn(document)), catalogue);
  const base = configIn(document);
  const own = base.value;
  const settings = settingsOf(own, configParameters(catalogue));
  const found = names.map((one) => settingNamed(one, settings));
  const paths = found.map(([{ path }]) => path);
  const twice = paths.find((path, n) => paths.indexOf(path) < n);
  if (twice !== undefined) throw complaint(`expected each key once, received ${twice} twice`);
  const axes: TemplateAxis[] = [];
  for (const [parameter, current] of found) axes.push(await axisOf(parameter, current, base, catalogue));
  const space = Object.fromEntries(axes.map(({ parameter, values }) => [parameter.path, values]));
  const value = {
    ...(own as object),
    name: `${name}-study`,
    space,
    objectives: OBJECTIVES,
    levels: ["simulate"],
  };
  return { value, text: written(value, axes) };
}

/** The config that a study varies; anything but an object stays as it is, for the parser to refuse. */
function configIn(document: Located): Located {
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return document;
  return { ...document, value: splitStudy(value as Record<string, unknown>).own };
}

const complaint = (message: string): ConfigError => fault("init", "--study", message);

type Settings = ReturnType<typeof settingsOf>;

/** The one parameter of a config that a path or its end names, and its value there. */
function settingNamed(name: string, settings: Settings): Settings[number] {
  const fitting = settings.filter(([{ path }]) => path === name || path.endsWith(`.${name}`));
  const nearest = LIKELY_PLACES.find((place) => fitting.some(([{ path }]) => path.startsWith(place))) ?? "";
  const found = new Map(
    fitting.filter(([{ path }]) => path.startsWith(nearest)).map((setting) => [setting[0].path, setting]),
  );
  const known = () => [
    ...new Set(settings.flatMap(([{ path }]) => [path, path.slice(path.lastIndexOf(".") + 1)])),
  ];
  if (found.size === 0)
    throw complaint(
      `expected keys of this config such as rows,dac.bits,rounds, received ${JSON.stringify(name)}${didYouMean(name, known())}`,
    );
  if (found.size > 1)
    throw complaint(
      `expected one key, received ${JSON.stringify(name)}, which ends ${[...found.keys()].join(", ")}`,
    );
  return [...found.values()][0];
}

async function axisOf(
  parameter: Parameter,
  own: unknown,
  base: Located,
  catalogue: Catalogue,
): Promise<TemplateAxis> {
  const values: unknown[] = [];
  for (const value of neighbours(parameter, own, catalogue))
    if (
      value === own ||
      (await isFeasible(override(base, `${parameter.path}=${JSON5.stringify(value)}`), catalogue))
    )
      values.push(value);
  if (values.length < 2)
    throw complaint(
      `expected a key with other values than its own, received ${parameter.path}, which can only be ${JSON.stringify(own)} here`,
    );
  return { parameter, own, values };
}

/** A config's value and those next to it, in order. */
function neighbours(parameter: Parameter, own: unknown, catalogue: Catalogue): readonly unknown[] {
  const { kind, choices, family, unit } = parameter;
  if (kind === "flag") return [false, true];
  if (choices !== undefined) return choices;
  if (kind === "model") return Object.keys(catalogue.families[family ?? ""] ?? {});
  const amount = kind === "quantity" ? parseQuantity(String(own), unit as UnitName) : own;
  if (typeof amount !== "number") return [own];
  if (kind === "integer")
    return amount < 2 ? [amount, amount + 1, amount + 3] : [Math.ceil(amount / 2), amount, 2 * amount];
  return [amount / 2, amount, 2 * amount].map((value) =>
    value === amount ? own : settingText(parameter, value),
  );
}

/** Whether the parser takes a config and its chip can be built. */
async function isFeasible(bare: Located, catalogue: Catalogue): Promise<boolean> {
  try {
    const document = withMeasuredFiles(bare);
    return (await infeasibility(document, parseConfig(document, catalogue))) === null;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** The study with a comment a key: what an axis is, and what it accepts. */
function written(value: StudyTemplate["value"], axes: readonly TemplateAxis[]): string {
  const { space: _space, name, ...rest } = value;
  const points = axes.reduce((product, { values }) => product * values.length, 1);
  const lines = Object.entries({ name, ...rest }).map(([key, own]) => {
    const [first, ...more] = JSON5.stringify(own, { space: 2, quote: '"' }).split("\n");
    return [`  ${key}: ${first}`, ...more.map((line) => `  ${line}`)].join("\n");
  });
  const axis = ({ parameter, own, values }: TemplateAxis): string[] => {
    const accepts = parameter.choices === undefined ? acceptedRange(parameter) : "";
    return [
      `    // ${parameter.doc}; this config has ${own}${accepts === "" ? "" : `; ${accepts}`}`,
      `    "${parameter.path}": [${values.map((value) => JSON5.stringify(value, { quote: '"' })).join(", ")}],`,
    ];
  };
  return [
    `// A study of ${points} points around a config: change the lists, then crosshash study run FILE.`,
    "{",
    ...lines.map((line) => `${line},`),
    "  space: {",
    ...axes.flatMap(axis),
    "  },",
    "}",
    "",
  ].join("\n");
}
