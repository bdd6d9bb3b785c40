import { z } from "zod";
import {
  type AllKeys,
  type Catalogue,
  ConfigError,
  choice,
  didYouMean,
  type Instance,
  type Issue,
  integer,
  type Located,
  nanometres,
  parameterTable,
  parseLocated,
  raise,
  real,
  text,
} from "#base";
import { createTechnology } from "#technology";
import { SELECTORS } from "../attention/selectors/index.ts";
import { replicaIssues } from "./array-replicas.ts";
import { type Design, designSchema, READOUT_OF } from "./design.ts";
import { clockedFloorplan } from "./floorplan.ts";
import { withImplied } from "./implied.ts";
import { INDEXERS } from "./indexer.ts";
import { levelIssues } from "./level-tree.ts";
import { pinIssues } from "./mapping-plan.ts";
import { modelWeights } from "./model-weights.ts";
import { nestIssues } from "./pinned-nest.ts";
import { selectionStudySchema } from "./selection-study.ts";
import { slotsOf } from "./slots.ts";
import { hashOf, resolveWorkload, selectorOf, type Workload, workloadSchema } from "./workload.ts";

/** Issues of rows that name no model or action of their component: a row without effect is a mistake. */
export function tableIssues(design: Design, { families }: Catalogue): Issue[] {
  const tables = design.componentTables;
  if (tables === undefined) return [];
  const slots = new Map(slotsOf(design));
  const issues: Issue[] = [];
  for (const { place, component, model, action } of tables.rows) {
    const refuse = (what: string, known: readonly string[], name: string): void => {
      const message = `expected ${what} ${known.join(", ")}, received "${name}"${didYouMean(name, known)}`;
      const path = [component, model, action].filter((word) => word !== undefined).join(".");
      if (!issues.some((one) => one.message === message)) issues.push({ place, path, message });
    };
    const instance = slots.get(component) as Instance;
    const { family } = instance;
    const models = (families[family] ?? []).map((one) => one.model);
    if (model !== undefined && model !== instance.model && !models.includes(model)) {
      refuse(`a ${family} model of`, models, model);
      continue;
    }
    const actions = actionsOf(component, instance);
    if (action !== undefined && !actions.includes(action))
      refuse(`an action of ${component} (${family}),`, actions, action);
  }
  return issues;
}

/** Priced actions of a component, the same for all models of a family. An array's cell defines none. */
function actionsOf(component: string, instance: Instance): readonly string[] {
  if (component === "array") return ["read"];
  const node = instance.domain?.max ?? nanometres(28);
  return Object.keys(instance.cost(createTechnology(node)).actions);
}

/** How quality is measured. */
export interface FidelityPlan {
  /** Array samples (chips) over which mean and interval are taken. */
  readonly arrays: number;
  /** Input of attention: the model's queries and keys, or the constructed duplication task at any length. */
  readonly source: "model" | "duplication";
  /** Length at which the model is run; the workload's, bounded by the model's context, unless given. */
  readonly length?: number;
  /** Query positions per head whose outputs are compared; every token is hashed and sorted nevertheless. */
  readonly queries: number;
  /** Loss of attention recall that still counts as equal quality. */
  readonly margin: number;
  /** Whether the comparison is also priced with the fewest rounds of equal quality. */
  readonly mode: "equal-rounds" | "iso-quality";
}

export interface Config {
  readonly name: string;
  readonly seed: number;
  readonly workload: Workload;
  readonly design: Design;
  readonly fidelity: FidelityPlan;
  readonly languageModel: LanguageModelPlan;
}

/** Schema of a whole config. */
export const configSchema = (catalogue: Catalogue) =>
  z.strictObject({
    schemaVersion: integer({ min: 1, max: 1 }, "version of this format").prefault(1),
    name: text({ max: 200 }, "name of the design, as reports print it").prefault("unnamed"),
    seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }, "seed of every random stream").prefault(1),
    workload: workloadSchema.prefault({}),
    design: designSchema(catalogue).prefault({}),
    fidelity: z
      .strictObject({
        arrays: integer({ min: 2, max: 10_000 }, "array samples behind each quality figure").prefault(10),
        source: choice(
          ["model", "duplication"],
          "the model's activations, or a constructed task of any length",
        ).prefault("model"),
        length: integer({ min: 2, max: 1 << 20 }, "tokens on which quality is measured").optional(),
        queries: integer(
          { min: 1, max: 1 << 20 },
          "query positions a head on which outputs are compared",
        ).prefault(1024),
        margin: real({ min: 0, max: 1 }, "loss of attention recall that still counts as equal").prefault(
          0.01,
        ),
        mode: choice(
          ["equal-rounds", "iso-quality"],
          "iso-quality also prices each LSH design at the fewest rounds that lose no more than the margin",
        ).prefault("equal-rounds"),
      })
      .prefault({}),
    languageModel: languageModelSchema.prefault({}),
  });

/** A config as a program writes it: the keys of a config file, each with a default. */
export type ConfigInput = z.input<ReturnType<typeof configSchema>>;

/** Purpose of reading a config: to price and simulate hardware, to run a language model, or to inspect it. */
export interface ConfigUse {
  /** Also accepts selectors without known hardware; false unless given. */
  readonly anySelector?: boolean;
}

/** Located document → config. Throws ConfigError with every issue. */
export function parseConfig(document: Located, catalogue: Catalogue, use: ConfigUse = {}): Config {
  const { schema, allKeys } = schemaOf(catalogue);
  refuseOthers(document, Object.keys(schema.shape));
  const value = withImplied(document.value);
  const config = assembleConfig(parseLocated(schema, { ...document, value }, allKeys), document, use);
  const issues = tableIssues(config.design, catalogue);
  if (issues.length > 0) throw new ConfigError(issues);
  return config;
}

/** Keys of a file of another kind: so many of them, and none of a config's, are one mistake. */
const MOST_STRANGE = 4;

/** Keys that files of other kinds have as well. */
const COMMON: ReadonlySet<string> = new Set(["name", "schemaVersion", "seed"]);

/** Refuses a study where a config is due, and an object of another kind. Throws ConfigError. */
function refuseOthers({ value, place, keyPlace }: Located, known: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const keys = Object.keys(value);
  const space = ["space", "points"].find((key) => keys.includes(key));
  if (space !== undefined)
    raise(
      keyPlace([space]),
      space,
      "expected a config, received a study, which study run and config check take",
    );
  if (keys.length > MOST_STRANGE && !keys.some((key) => known.includes(key) && !COMMON.has(key)))
    raise(
      place([]),
      "(root)",
      `expected a config with some of ${known.join(", ")}, received an object with ${keys.slice(0, 3).join(", ")} and ${keys.length - 3} more`,
    );
}

interface KnownSchema {
  readonly schema: ReturnType<typeof configSchema>;
  /** All keys, for those that are misspelt. */
  readonly allKeys: AllKeys;
}

const schemas = new WeakMap<Catalogue, KnownSchema>();

/** The schema of a catalogue, built once: thousands of faulty configs may follow one another. */
function schemaOf(catalogue: Catalogue): KnownSchema {
  const known = schemas.get(catalogue);
  if (known !== undefined) return known;
  const schema = configSchema(catalogue);
  let keys: ReturnType<AllKeys> | undefined;
  const allKeys: AllKeys = () => {
    keys ??= parameterTable(schema, catalogue);
    return keys;
  };
  schemas.set(catalogue, { schema, allKeys });
  return { schema, allKeys };
}

/** The config that the schema read. Throws ConfigError for keys that are inconsistent. */
export function assembleConfig(
  parsed: z.output<ReturnType<typeof configSchema>>,
  document: Located,
  { anySelector = false }: ConfigUse = {},
): Config {
  const workload = resolveWorkload(parsed.workload);
  const { logicNode, hashNode = logicNode } = parsed.design;
  const design: Design = {
    ...parsed.design,
    floorplan: clockedFloorplan(parsed.design),
    hashNode,
    platform: "digital",
  };
  const issues = [
    ...crossChecks(workload, design, document, anySelector),
    ...indexerIssues(parsed.workload, workload, document),
  ];
  if (issues.length > 0) throw new ConfigError(issues);
  const { length, ...fidelity } = parsed.fidelity;
  return {
    name: parsed.name,
    seed: parsed.seed,
    workload,
    design,
    fidelity: length === undefined ? fidelity : { ...fidelity, length },
    languageModel: parsed.languageModel,
  };
}

const HARDWARE_SELECTORS = SELECTORS.filter(({ hasHardware }) => hasHardware).map(({ name }) => name);

/** Reports faults that no single key shows. */
type Complain = (path: string, message: string) => void;

function crossChecks(workload: Workload, design: Design, document: Located, anySelector: boolean): Issue[] {
  const issues: Issue[] = [];
  const complain: Complain = (path, message) => {
    issues.push({ place: document.place(path.split(".")), path, message });
  };
  checkWorkload(workload, anySelector, complain);
  checkDesign(workload, design, complain);
  return issues;
}

/** An indexer's keys change one that a preset has, and an index is of a decode. */
function indexerIssues(
  { preset, indexer, phase }: z.output<typeof workloadSchema>,
  workload: Workload,
  document: Located,
): Issue[] {
  const issue = (path: string, message: string): Issue => ({
    place: document.place(path.split(".")),
    path,
    message,
  });
  if (workload.indexer === undefined && indexer !== undefined)
    return [
      issue(
        "workload.indexer",
        `expected none for "${preset}", which has no trained indexer; presets that have one: ${Object.keys(INDEXERS).join(", ")}`,
      ),
    ];
  if (workload.indexer !== undefined && phase !== "decode")
    return [
      issue(
        "workload.phase",
        `expected "decode" for "${preset}", whose index is priced, received "${phase}"`,
      ),
    ];
  return [];
}

/** Consistency of the workload's keys. */
function checkWorkload(workload: Workload, anySelector: boolean, complain: Complain): void {
  if (workload.heads % workload.kvHeads !== 0)
    complain(
      "workload.kvHeads",
      `expected a divisor of the ${workload.heads} query heads, received ${workload.kvHeads} (write ${nearDivisors(workload).join(" or ")})`,
    );
  if (workload.attention.sharedQK && workload.kvHeads !== workload.heads)
    complain(
      "workload.attention.sharedQK",
      "expected as many key heads as query heads, received grouped heads",
    );
  const { collisions, rounds } = workload.attention;
  if (collisions > rounds)
    complain(
      "workload.attention.collisions",
      `expected at most the ${rounds} rounds, received ${collisions}`,
    );
  const { kind, keys } = workload.attention.budget;
  if (kind === "fixed" && keys > workload.length)
    complain(
      "workload.attention.budget.keys",
      `expected at most the ${workload.length} keys of a sequence, received ${keys}`,
    );
  const { name, hasHardware } = selectorOf(workload.attention);
  if (!anySelector && !hasHardware)
    complain(
      "workload.attention.select",
      `expected a selector with a hardware model, one of ${HARDWARE_SELECTORS.join(", ")}, received "${name}", which only language models are run with`,
    );
  if (workload.phase === "decode" && !workload.attention.causal)
    complain("workload.attention.causal", "expected true, as a decode has no later tokens, received false");
  if (workload.phase === "decode" && workload.pass === "training")
    complain("workload.pass", 'expected "forward", as a decode is not trained, received "training"');
}

/** The largest divisor of the query heads below the key heads, and the smallest above them. */
function nearDivisors({ heads, kvHeads }: Workload): number[] {
  const divides = (count: number): boolean => heads % count === 0;
  if (kvHeads >= heads) return [heads];
  let [below, above] = [kvHeads, kvHeads];
  while (!divides(below)) below--;
  while (!divides(above)) above++;
  return [below, above];
}

/** Consistency of the design's keys with the workload and with one another. */
function checkDesign(workload: Workload, design: Design, complain: Complain): void {
  if (design.hashing.folding !== "none" && workload.attention.centreKeys)
    complain(
      "workload.attention.centreKeys",
      "expected false where design.hashing.folding hashes a layer's input and there is no key to centre, received true",
    );
  for (const [key, message] of pinIssues(design, workload)) complain(`design.mapping.${key}`, message);
  const { lacks: unstated } = design.digital.buffer.behaviour;
  if (unstated !== undefined)
    complain(`design.digital.buffer.${unstated}`, "expected a quantity with its unit, received nothing");
  const levels = levelIssues(design);
  for (const [key, message] of levels)
    complain(`design.digital.levels${key === "" ? "" : `.${key}`}`, message);
  if (levels.length === 0)
    for (const [key, message] of nestIssues(design)) complain(`design.mapping.${key}`, message);
  if (design.digital.levels !== undefined && workload.pass === "training")
    complain(
      "design.digital.levels",
      "expected none for a workload.pass of training, which they do not cover",
    );
  for (const { key, message } of replicaIssues(design.hashing.replicas, workload))
    complain(`design.hashing.replicas.${key}`, message);
  const { lacks } = design.hashing.memristor.behaviour;
  if (lacks !== undefined)
    complain(
      `design.hashing.memristor.${lacks}`,
      'expected the name of a file of measured conductances, such as "my-device.csv", received nothing',
    );
  const { capacity } = design.memory.behaviour;
  const { wordBits } = design.digital.mac.behaviour;
  const weights = (modelWeights(workload) * wordBits) / 8;
  if (weights > capacity)
    complain(
      "design.memory.capacity",
      `expected at least the ${weights} B of the model's own weights (${workload.preset}, ${wordBits} bits each), received ${capacity} B`,
    );
  const { family, behaviour } = design.hashing.readout;
  const { reads, title } = hashOf(workload.attention);
  if (behaviour.reads !== "values" && behaviour.reads !== reads)
    complain(
      "design.hashing.readout.family",
      `expected "${READOUT_OF[reads]}" for ${title}${reads === "values" ? "" : `, or "${READOUT_OF.values}"`}, received "${family}"`,
    );
}

/** What `lm` asks a language model; hardware and hash are in the design and the workload. */
const languageModelSchema = z.strictObject({ selection: selectionStudySchema.optional() });

export type LanguageModelPlan = z.output<typeof languageModelSchema>;
