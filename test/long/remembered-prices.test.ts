import { expect, it, vi } from "vitest";
import type { Parameter } from "../../src/base/parameter.ts";
import { createRng, type Rng } from "../../src/base/rng.ts";

// Prices of random configs, one after another through one memory in two orders, against programs that remember nothing.
const CONFIGS = 330;

type Setting = Readonly<Record<string, unknown>>;

/** The price path with its memories, or with none: a module graph of its own. */
async function pricePath(remembers: boolean) {
  vi.resetModules();
  if (remembers) vi.doUnmock("../../src/base/remembered-reads.ts");
  else
    vi.doMock("../../src/base/remembered-reads.ts", () => ({
      rememberedReads: (compute: unknown) => compute,
    }));
  const { shippedCatalogue } = await import("../../src/design/catalogue.ts");
  const { compileConfig } = await import("../../src/design/compiled-config.ts");
  const { linesInUse } = await import("../../src/design/lines-in-use.ts");
  const { configParameters } = await import("../../src/design/resolved.ts");
  const { rememberedTotals, totals } = await import("../../src/evaluate.ts");
  const { exactDigital } = await import("../../src/ladder/designs/exact-digital.ts");
  const { lshDigital } = await import("../../src/ladder/designs/lsh-digital.ts");
  const { lshMemristor } = await import("../../src/ladder/designs/lsh-memristor.ts");
  const { assigned } = await import("../../src/study/point-configs.ts");
  const rungs = [lshMemristor, lshDigital, exactDigital].map((rung) => ({
    rung,
    priced: remembers ? rememberedTotals(10_000) : totals,
  }));
  const compiled = compileConfig(shippedCatalogue);
  /** Totals of the three designs, or what they are refused with; null for values that do not go together. */
  const price = (setting: Setting): unknown[] | null => {
    const value = Object.entries(setting).reduce<unknown>(
      (tree, [path, own]) => assigned(tree, path, own),
      {},
    );
    const config = compiled(value);
    if (config === null) return null;
    const { design, workload } = config;
    const point = {
      pairPower: 1e-6 * (1 + (workload.headWidth % 7)),
      pairCurrent: 2e-6,
      peakLineCurrent: 1e-5,
      linesInUse: linesInUse(design, workload),
    };
    return rungs.map(({ rung, priced }) => {
      try {
        return priced(rung.design(design), rung.workload(workload), point);
      } catch (error) {
        return String(error);
      }
    });
  };
  return { price, parameters: configParameters(shippedCatalogue) };
}

const pick = <T>(list: readonly T[], rng: Rng): T => list[rng.integer(list.length)];

/** A value of a parameter's range, numbers up to four times above or below its default. */
function drawn(parameter: Parameter, rng: Rng): unknown {
  const { kind, choices, default: usual, minimum, exclusiveMinimum, maximum = 1e12, unit } = parameter;
  if (kind === "flag") return rng.integer(2) === 0;
  if (choices !== undefined) return pick(choices, rng);
  const factor = 2 ** (4 * rng.uniform() - 2);
  const least = minimum ?? exclusiveMinimum ?? 0;
  const within = (value: number): number => Math.min(maximum, Math.max(least, value));
  const own = Number.parseFloat(String(usual));
  if (kind === "quantity") {
    if (Number.isFinite(own)) return String(usual).replace(/^[-\d.e]+/, String(own * factor));
    return `${within(Math.max(least, 1e-6 * maximum, 1e-15) * 2 ** (20 * rng.uniform()))} ${unit}`;
  }
  const centre = own > 0 ? own : Math.max(least, kind === "integer" ? 1 : 0.1);
  if (kind === "integer") return within(Math.round(centre * factor));
  return kind === "number" ? within(centre * factor) : undefined;
}

/** A base that a few configs share, so that memories are hit, with up to three parameters set. */
function randomSetting(parameters: readonly Parameter[], rng: Rng): Setting {
  const setting: Record<string, unknown> = {
    "design.hashing.array.rows": 128,
    "workload.length": pick([512, 4096, 16_384], rng),
    ...(rng.integer(4) === 0 ? { "workload.phase": "decode" } : {}),
  };
  for (let left = rng.integer(4); left > 0; left--) {
    const parameter = pick(parameters, rng);
    const value = drawn(parameter, rng);
    if (value === undefined) continue;
    const { path, models, family } = parameter;
    const parent = path.slice(0, path.lastIndexOf("."));
    if (models.length > 0) setting[`${parent}.model`] = pick(models, rng);
    if (models.length > 0 && parent.endsWith(".readout")) setting[`${parent}.family`] = family;
    setting[path] = value;
  }
  return setting;
}

it(`${CONFIGS} random configs cost the same digits whatever was priced before them`, async () => {
  const [own, fresh] = [await pricePath(true), await pricePath(false)];
  const parameters = own.parameters.filter(({ path }) => /^(design|workload)\./.test(path));
  const rng = createRng(72).fork("random configs");
  const settings: Setting[] = [];
  const expected: unknown[][] = [];
  while (settings.length < CONFIGS) {
    const setting = randomSetting(parameters, rng);
    const prices = fresh.price(setting);
    if (prices === null) continue;
    settings.push(setting);
    expected.push(prices);
  }
  const priced = expected.filter(([first]) => typeof first !== "string").length;
  expect(priced).toBeGreaterThan(0.6 * CONFIGS);
  settings.forEach((setting, n) => {
    expect(own.price(setting), JSON.stringify(setting)).toEqual(expected[n]);
  });
  for (let n = CONFIGS - 1; n >= 0; n--)
    expect(own.price(settings[n]), JSON.stringify(settings[n])).toEqual(expected[n]);
}, 600_000);
