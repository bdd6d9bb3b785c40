import { stringify } from "yaml";
import { amount, csvRecord, digits } from "#base";
import { paragraph, type Report, table, title } from "#reports";
import type { DesignTables, TabledComponent } from "../run/component-tables.ts";

/** Report of a priced design's tables, with files for other tools. */
export function componentTablesAnswer(tables: DesignTables): Report {
  const { components, design, name } = tables;
  return {
    json: {
      version: tables.version,
      name,
      design,
      dynamic_energy_J: tables.dynamicEnergy,
      components: components.map(({ area, leakage, bits, actions, ...own }) => ({
        ...own,
        area_m2: area,
        leakage_W: leakage,
        capacity_bits: bits,
        actions: actions.map(({ name: action, energy, latency, interval, count }) => ({
          name: action,
          energy_J: energy,
          latency_s: latency,
          interval_s: interval,
          count,
        })),
      })),
    },
    blocks: [
      title(`Components of ${name}: ${design}`, `${amount(tables.dynamicEnergy, "J")} of actions a workload`),
      table({
        head: [
          "component",
          "model",
          "instances",
          "area of one",
          "leakage of one",
          "action",
          "energy",
          "count",
        ],
        rows: components.flatMap(rowsOf),
        words: [0, 1, 5],
      }),
      paragraph(
        "With --out DIR: ERT.yaml, ART.yaml and action_counts.yaml (Accelergy), arch.yaml (AccelForge), components.csv.",
        'A changed table comes back with --set design.componentTables="ERT.yaml".',
      ),
    ],
    files: () => [
      { name: "ERT.yaml", content: yaml(ertOf(tables)) },
      { name: "ART.yaml", content: yaml(artOf(tables)) },
      { name: "action_counts.yaml", content: yaml(actionCountsOf(tables)) },
      { name: "arch.yaml", content: archText(tables) },
      { name: "components.csv", content: csvOf(tables).map(csvRecord).join("") },
    ],
  };
}

function rowsOf({ component, model, instances, area, leakage, actions }: TabledComponent): string[][] {
  const own = [component, model, digits(instances), amount(area, "m²"), amount(leakage, "W")];
  if (actions.length === 0) return [[...own, "", "", ""]];
  return actions.map(({ name, energy, count }, n) => [
    ...(n === 0 ? own : own.map(() => "")),
    name,
    amount(energy, "J"),
    digits(count),
  ]);
}

/** Cycle of the leakage energy in Accelergy's tables, s. */
const CYCLE = 1e-9;
const ROOT = "crosshash";

/** Name of a component; an integer number of instances becomes a range, as in Accelergy. */
const nameOf = ({ component, model, instances }: TabledComponent): string =>
  `${ROOT}.${component}.${model}${Number.isSafeInteger(instances) && instances > 0 ? `[1..${instances}]` : ""}`;

/** Energy reference table in pJ. */
const ertOf = ({ components }: DesignTables) => ({
  ERT: {
    version: "0.4",
    tables: components.map((one) => ({
      name: nameOf(one),
      actions: [
        ...one.actions.map(({ name, energy }) => ({ name, arguments: {}, energy: scaled(energy, 12) })),
        {
          name: "leak",
          arguments: { global_cycle_seconds: CYCLE },
          energy: scaled(one.leakage * CYCLE, 12),
        },
      ],
    })),
  },
});

/** Area reference table of single instances in µm². */
const artOf = ({ components }: DesignTables) => ({
  ART: {
    version: "0.4",
    tables: components.map((one) => ({ name: nameOf(one), area: scaled(one.area, 12) })),
  },
});

/** Action counts of one pass of the workload, over all instances. */
const actionCountsOf = ({ components }: DesignTables) => ({
  action_counts: {
    version: 0.3,
    local: components
      .filter(({ actions }) => actions.some(({ count }) => count > 0))
      .map((one) => ({
        name: nameOf(one),
        action_counts: one.actions
          .filter(({ count }) => count > 0)
          .map(({ name, count }) => ({ name, counts: count })),
      })),
  },
});

/**
 * An AccelForge architecture: memories hold all tensors, the multipliers compute (action `compute`), every
 * other component is a compute in its own fork. J, m², W, actions per second; instances in parallel.
 */
function archText(tables: DesignTables): string {
  // From the outermost memory inwards.
  const memories = tables.components.filter(({ bits }) => bits !== null).reverse();
  const others = tables.components.filter(({ bits, component }) => bits === null && component !== "mac");
  const macs = tables.components.filter(({ component }) => component === "mac");
  const nodes = [
    ...memories.map((one) =>
      tagged("Memory", one, [`size: ${yamlNumber(one.bits ?? 0)}`, "tensors: {keep: All}"]),
    ),
    ...others.flatMap((one) => [
      "- !Fork",
      "  nodes:",
      ...tagged("Compute", one, []).map((line) => `  ${line}`),
    ]),
    ...macs.map((one) => tagged("Compute", one, [])),
  ].flat();
  return `arch:\n  nodes:\n${nodes.map((line) => `  ${line}\n`).join("")}`;
}

function tagged(tag: string, one: TabledComponent, extra: readonly string[]): string[] {
  return [
    `- !${tag}`,
    `  name: ${one.component}`,
    // A class for which AccelForge adds no actions of its own.
    "  component_class: Dummy",
    `  n_parallel_instances: ${yamlNumber(one.instances)}`,
    `  area: ${yamlNumber(one.area)}`,
    `  leak_power: ${yamlNumber(one.leakage)}`,
    ...extra.map((line) => `  ${line}`),
    ...(one.actions.length === 0 ? [] : ["  actions:"]),
    ...one.actions.map(
      ({ name, energy, interval }) =>
        `  - {name: ${name === "mac" ? "compute" : name}, energy: ${yamlNumber(energy)}, throughput: ${yamlNumber(1 / interval)}}`,
    ),
  ];
}

/** All prices in SI, exactly. */
const csvOf = ({ components }: DesignTables): (string | number)[][] => [
  ["component", "action", "energy (J)", "latency (s)", "interval (s)", "area (m2)", "leakage (W)"],
  ...components.flatMap(({ component, model, area, leakage, actions }) => [
    [`${component}.${model}`, "", "", "", "", area, leakage],
    ...actions.map(({ name, energy, latency, interval }) => [
      `${component}.${model}`,
      ...[name, energy, latency, interval, "", ""],
    ]),
  ]),
];

/** A number times a power of ten, by shifting the exponent of its text: 1.37e-12 is 1.37 in pJ. */
function scaled(value: number, power: number): number {
  const [mantissa, exponent = "0"] = value.toExponential().split("e");
  return Number(`${mantissa}e${Number(exponent) + power}`);
}

/** Adds a decimal point to the mantissa: YAML 1.1 readers take 1e-12 for a text. */
const yamlNumber = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? ".inf" : String(value).replace(/^(-?\d+)e/, "$1.0e");

const yaml = (value: unknown): string =>
  stringify(value, { lineWidth: 0 }).replace(/^(.*: -?\d+)e([-+]\d+)$/gm, "$1.0e$2");
