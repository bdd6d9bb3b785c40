import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { nanometres } from "#base";
import { transistorTileSwitch } from "#circuits";
import { metalPitch } from "#technology";
import { CARD_FIGURES, type CardFigure } from "../../evidence/published/analog-cards.ts";
import { pricing } from "../../evidence/published/pricing.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";

const CARDS = cardFolder();
const isThere = CARDS !== null && spawnSync("ngspice", ["--version"]).status === 0;
if (!isThere)
  console.warn(
    "ngspice or the cards of FreePDK45 (CROSSHASH_FREEPDK45, or a python3 with openram) are not there: analog parts are not simulated",
  );

/** Folder of the nominal cards: as CROSSHASH_FREEPDK45 says, or in the Python package openram. */
function cardFolder(): string | null {
  const stated = process.env.CROSSHASH_FREEPDK45;
  const find = "import importlib.util as u; print(u.find_spec('openram').submodule_search_locations[0])";
  const found = spawnSync("python3", ["-c", find], { encoding: "utf8" });
  const inPackage =
    found.status === 0
      ? join(found.stdout.trim(), "technology/freepdk45/models/tran_models/models_nom")
      : undefined;
  return (
    [stated, inPackage].find((one) => one !== undefined && existsSync(join(one, "NMOS_VTG.inc"))) ?? null
  );
}

/** Design rules of a technology of the package, if the cards are in it. */
const rulesOf = (technology: string): string => join(CARDS ?? "", `../../../../${technology}/tech/tech.py`);

const folder = mkdtempSync(join(tmpdir(), "crosshash-cards-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cache = new Map<string, ReadonlyMap<string, number>>();

/** Everything of the form `name = number` that a deck prints, with another difference at its inputs. */
function run(deck: CardFigure["deck"], difference?: number): ReadonlyMap<string, number> {
  const key = `${deck} ${difference}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const text = readFileSync(fileURLToPath(new URL(`analog-cards/${deck}.cir`, import.meta.url)), "utf8")
    .replaceAll(".include ", `.include ${CARDS}/`)
    .replace(/^\.param difference=.*$/m, `.param difference=${difference}`);
  const path = join(folder, "deck.cir");
  writeFileSync(path, text);
  const output = execFileSync("ngspice", ["-b", path], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const printed = new Map(
    Array.from(output.matchAll(/^(\w+)\s*=\s*(-?\d\S*)\s*$/gm), ([, name, value]) => [name, Number(value)]),
  );
  cache.set(key, printed);
  return printed;
}

/** The figure in SI units, as ngspice has it now. */
const simulated = ({ deck, difference, prints }: CardFigure): number =>
  prints.reduce((sum, name) => sum + (run(deck, difference).get(name) ?? Number.NaN), 0);

const figureOf = (quantity: string): CardFigure => {
  const found = CARD_FIGURES.find((figure) => figure.quantity.startsWith(quantity));
  if (found === undefined) throw new Error(`no figure ${quantity}`);
  return found;
};

describe.skipIf(!isThere)("analog parts on the cards of FreePDK45", () => {
  it.each(CARD_FIGURES.map((figure) => [figure.quantity, figure] as const))(
    "%s: as validate shows it",
    (_, figure) => {
      // Steps in time of another version of the simulator move a delay by a picosecond or so.
      expect(simulated(figure) / figure.scale / figure.simulated).toBeGreaterThan(0.95);
      expect(simulated(figure) / figure.scale / figure.simulated).toBeLessThan(1.05);
    },
  );

  it("a switch resists as ours within a quarter: cards of two sources, 45 and 50 nm long", () => {
    const figure = figureOf("on-resistance");
    const ratio = figure.ours(pricing(shippedCatalogue)) / simulated(figure);
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
  });

  it("the switches of a tile close behind three inverters, and open no later", () => {
    const of = (name: string): number => run("tile-switch").get(name) ?? Number.NaN;
    expect(of("on_resistance") / 2000).toBeCloseTo(1, 1);
    expect(of("opening")).toBeLessThan(of("closing"));
    // What the price has at 32 nm, and its low end: the last inverter alone.
    const { delay } = transistorTileSwitch.constants;
    expect((of("closing") * 32) / 45 / delay.nominal).toBeCloseTo(1, 1);
    expect((of("last_stage") * 32) / 45 / (delay.low ?? 0)).toBeCloseTo(1, 0);
  });

  it.skipIf(!existsSync(rulesOf("sky130")))(
    "the design rules have a least width of 90 nm, and gates 190 nm apart with a contact between them",
    () => {
      const rule = (technology: string, name: RegExp): number =>
        Number(name.exec(readFileSync(rulesOf(technology), "utf8"))?.[1]) * 1e-6;
      const width = /^drc\["minwidth_tx"\] *= *([\d.]+)/m;
      const length = /^drc\["minlength_channel"\] *= *([\d.]+)/m;
      const contact = /^drc\.add_layer\("contact",\s*width=([\d.]+)/m;
      const gap = /^drc\["active_contact_to_gate"\] *= *([\d.]+)/m;
      const rules = (name: RegExp): number => rule("freepdk45", name);
      const { minimum, pitch } = transistorTileSwitch.constants;
      expect(rules(width) / 45e-9).toBeCloseTo(minimum.nominal, 9);
      expect(rule("sky130", width) / 130e-9).toBeCloseTo(minimum.high ?? 0, 9);
      const gates = rules(length) + 2 * rules(gap) + rules(contact);
      expect(gates / metalPitch(nanometres(45))).toBeCloseTo(pitch.low ?? 0, 9);
    },
  );

  it("gain and transit frequency trade: twice the length has eight times the gain and a fifth of the speed", () => {
    const of = (name: string): number => run("transistor").get(name) ?? Number.NaN;
    expect(of("gain_twice") / of("gain_least")).toBeGreaterThan(6);
    expect(of("gain_twice") / of("gain_least")).toBeLessThan(10);
    expect(of("transit_least") / of("transit_twice")).toBeGreaterThan(4);
    expect(of("transit_least") / of("transit_twice")).toBeLessThan(7);
  });

  it("a comparator regenerates: each decade of its input takes equal time, once the latch decides", () => {
    const [one, ten, hundred] = [1e-3, 10e-3, 100e-3].map(
      (at) => run("strong-arm", at).get("delay") ?? Number.NaN,
    );
    expect(one).toBeGreaterThan(ten);
    expect(ten).toBeGreaterThan(hundred);
    // ln 10 time constants a decade: 18.4 and 18.8 ps.
    expect((one - ten) / (ten - hundred)).toBeGreaterThan(0.85);
    expect((one - ten) / (ten - hundred)).toBeLessThan(1.15);
  });
});
