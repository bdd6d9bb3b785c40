import { type Kelvin, kelvin } from "#base";
import { leakageFactor, TEMPERATURE_DOMAIN } from "#technology";
import type { ComponentName } from "../mapping/action-counts.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { PriceList } from "./price-list.ts";

/** Effect of a chip's own power on it in the steady state. */
export interface Heat {
  /** Temperature of the silicon, K; at most the limit of the leakage law. */
  readonly temperature: Kelvin;
  /** Leakage at that temperature over the leakage in the price list. */
  readonly leakage: number;
  /** Whether the silicon would exceed the limit of the law, or has no steady state. */
  readonly isTooHot: boolean;
}

const COOL: Omit<Heat, "temperature"> = { leakage: 1, isTooHot: false };

/** Components whose power is spent outside the chip. */
const OUTSIDE: ReadonlySet<ComponentName> = new Set(["memory", "gpu", "gpuMemory"]);

/** Whether a component's power is spent on the chip. */
export const isInside = (component: ComponentName): boolean => !OUTSIDE.has(component);

/** Average power that a chip gives off over its area, W/m²; 0 where all of it is spent outside, or nothing is. */
export function heatDensity(cost: {
  readonly breakdown: readonly { readonly component: ComponentName; readonly energy: number }[];
  readonly area: number;
  readonly timing: { readonly latency: number };
}): number {
  const { breakdown, area, timing } = cost;
  const inside = breakdown.reduce((sum, item) => sum + (isInside(item.component) ? item.energy : 0), 0);
  return inside === 0 ? 0 : inside / timing.latency / area;
}

const SQUARE_MILLIMETRE = 1e-6;
const STEPS = 100;

/**
 * Steady state of a chip that runs one workload after another: T = T₀ + θ · (P + S + L · f(T)) / A, with θ in
 * K per W/mm², the power P of its actions, its temperature-independent static power S (a clock tree's beyond
 * its gates), its leakage L at T₀ and the leakage law f. Found by iteration from T₀, which rises to the lower
 * of the two solutions if any. Not for a GPU, which has its own power and cooling, nor for free hardware.
 */
export function heatOf(
  { census, counts }: Mapping,
  prices: PriceList,
  { latency, area }: { readonly latency: number; readonly area: number },
): Heat {
  if (census.gpu !== undefined) return { temperature: prices.thermal.temperature, ...COOL };
  let dynamic = 0;
  for (const { component, action, count } of counts)
    if (isInside(component)) dynamic += count * prices[component].actions[action].energy;
  let [leaking, idling] = [0, 0];
  for (const component in census) {
    const name = component as ComponentName;
    const power = (census[name] ?? 0) * prices[name].leakage;
    if (prices[name].staticPower === undefined) leaking += power;
    else if (isInside(name)) idling += power;
  }
  return steadyState(prices.thermal, { dynamic, leaking, idling, latency, area });
}

/**
 * Heat sources of a chip: energy of its actions, J, leakage at the package's temperature, W, static power
 * that does not depend on temperature, W, latency, s, and area, m².
 */
export interface HeatSources {
  readonly dynamic: number;
  readonly leaking: number;
  readonly idling: number;
  readonly latency: number;
  readonly area: number;
}

/** The steady state of `heatOf`. */
export function steadyState(
  { temperature: package_, resistance }: PriceList["thermal"],
  { dynamic, leaking, idling, latency, area }: HeatSources,
): Heat {
  if (resistance === 0 || latency === 0 || area === 0) return { temperature: package_, ...COOL };
  const rise = (resistance * SQUARE_MILLIMETRE) / area;
  const known = leakageFactor(package_);
  let temperature: number = package_;
  for (let step = 0; step < STEPS; step++) {
    const next =
      package_ + rise * (dynamic / latency + idling + (leaking * leakageFactor(kelvin(temperature))) / known);
    if (!(next <= TEMPERATURE_DOMAIN.max)) {
      const hottest = kelvin(TEMPERATURE_DOMAIN.max);
      return { temperature: hottest, leakage: leakageFactor(hottest) / known, isTooHot: true };
    }
    if (Math.abs(next - temperature) < 1e-6) break;
    temperature = next;
  }
  return {
    temperature: kelvin(temperature),
    leakage: leakageFactor(kelvin(temperature)) / known,
    isTooHot: false,
  };
}
