import { describe, expect, it } from "vitest";
import { createRng, type Instance, nanometres } from "#base";
import type { Decoder, LevelShifter, Mux, RowDriver, SampleHold, TileSwitch } from "#circuits";
import { createTechnology } from "#technology";
import type { Readout } from "../../src/peripherals/readout/readout.ts";
import { instanceOf, members } from "./instances.ts";

type Params = Readonly<Record<string, unknown>>;

const technology = createTechnology(nanometres(32));
const priceOf = (family: string, model: string, params: Params = {}) =>
  instanceOf(family, model, params).cost(technology);
const behaviourOf = <B>(family: string, model: string, params: Params = {}): B =>
  (instanceOf(family, model, params) as Instance<string, B>).behaviour;

describe("comparator sense-amplifier", () => {
  const deviation = (params: Params): number => {
    const offsets = behaviourOf<Readout>("comparator", "sense-amplifier", params).offsets(
      40_000,
      createRng(7),
    );
    return Math.sqrt(offsets.reduce((sum, x) => sum + x * x, 0) / offsets.length);
  };

  // 4·10⁴ draws: the deviation is known to 0.35 % (one σ); 1.8 % is 5 σ.
  it("obeys Pelgrom: four times the area, half the offset", () => {
    // 3.5 mV at 1 µm² on 10 µS is 35 nA.
    expect(Math.abs(deviation({ inputArea: "1 µm2" }) / 35e-9 - 1)).toBeLessThan(0.018);
    expect(Math.abs(deviation({ inputArea: "4 µm2" }) / 17.5e-9 - 1)).toBeLessThan(0.018);
  });

  it("trims the offset to a step of its trim, for area and energy", () => {
    const step = (trimBits: number): number => (6 * 35e-9) / 2 ** trimBits;
    for (const trimBits of [3, 5])
      expect(deviation({ inputArea: "1 µm2", trimBits })).toBeLessThan(step(trimBits) / 2);
    const [plain, trimmed] = [0, 4].map((trimBits) => priceOf("comparator", "sense-amplifier", { trimBits }));
    expect(trimmed.area).toBeGreaterThan(plain.area);
    expect(trimmed.actions.decide.energy).toBeGreaterThan(plain.actions.decide.energy);
  });

  it("pays for a larger pair", () => {
    const [small, large] = ["0.1 µm2", "10 µm2"].map((inputArea) =>
      priceOf("comparator", "sense-amplifier", { inputArea }),
    );
    expect(large.area - small.area).toBeCloseTo(2 * 9.9e-12, 20);
    // Two gates of 23 fF/µm² at .9 V.
    const energy = large.actions.decide.energy - small.actions.decide.energy;
    expect(energy / (2 * 9.9e-12 * 0.023 * 0.81)).toBeCloseTo(1, 9);
  });
});

it("the time-domain winner-take-all takes its window", () => {
  const { latency } = priceOf("wta", "time-domain", { window: "7 ns" }).actions.compete;
  expect(latency).toBe(7e-9);
});

it("row drivers state their output resistance", () => {
  expect(behaviourOf<RowDriver>("row-driver", "line").outputResistance).toBe(300);
  expect(behaviourOf<RowDriver>("row-driver", "line", { outputResistance: "0 ohm" }).outputResistance).toBe(
    0,
  );
  expect(behaviourOf<RowDriver>("row-driver", "ideal").outputResistance).toBe(0);
});

describe("dac", () => {
  it("one-bit costs what ISAAC's does at 32 nm", () => {
    const { area, actions } = priceOf("dac", "one-bit");
    expect(actions.drive.energy).toBeCloseTo(0.417e-12, 20);
    expect(area).toBeCloseTo(0.166e-12, 20);
  });

  it("r2r gets no cheaper, smaller or faster by a bit", () => {
    const prices = Array.from({ length: 12 }, (_, n) => priceOf("dac", "r2r", { bits: n + 1 }));
    prices.slice(1).forEach(({ area, actions: { drive } }, n) => {
      const before = prices[n];
      expect(area).toBeGreaterThan(before.area);
      expect(drive.energy).toBeGreaterThan(before.actions.drive.energy);
      expect(drive.latency).toBeGreaterThan(before.actions.drive.latency);
    });
  });

  it("a ladder of other resistance settles later for the same energy", () => {
    const [low, high] = ["10 kohm", "40 kohm"].map((resistance) => priceOf("dac", "r2r", { resistance }));
    expect(high.actions.drive.latency / low.actions.drive.latency).toBeCloseTo(4, 9);
    expect(high.actions.drive.energy / low.actions.drive.energy).toBeCloseTo(1, 9);
  });
});

describe("sample-hold capacitive", () => {
  it("has the noise of its capacitor: 64.4 µV at 1 pF, 300 K", () => {
    expect(behaviourOf<SampleHold>("sample-hold", "capacitive", { capacitance: "1 pF" }).noise).toBeCloseTo(
      64.36e-6,
      8,
    );
  });

  it("droops to a half in ln 2 of its time constant", () => {
    const { retained } = behaviourOf<SampleHold>("sample-hold", "capacitive", { droop: "1 µs" });
    expect(retained(0)).toBe(1);
    expect(retained(Math.LN2 * 1e-6)).toBeCloseTo(0.5, 12);
    expect(() => retained(-1)).toThrow("expected a time of at least 0 s, received -1");
  });

  it("1024 of them draw 10 µW over 100 ns reads and take 40 µm² at 32 nm", () => {
    const { area, actions } = priceOf("sample-hold", "capacitive");
    expect((1024 * actions.hold.energy) / 100e-9 / 10e-6).toBeCloseTo(1, 2);
    expect((1024 * area) / 40e-12).toBeCloseTo(1, 2);
  });
});

describe("mux pass-gate", () => {
  // 128 × 128 at 32 nm, half of the rows read, checkerboard of Ron and 17 Ron: 16 multiplexers of 8.
  it.each([
    [100e3, 228],
    [5e3, 4381],
  ])("cells of %i ohm: %i µm² in all", (on, area) => {
    const column = 1 / (32 / on + 32 / (17 * on));
    const price = priceOf("mux", "pass-gate", { inputs: 8, columnResistance: `${column} ohm` });
    expect((16 * price.area * 1e12) / area).toBeCloseTo(1, 9);
  });

  it("grows as the column's resistance falls, and in proportion to its inputs", () => {
    const area = (params: Params): number => priceOf("mux", "pass-gate", params).area;
    expect(area({ columnResistance: "100 ohm" })).toBeGreaterThan(area({ columnResistance: "200 ohm" }));
    expect(area({ inputs: 16 }) / area({ inputs: 8 })).toBeCloseTo(2, 12);
  });

  it("serialises its inputs", () => {
    for (const model of members("mux")) expect(behaviourOf<Mux>("mux", model, { inputs: 5 }).share).toBe(5);
  });
});

it("a level shifter's energy goes with the square of its voltage", () => {
  const energy = (highVoltage: string): number =>
    priceOf("level-shifter", "cross-coupled", { highVoltage }).actions.shift.energy;
  expect(energy("4 V") / energy("2 V")).toBeCloseTo(4, 12);
  expect(128 * priceOf("level-shifter", "cross-coupled").area).toBeCloseTo(8510e-12, 18);
  for (const model of members("level-shifter"))
    expect(behaviourOf<LevelShifter>("level-shifter", model, { highVoltage: "3 V" }).highVoltage).toBe(3);
});

it("a decoder of b bits has 2^b outputs and more than doubles by a bit", () => {
  for (const model of members("decoder"))
    expect(behaviourOf<Decoder>("decoder", model, { bits: 7 }).outputs).toBe(128);
  for (const bits of [1, 2, 5, 9]) {
    const [low, high] = [bits, bits + 1].map((b) => priceOf("decoder", "static", { bits: b }));
    expect(high.area / low.area).toBeGreaterThan(2);
    expect(high.actions.decode.energy).toBeGreaterThan(low.actions.decode.energy);
    expect(high.actions.decode.latency).toBeGreaterThanOrEqual(low.actions.decode.latency);
  }
});

describe("tile-switch transistor", () => {
  /** At 65 nm, 210 nm of metal pitch times the middle of 190 of 160 nm at 45 nm and 54 of 40 nm at 7 nm. */
  const GATES = 210e-9 * ((190 / 160 + 54 / 40) / 2);
  const at = (nm: number, onResistance: string) =>
    instanceOf("tile-switch", "transistor", { onResistance }).cost(createTechnology(nanometres(nm)));

  it("is as wide as its resistance asks: 20 Ω at 65 nm is 14.85 µm of 297 Ω·µm, gates 266.4 nm apart", () => {
    const { area, leakage, actions } = at(65, "20 ohm");
    expect(area / (14.85e-6 * GATES)).toBeCloseTo(1, 12);
    expect(area).toBeGreaterThan(3e-12);
    // C·V² of 0.56 fF/µm at 1.1 V, and 56 nA/µm at 1.1 V.
    expect(actions.connect.energy / (14.85 * 0.56e-15 * 1.21)).toBeCloseTo(1, 12);
    expect(leakage / (14.85 * 56e-9 * 1.1)).toBeCloseTo(1, 12);
  });

  it("halves with twice the resistance until it is a minimal device, which none is smaller than", () => {
    expect(at(65, "10 ohm").area / at(65, "20 ohm").area).toBeCloseTo(2, 12);
    expect(at(65, "10 ohm").actions.connect.energy / at(65, "20 ohm").actions.connect.energy).toBeCloseTo(
      2,
      12,
    );
    const least = at(65, "1 Mohm");
    // Two nodes wide: 297 Ω·µm / 130 nm is 2.28 kΩ.
    expect(least.area / (130e-9 * GATES)).toBeCloseTo(1, 12);
    expect(at(65, "10 kohm").area).toBe(least.area);
    expect(at(65, "2.2 kohm").area).toBeGreaterThan(least.area);
  });

  it("takes 20 Ω at every node for more than a minimal transistor's area", () => {
    for (const nm of [7, 14, 22, 28, 45, 65])
      expect(at(nm, "20 ohm").area).toBeGreaterThan(100 * (nm * 1e-9) ** 2);
  });

  it("states its resistance", () => {
    expect(behaviourOf<TileSwitch>("tile-switch", "transistor").onResistance).toBe(2000);
    expect(
      behaviourOf<TileSwitch>("tile-switch", "transistor", { onResistance: "20 ohm" }).onResistance,
    ).toBe(20);
  });

  it("refuses a resistance of 0, an infinite and a negative one, each with one sentence", () => {
    for (const onResistance of ["0 ohm", "1e999 ohm", "-20 ohm"])
      expect(() => instanceOf("tile-switch", "transistor", { onResistance })).toThrow(
        /^test(:\d+:\d+)? onResistance: expected a quantity in \[1 ohm, 1 Mohm\], received "[^"]+"$/,
      );
  });
});
