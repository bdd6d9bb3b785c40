import { expect, it, vi } from "vitest";
import { createRng, type Parameter, type Rng } from "#base";

// Prices of random configs, one after another through one memory in two orders, against programs that remember nothing.
const CONFIGS = 300;

type Setting = Readonly<Record<string, unknown>>;

/** The price path with its memories, or with none: a module graph of its own. */
async function pricePath(remembers: boolean) {
  vi.resetModules();
  if (remembers) vi.doUnmock("../../packages/base/src/remembered-reads.ts");
  else
    vi.doMock("../../packages/base/src/remembered-reads.ts", () => ({
      rememberedReads: (compute: unknown) => compute,
    }));
  const { rememberedReads } = await import("#base");
  const plain = (): number => 1;
  // A mock of a file that has moved would be none: this program would remember as well.
  expect(rememberedReads(plain, 1) === plain).toBe(!remembers);
  const { shippedCatalogue } = await import("../../src/design/catalogue.ts");
  const { compileConfig } = await import("../../src/design/compiled-config.ts");
  const { linesInUse } = await import("../../src/design/lines-in-use.ts");
  const { configParameters } = await import("../../src/design/resolved.ts");
  const { rememberedTotals, totals } = await import("../../src/evaluate.ts");
  const { exactDigital } = await import("../../src/comparison/designs/exact-digital.ts");
  const { lshDigital } = await import("../../src/comparison/designs/lsh-digital.ts");
  const { lshMemristor } = await import("../../src/comparison/designs/lsh-memristor.ts");
  const { assigned } = await import("../../src/study/point-configs.ts");
  const contenders = [lshMemristor, lshDigital, exactDigital].map((contender) => ({
    contender,
    priced: remembers ? rememberedTotals(10_000) : totals,
  }));
  const compiled = compileConfig(shippedCatalogue);
  /** Totals of the three designs, or what they are refused with; null for values that do not go together. */
  const price = (setting: Setting): unknown[] | null => {
    const value = assigned({}, Object.entries(setting));
    const config = compiled(value);
    if (config === null) return null;
    const { design, workload } = config;
    const point = {
      pairPower: 1e-6 * (1 + (workload.headWidth % 7)),
      pairCurrent: 2e-6,
      peakLineCurrent: 1e-5,
      linesInUse: linesInUse(design, workload),
    };
    return contenders.map(({ contender, priced }) => {
      try {
        return priced(contender.design(design), contender.workload(workload), point);
      } catch (error) {
        return String(error);
      }
    });
  };
  return { price, parameters: configParameters(shippedCatalogue) };
}

const pick = <T>(list: readonly T[], rng: Rng): T => list[rng.integer(list.length)];

/** A value of a parameter's range, numbers up to 2^octaves above or below its default and never equal to it. */
function drawn(parameter: Parameter, rng: Rng, octaves: number): unknown {
  const { kind, choices, default: usual, minimum, exclusiveMinimum, maximum = 1e12, unit } = parameter;
  if (kind === "flag") return rng.integer(2) === 0;
  if (choices !== undefined) return pick(choices, rng);
  const factor = 2 ** (octaves * (2 * rng.uniform() - 1));
  const least = minimum ?? exclusiveMinimum ?? 0;
  const within = (value: number): number => Math.min(maximum, Math.max(least, value));
  const own = Number.parseFloat(String(usual));
  if (kind === "quantity") {
    if (Number.isFinite(own)) return String(usual).replace(/^[-\d.e]+/, String(own * factor));
    return `${within(Math.max(least, 1e-6 * maximum, 1e-15) * 2 ** (20 * rng.uniform()))} ${unit}`;
  }
  const centre = own > 0 ? own : Math.max(least, kind === "integer" ? 1 : 0.1);
  if (kind === "integer") {
    const other = within(Math.round(centre * factor));
    return other === own ? within(own + 1) : other;
  }
  return kind === "number" ? within(centre * factor) : undefined;
}

const BASES: readonly Setting[] = [
  { "workload.length": 4096 },
  { "workload.length": 1024, "workload.phase": "decode" },
  { "workload.length": 16_384, "design.hashing.readout.family": "adc" },
].map((base) => ({ "design.hashing.array.rows": 128, ...base }));

/** A base that many configs share, with one parameter set: what a memory does not tell by that one would be the base's price. */
function randomSetting(parameter: Parameter, rng: Rng, octaves: number): Setting {
  const { path, models, family } = parameter;
  const parent = path.slice(0, path.lastIndexOf("."));
  return {
    ...pick(BASES, rng),
    ...(models.length > 0 ? { [`${parent}.model`]: pick(models, rng) } : {}),
    ...(models.length > 0 && parent.endsWith(".readout") ? { [`${parent}.family`]: family } : {}),
    [path]: drawn(parameter, rng, octaves),
  };
}

it(`more than ${CONFIGS} random configs cost the same digits whatever was priced before them`, async () => {
  const [own, fresh] = [await pricePath(true), await pricePath(false)];
  const parameters = own.parameters.filter(({ path }) => /^(design|workload)\./.test(path));
  const rng = createRng(72).fork("random configs");
  const settings: Setting[] = [...BASES];
  const expected = BASES.map((setting) => fresh.price(setting));
  const tried = new Set<string>();
  for (const parameter of parameters) {
    // A value that is refused is drawn again, nearer to the default.
    for (const octaves of [2, 1, 0.3, 0.05, 0.05, 0.05, 0.05]) {
      const setting = randomSetting(parameter, rng, octaves);
      const prices = fresh.price(setting);
      if (prices === null || typeof prices[0] === "string") continue;
      settings.push(setting);
      expected.push(prices);
      tried.add(parameter.path);
      break;
    }
  }
  for (const path of ["design.cores", "design.temperature", "workload.length"]) expect(tried).toContain(path);
  expect(settings.length).toBeGreaterThan(CONFIGS);
  settings.forEach((setting, n) => {
    expect(own.price(setting), JSON.stringify(setting)).toEqual(expected[n]);
  });
  for (let n = settings.length - 1; n >= 0; n--)
    expect(own.price(settings[n]), JSON.stringify(settings[n])).toEqual(expected[n]);
});
