import { describe, expect, it } from "vitest";
import { parseQuantity, settingText } from "#base";
import { changesOf, createHistory, fragmentOf } from "../../../src/commands/explore/report/history.ts";
import type { Setting } from "../../../src/commands/explore/report/live-data.ts";
import { laidOver } from "../../../src/commands/explore/report/reader.ts";
import {
  numberOf,
  positionOf,
  STEPS,
  scaleOf,
  valueAt,
} from "../../../src/commands/explore/report/slider-scale.ts";
import { defaultConfig, readConfig } from "../../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";
import { configParameters } from "../../../src/design/resolved.ts";

const parameters = configParameters(shippedCatalogue);
const base = readConfig(defaultConfig(), []).value;
const parsed = (value: unknown) =>
  parseConfig({ file: "config", value, place: () => "config", keyPlace: () => "config" }, shippedCatalogue);

describe("changes laid over a config", () => {
  it("are what --set makes of it, a preset included", () => {
    const cases: readonly Readonly<Record<string, Setting>>[] = [
      { "workload.length": 512, "design.hashing.readTime": "5 ns" },
      { "workload.preset": "gpt2-small", "workload.length": 2048 },
      { "design.hashing.dac.bits": 6 },
    ];
    for (const changes of cases) {
      const settings = Object.entries(changes).map(([path, value]) => `${path}=${value}`);
      const told = (config: unknown): string => JSON.stringify(config);
      const set = parseConfig(readConfig(defaultConfig(), settings), shippedCatalogue);
      expect(told(parsed(laidOver(base, changes, parameters)))).toBe(told(set));
    }
  });

  it("take away what the config said for another model, and nothing of what it says for others", () => {
    const value = laidOver(base, { "design.hashing.memristor.model": "ideal" }, parameters) as {
      design: { hashing: { memristor: object; dac: object } };
    };
    expect(value.design.hashing.memristor).toEqual({ model: "ideal" });
    expect(value.design.hashing.dac).toEqual({ model: "capacitive", bits: 4 });
    expect(() => parsed(value)).not.toThrow();
  });

  it("of every model of the arrays and their periphery give a config that is read, or a reason", () => {
    for (const { path, kind, choices = [] } of parameters.filter((own) =>
      own.path.startsWith("design.hashing"),
    ))
      for (const choice of kind === "model" ? choices : []) {
        const value = laidOver(base, { [path]: choice }, parameters);
        try {
          parsed(value);
        } catch (error) {
          expect((error as Error).message, `${path}=${choice}`).not.toContain("unknown key");
        }
      }
  });

  it("that do not apply wait until they do", () => {
    const changes = { "design.hashing.dac.bits": 7, "design.hashing.dac.model": "ideal" };
    const value = laidOver(base, changes, parameters) as { design: { hashing: { dac: object } } };
    expect(value.design.hashing.dac).not.toHaveProperty("bits", 4);
    expect(laidOver(base, {}, parameters)).toBe(base);
  });
});

describe("a slider", () => {
  const named = (path: string) => {
    const found = parameters.find((parameter) => parameter.path === path);
    if (found === undefined) throw new Error(path);
    return found;
  };

  it("of every number of the table goes from one accepted value to another, and back to where it was", () => {
    let count = 0;
    for (const parameter of parameters) {
      const {
        default: fallback,
        minimum = -Infinity,
        exclusiveMinimum = -Infinity,
        maximum = Infinity,
      } = parameter;
      if (typeof fallback !== "string" && typeof fallback !== "number") continue;
      const scale = scaleOf(parameter, numberOf(parameter, fallback));
      if (scale === null) continue;
      count++;
      for (const position of [0, 1, 333, STEPS - 1, STEPS]) {
        const setting = settingText(parameter, valueAt(parameter, scale, position));
        const value = numberOf(parameter, setting);
        const where = `${parameter.path} at ${position}: ${setting}`;
        expect(value, where).toBeGreaterThanOrEqual(minimum - 1e-12 * Math.abs(minimum));
        expect(value, where).toBeLessThanOrEqual(maximum + 1e-12 * Math.abs(maximum));
        expect(value, where).toBeGreaterThan(exclusiveMinimum);
        if (parameter.kind === "integer") expect(Number.isInteger(value), where).toBe(true);
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  it("is logarithmic over decades, and says where a value is", () => {
    const readTime = named("design.hashing.readTime");
    const scale = scaleOf(readTime, 1e-8);
    expect(scale).toMatchObject({ low: 1e-11, high: 1e-5, isLogarithmic: true });
    if (scale === null) return;
    expect(positionOf(scale, 1e-8)).toBe(STEPS / 2);
    expect(settingText(readTime, valueAt(readTime, scale, STEPS / 2))).toBe("10 ns");
    expect(positionOf(scale, 1)).toBe(STEPS);
  });

  it("writes areas and bytes that are read as the same number", () => {
    for (const unit of ["m2", "B", "K", "W/mm2", "F", "Hz"] as const) {
      const setting = settingText({ ...named("design.hashing.readTime"), unit }, 1.234e-6);
      expect(parseQuantity(String(setting), unit)).toBeCloseTo(1.234e-6, 18);
    }
  });
});

describe("the history of changes", () => {
  it("takes a held slider as one step, goes back and forth, and forgets what was undone", () => {
    const history = createHistory({});
    history.go({ a: 1 }, true);
    history.go({ a: 2 }, true);
    history.go({ a: 3 }, false);
    history.go({ a: 3, b: 1 }, false);
    history.undo();
    expect(history.now).toEqual({ a: 3 });
    history.undo();
    expect(history.now).toEqual({});
    expect(history.canUndo).toBe(false);
    history.redo();
    expect(history.now).toEqual({ a: 3 });
    history.go({ c: 1 }, false);
    expect(history.canRedo).toBe(false);
  });

  it("is shared by a fragment that keeps kinds and texts, and names what it does not know", () => {
    const changes = {
      "workload.length": 512,
      "workload.attention.causal": false,
      "design.hashing.readTime": "5 ns",
      name: "<b>&a=b#</b>",
      "workload.attention.buckets": "2L/chunk",
    };
    expect(changesOf(fragmentOf(changes), parameters).changes).toEqual(changes);
    const opened = changesOf("nowhere=1&__proto__=2&workload.length=512", parameters);
    expect(opened).toEqual({ changes: { "workload.length": 512 }, unknown: ["nowhere", "__proto__"] });
  });
});
