import type { Located } from "../base/document.ts";
import { ConfigError } from "../base/errors.ts";
import { parseQuantity, type UnitName } from "../base/units.ts";
import { shippedCatalogue } from "../design/catalogue.ts";
import { type Config, parseConfig } from "../design/config.ts";
import { type BudgetAnswer, bestWithin, leastUses } from "../explore/budget.ts";
import { type Assignment, assignmentOf, gridOf, type Space } from "../explore/space.ts";
import { BUDGETED, type Budgeted, bandwidthOf, familyMembers, type Member } from "../ladder/chip-budget.ts";
import { RUNGS, type RungId } from "../ladder/rungs.ts";
import { loadKernels } from "../runtime/kernels.ts";
import type { Progress } from "../runtime/progress.ts";
import { solveOperatingPoint } from "../simulation/operating-point.ts";
import { override } from "./config-file.ts";
import { documentAt, isStudy, readStudy } from "./study.ts";
import { measure } from "./workload-activations.ts";

export type Limits = Readonly<Partial<Record<Budgeted, number>>>;

/** A family's member with the keys of the study that it sets. */
export interface Choice extends Member {
  readonly rung: RungId;
  readonly sets: Readonly<Record<string, string | number | boolean>>;
}

export interface BudgetReport {
  readonly name: string;
  readonly config: Config;
  readonly limits: Limits;
  readonly candidates: number;
  /** By rung; null where nothing is within the limits. */
  readonly answers: Readonly<Partial<Record<RungId, BudgetAnswer<Choice> | null>>>;
  /** By rung without an answer: the least that any candidate takes of each limited quantity. */
  readonly least: Readonly<Partial<Record<RungId, Readonly<Record<string, number>>>>>;
}

/** Options of the command line by the quantity that they bound, with the unit in which they are written. */
export const LIMIT_OPTIONS: Readonly<
  Record<
    Budgeted,
    { readonly flag: string; readonly unit: UnitName; readonly perSi: number; readonly of: string }
  >
> = {
  area: { flag: "--area", unit: "m2", perSi: 1, of: "chip area" },
  power: { flag: "--power", unit: "W", perSi: 1, of: "average power" },
  peakPower: { flag: "--peak-power", unit: "W", perSi: 1, of: "peak power" },
  powerDensity: { flag: "--power-density", unit: "W/mm2", perSi: 1e6, of: "average power over area" },
  bandwidth: { flag: "--bandwidth", unit: "B/s", perSi: 1, of: "bandwidth of the memory" },
  latency: { flag: "--latency", unit: "s", perSi: 1, of: "latency of the workload" },
};

/** Limits in SI units. Throws ConfigError for a text that is no positive quantity, or where nothing is limited. */
export function parseLimits(texts: Readonly<Partial<Record<Budgeted, string>>>): Limits {
  const limits: Partial<Record<Budgeted, number>> = {};
  for (const quantity of BUDGETED) {
    const text = texts[quantity];
    if (text === undefined) continue;
    const { flag, unit, perSi } = LIMIT_OPTIONS[quantity];
    const value = parseQuantity(text, unit);
    const fault =
      typeof value === "string"
        ? value
        : value > 0 && Number.isFinite(value)
          ? null
          : `expected a quantity above 0, received ${JSON.stringify(text)}`;
    if (fault !== null) throw new ConfigError([{ place: flag, path: "(value)", message: fault }]);
    limits[quantity] = Number(value) * perSi;
  }
  if (Object.keys(limits).length === 0)
    throw new ConfigError([
      {
        place: "budget",
        path: "(root)",
        message: `expected at least one limit, such as --area "10 mm2" or --power "1 W", received none`,
      },
    ]);
  return limits;
}

const NO_SPACE: Space = { axes: [], derived: [] };

/** Most members that are priced in one call. */
const MOST_MEMBERS = 2_000_000;

/** Most throughput of each rung within limits, over the cores of a design and the points of a study's space. */
export async function budget(document: Located, limits: Limits, progress: Progress): Promise<BudgetReport> {
  const study = isStudy(document)
    ? readStudy(document, shippedCatalogue)
    : { plan: { space: NO_SPACE }, base: document, config: parseConfig(document, shippedCatalogue) };
  const { space } = study.plan;
  const grid = gridOf(space);
  if (grid === null)
    throw new ConfigError([
      {
        place: document.place(["space"]),
        path: "space",
        message: "expected lists and ranges in steps, which can be counted, received a continuous range",
      },
    ]);
  const { size } = grid;
  const { config, activations } = await measure(study.base, study.config, {});
  const { heads, batch } = config.workload;
  const members = size * Math.min(heads * batch, 4096) * RIVALS.length;
  if (members > MOST_MEMBERS)
    throw new ConfigError([
      {
        place: document.place(["space"]),
        path: "space",
        message: `expected at most ${MOST_MEMBERS} designs with their cores, received ${members}`,
      },
    ]);
  const kernels = loadKernels();
  const byRung = new Map<RungId, Choice[]>(RIVALS.map((id) => [id, []]));
  for (let index = 0; index < size; index++) {
    progress.update(`pricing: ${index} of ${size} designs`);
    for (const { sets, own } of variants(study.base, assignmentOf(space, grid.codes(index)), limits)) {
      const { design, workload } = {
        ...own,
        workload: {
          ...own.workload,
          attention: { ...own.workload.attention, sharedQK: config.workload.attention.sharedQK },
        },
      };
      const point = solveOperatingPoint(design, workload, activations, kernels);
      const fixed = Object.hasOwn(sets, "design.cores");
      for (const rung of RIVALS)
        for (const found of familyMembers(design, workload, rung, point))
          if (!fixed || found.cores === design.cores) byRung.get(rung)?.push({ ...found, rung, sets });
    }
  }
  progress.done();
  const answers = Object.fromEntries(
    [...byRung].map(([rung, all]) => [rung, bestWithin(all, limits as Record<string, number>)]),
  );
  return {
    name: config.name,
    config,
    limits,
    candidates: [...byRung.values()].reduce((sum, all) => sum + all.length, 0),
    answers,
    least: Object.fromEntries(
      [...byRung].flatMap(([rung, all]) =>
        answers[rung] === null ? [[rung, leastUses(all, limits as Record<string, number>)]] : [],
      ),
    ),
  };
}

/** Rungs that a budget can buy; a GPU is what it is. */
const RIVALS: readonly RungId[] = RUNGS.map(({ id }) => id).filter((id) => (id as string) !== "gpu");

interface Variant {
  readonly sets: Choice["sets"];
  readonly own: Config;
}

/** A design of the grid; where its memory moves more than the limit lets it, also with as much as that. */
function variants(base: Located, assignment: Assignment, limits: Limits): Variant[] {
  const sets = Object.fromEntries(assignment);
  const document = documentAt(base, assignment);
  const own = parseConfig(document, shippedCatalogue);
  if (limits.bandwidth === undefined || bandwidthOf(own.design) <= limits.bandwidth) return [{ sets, own }];
  const text = `${limits.bandwidth} B/s`;
  const capped = parseConfig(
    override(document, `design.memory.bandwidth=${JSON.stringify(text)}`),
    shippedCatalogue,
  );
  return [
    { sets, own },
    { sets: { ...sets, "design.memory.bandwidth": text }, own: capped },
  ];
}
