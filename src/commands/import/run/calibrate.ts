import { createHash } from "node:crypto";
import { dirname, isAbsolute, join } from "node:path";
import { cellNumber, createRng, didYouMean, fault, type Located, parseQuantity, type Table } from "#base";
import { measuredHeader, type Progress, parseCsv, readInputBytes } from "#local-io";
import { fitFactors, type MeasuredPrice, predictive, shareOf } from "../../../comparison/calibration-fit.ts";
import type { ComparisonDesign } from "../../../comparison/comparison-design.ts";
import { COMPARISON_DESIGNS, SUBJECT } from "../../../comparison/comparison-designs.ts";
import { factorKey } from "../../../cost/calibrated.ts";
import { rollUp } from "../../../cost/cost-report.ts";
import { priceList } from "../../../cost/price-list.ts";
import type { Band } from "../../../cost/three-point.ts";
import { CALIBRATED, type CalibratedMetric, CLASS_NAMES, type Factors } from "../../../design/calibration.ts";
import { parseConfig } from "../../../design/config.ts";
import { price } from "../../../evaluate.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import type { Models } from "../../../runtime/plugins.ts";
import { rememberedPoints } from "../../../simulation/remembered-point.ts";
import { measure } from "../../shared/activations.ts";
import { defaultConfig, readConfig } from "../../shared/config-file.ts";

/** Most rows of a file: each is a config to capture and solve (assumed: an hour in all). */
const MOST_ROWS = 1000;
const MOST_BYTES = 1 << 24;

const UNIT = { energy: "J", latency: "s", area: "m2" } as const satisfies Record<CalibratedMetric, string>;

/** A measured value of a config. */
export interface CalibrationRow {
  readonly line: number;
  readonly metric: CalibratedMetric;
  readonly design: string;
  readonly measured: number;
  /** Predictions by the unchanged models, and by the fitted factors with their 90 % band. */
  readonly nominal: number;
  readonly band: Band;
  readonly isInside: boolean;
  /** Whether it was left out of the fit. */
  readonly isHeldBack: boolean;
}

export interface CalibrationResult {
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  readonly metrics: Readonly<
    Partial<Record<CalibratedMetric, Factors & { readonly largest: readonly number[] }>>
  >;
  readonly rows: readonly CalibrationRow[];
}

/** Fits factors to the rows of a file, and checks them against a second file. Throws ConfigError. */
export async function calibrate(
  file: string,
  models: Models,
  choice: { readonly check?: string },
  progress: Progress,
): Promise<CalibrationResult> {
  const source = readRows(file);
  const held = choice.check === undefined ? null : readRows(choice.check);
  const pricer = createPricer(models);
  const priced: PricedRow[] = [];
  for (const [table, isHeldBack] of [
    [source, false],
    ...(held === null ? [] : [[held, true] as const]),
  ] as const)
    for (let row = 0; row < table.rows.length; row++) {
      progress.update(`pricing ${table.file}: row ${row + 1} of ${table.rows.length} …`);
      const found = await pricer(table, row);
      for (const one of found) checkDistance(one, table.file);
      priced.push(...found.map((one) => ({ ...one, isHeldBack })));
    }
  progress.done();
  const rng = createRng(1).fork("calibration bands");
  const metrics: Record<string, Factors & { largest: readonly number[] }> = {};
  const rows: CalibrationRow[] = [];
  for (const metric of CALIBRATED) {
    const own = priced.filter((row) => row.metric === metric);
    const used = own.filter(({ isHeldBack }) => !isHeldBack);
    if (used.length === 0) continue;
    const factors = fitFactors(used, CLASS_NAMES);
    const largest = factors.classes.map((name) => Math.max(...used.map((row) => shareOf(row, name))));
    metrics[metric] = { ...factors, largest };
    const freedom = Math.max(2, used.length + 1 - factors.determined.length);
    for (const [n, row] of own.entries()) {
      const band = predictive(factors, row, freedom, rng.fork(`${metric} ${n}`));
      rows.push({
        line: row.line,
        metric,
        design: row.design,
        measured: row.measured,
        nominal: row.predict({}),
        band,
        isInside: row.measured >= band.p05 && row.measured <= band.p95,
        isHeldBack: row.isHeldBack,
      });
    }
  }
  return { version: packageVersion(), file, sha256: source.sha256, metrics, rows };
}

/** Largest logarithm of a factor; files with larger factors are refused too. */
const MOST_LOGARITHM = 20;

/** Throws ConfigError for a value that no allowed factor reconciles with the models. */
function checkDistance(
  { line, metric, measured, predict }: Omit<PricedRow, "isHeldBack">,
  file: string,
): void {
  const nominal = predict({});
  if (Math.abs(Math.log(measured) - Math.log(nominal)) <= MOST_LOGARITHM) return;
  fail(
    `${file}:${line}`,
    metric,
    `expected a number within a factor of ${Math.exp(MOST_LOGARITHM).toExponential(1)} of the ${nominal.toExponential(3)} that the models say (SI), received ${measured.toExponential(3)}`,
  );
}

interface PricedRow extends MeasuredPrice {
  readonly line: number;
  readonly metric: CalibratedMetric;
  readonly design: string;
  readonly isHeldBack: boolean;
}

interface RowTable extends Table {
  readonly file: string;
  readonly sha256: string;
  /** Content of each column. */
  readonly roles: readonly Role[];
}

type Role =
  | { readonly kind: "config" }
  | { readonly kind: "design" }
  | { readonly kind: "setting"; readonly path: string }
  | { readonly kind: "measured"; readonly metric: CalibratedMetric; readonly unit: string };

const fail = (place: string, path: string, message: string): never => {
  throw fault(place, path, message);
};

function readRows(file: string): RowTable {
  const bytes = readInputBytes(file, MOST_BYTES);
  const table = parseCsv(bytes, file);
  const roles = table.header.map((name): Role => roleOf(name, `${file}:1`));
  if (!roles.some(({ kind }) => kind === "measured"))
    fail(`${file}:1`, "(header)", 'expected a measured column such as "energy (nJ)", received none');
  if (table.rows.length === 0) fail(`${file}:2`, "(row)", "expected at least one row, received none");
  if (table.rows.length > MOST_ROWS)
    fail(
      file,
      "(file)",
      `expected at most ${MOST_ROWS} rows, each of which is solved, received ${table.rows.length}`,
    );
  return { ...table, file, sha256: createHash("sha256").update(bytes).digest("hex"), roles };
}

function roleOf(name: string, place: string): Role {
  if (name === "config" || name === "design") return { kind: name };
  const { name: word, unit } = measuredHeader(name) ?? { name };
  const metric = CALIBRATED.find((one) => one === word.toLowerCase());
  if (metric !== undefined) {
    const example = { energy: "energy (nJ)", latency: "latency (us)", area: "area (mm2)" }[metric];
    if (unit === undefined)
      return fail(place, name, `expected a column with its unit such as "${example}", received "${name}"`);
    if (typeof parseQuantity(`1 ${unit}`, UNIT[metric]) === "string")
      return fail(place, name, `expected a unit such as in "${example}", received "${unit}"`);
    return { kind: "measured", metric, unit };
  }
  if (/^(workload|design|fidelity)\./.test(name)) return { kind: "setting", path: name };
  return fail(
    place,
    name.slice(0, 60),
    `expected config, design, a config path such as workload.length, or energy (nJ), latency (us), area (mm2)${didYouMean(word, [...CALIBRATED, "config", "design"])}`,
  );
}

/** Prices a row's config with the unchanged models; gives each measured value as a function of factors. */
function createPricer(models: Models) {
  const points = new Map<unknown, ReturnType<typeof rememberedPoints>>();
  const captured = new Map<string, Awaited<ReturnType<typeof measure>>>();
  return async (table: RowTable, row: number): Promise<Omit<PricedRow, "isHeldBack">[]> => {
    const cells = table.rows[row].map((cell) => cell.trim());
    const place = `${table.file}:${row + 2}`;
    const contender = designOf(table, cells, place);
    const document = configOf(table, cells);
    const parsed = parseConfig(document, models.catalogue);
    // Equal models on equally many tokens have equal activations.
    const { workload: own, fidelity, design: chip, seed } = parsed;
    const key = JSON.stringify([own.length, own.attention, fidelity, chip.hashing.folding, seed]);
    const found = captured.get(key) ?? (await measure(document, parsed, {}));
    captured.set(key, found);
    const pointOf = points.get(found.activations) ?? rememberedPoints(found.activations, loadKernels());
    points.set(found.activations, pointOf);
    const { sharedQK } = found.config.workload.attention;
    const workload = { ...own, attention: { ...own.attention, sharedQK } };
    const point = pointOf(chip, workload);
    const { design, mapping } = price(contender.design(chip), contender.workload(workload), point);
    const predictOf =
      (metric: CalibratedMetric) =>
      (factors: Readonly<Record<string, number>>): number => {
        const overrides = Object.entries(factors).map(([name, factor]) => [factorKey(metric, name), factor]);
        const cost = rollUp(mapping, priceList(design, point, Object.fromEntries(overrides)));
        return { energy: cost.energy, latency: cost.timing.latency, area: cost.area }[metric];
      };
    return numbersOf(table, cells, place).map(({ metric, measured }) => ({
      line: row + 2,
      metric,
      design: contender.id,
      measured,
      predict: predictOf(metric),
    }));
  };
}

const cellOf = ({ roles }: RowTable, cells: readonly string[], kind: "config" | "design"): string =>
  cells[roles.findIndex((role) => role.kind === kind)] ?? "";

function configOf(table: RowTable, cells: readonly string[]): Located {
  const given = cellOf(table, cells, "config");
  const source =
    given === "" ? defaultConfig() : isAbsolute(given) ? given : join(dirname(table.file), given);
  const settings = table.roles.flatMap((role, k) =>
    role.kind === "setting" && cells[k] !== "" ? [`${role.path}=${cells[k]}`] : [],
  );
  return readConfig(source, settings);
}

function designOf(table: RowTable, cells: readonly string[], place: string): ComparisonDesign {
  const id = cellOf(table, cells, "design") || SUBJECT.id;
  const known = COMPARISON_DESIGNS.map((one) => one.id);
  return (
    COMPARISON_DESIGNS.find((one) => one.id === id) ??
    fail(place, "design", `expected one of ${known.join(", ")}, received "${id.slice(0, 40)}"`)
  );
}

/** A row's measured values, SI; empty cells are skipped. */
function numbersOf({ roles, header }: RowTable, cells: readonly string[], place: string) {
  return roles.flatMap((role, k) => {
    if (role.kind !== "measured" || cells[k] === "") return [];
    const value = cellNumber(cells[k]);
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      fail(place, header[k], `expected a finite number above 0, received "${cells[k].slice(0, 40)}"`);
    const { metric, unit } = role;
    return [{ metric, measured: Number(parseQuantity(`${value} ${unit}`, UNIT[metric])) }];
  });
}
