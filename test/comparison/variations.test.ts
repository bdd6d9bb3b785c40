// What a comparison varies is what a config could have said.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../src/commands/shared/config-file.ts";
import {
  meanConductance,
  otherModels,
  searchedInputs,
  singleChanges,
} from "../../src/comparison/variations.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import type { Design } from "../../src/design/design.ts";
import { configOf } from "../design-under-test.ts";

const CONFIGS = resolve(import.meta.dirname, "../../configs");
const chips = readdirSync(CONFIGS).filter((name) => name.endsWith(".json5") && !name.startsWith("study-"));

/** What the single changes set. */
const paramsOf = ({ hashing, digital, memory }: Design) => ({
  readTime: hashing.readTime,
  parts: [hashing.memristor, hashing.readout, hashing.dac, digital.buffer, memory].map((one) => [
    one.model,
    one.params,
  ]),
});

it.each(chips)("every other value of an input of %s is one that its config takes", (name) => {
  const path = join(CONFIGS, name);
  const { design, workload } = parseConfig(readConfig(path, []), shippedCatalogue);
  const others = singleChanges(design, workload);
  expect(others.length).toBeGreaterThan(0);
  for (const { name, setting, ...change } of others) {
    if (setting === undefined) throw new Error(`${name}: expected a setting`);
    // What is printed to be set gives the chip that was priced.
    const set = parseConfig(readConfig(path, [setting]), shippedCatalogue);
    const priced = change.design(design);
    expect(paramsOf(set.design), setting).toEqual(paramsOf(priced));
    expect(set.workload.attention.rounds).toBe((change.workload?.(workload) ?? workload).attention.rounds);
  }
});

it("a variation is as far as the logarithm of its value over the config's own, and is another value", () => {
  const { design, workload } = configOf(
    '{ workload: { attention: { rounds: 4 } }, design: { logicNode: "22 nm", hashing: { readTime: "5 ns" }, digital: { buffer: { capacity: "3 MiB" } } } }',
  );
  type Subject = readonly [typeof design, typeof workload];
  const readings: Readonly<Record<string, (of: Subject) => number>> = {
    "read time": ([own]) => own.hashing.readTime,
    node: ([own]) => own.logicNode,
    conductance: ([own]) => Number(meanConductance(own)),
    "buffer's capacity": ([own]) => own.digital.buffer.behaviour.capacity,
    rounds: ([, seen]) => seen.attention.rounds,
  };
  let compared = 0;
  for (const { name, others } of searchedInputs(design, workload))
    for (const other of others) {
      const value = readings[name];
      if (value === undefined) {
        // Another model of the same unit.
        expect(other.step).toBe(Math.LN2);
        continue;
      }
      const changed = value([other.design(design), other.workload?.(workload) ?? workload]);
      expect(other.step, other.name).toBeCloseTo(Math.log(changed / value([design, workload])), 9);
      expect(other.step, other.name).not.toBeCloseTo(0, 6);
      const [said] = other.name.match(/[\d.]+/) ?? [];
      const unit =
        { "read time": 1e-9, node: 1e-9, conductance: 1e-6, "buffer's capacity": 2 ** 20 }[name] ?? 1;
      expect((Number(said) * unit) / changed, other.name).toBeCloseTo(1, 2);
      compared++;
    }
  expect(compared).toBeGreaterThan(18);
});

it("another model of the MAC array has as many units in rows of a power of two, and of the buffer as many bytes and banks", () => {
  const changed = (digital: string) => {
    const { design } = configOf(`{ design: { digital: { ${digital} } } }`);
    return otherModels(design).map(({ others: [other] }) => other.design(design).digital);
  };
  for (const [units, rows, columns] of [
    [4096, 64, 64],
    [1000, 16, 63],
    [8192, 64, 128],
    [2, 1, 2],
  ]) {
    const [{ mac }] = changed(`mac: { units: ${units}, lanes: 1, clock: "700 MHz", blockRows: 96 }`);
    expect(mac.params).toMatchObject({ rows, columns, queries: 96, clock: 700e6 });
  }
  const [, { buffer }] = changed('buffer: { capacity: "3 MiB", bits: 256, bandwidth: "300 GB/s", banks: 5 }');
  expect(buffer.model).toBe("cacti-like");
  expect(buffer.params).toMatchObject({ capacity: 3 * 2 ** 20, bits: 256, bandwidth: 300e9, banks: 5 });
});

it("a single change doubles the memory's bandwidth, takes a bit more or less of converters, and half and twice the rounds", () => {
  const { design, workload } = configOf(
    `{ workload: { attention: { rounds: 6 } }, design: { memory: { bandwidth: "12.8 GB/s" },
       hashing: { readout: { family: "adc", model: "isaac", bits: 7 } } } }`,
  );
  const named = new Map(singleChanges(design, workload).map((one) => [one.setting, one]));
  const faster = named.get("design.memory.bandwidth=25.6GB/s");
  expect(faster?.design(design).memory.params).toMatchObject({ bandwidth: 25.6e9 });
  expect(faster?.step).toBeCloseTo(Math.log(2), 12);
  for (const bits of [6, 8]) {
    const other = named.get(`design.hashing.readout.bits=${bits}`);
    expect(other?.design(design).hashing.readout.params).toMatchObject({ bits });
    expect(other?.step).toBeCloseTo(Math.log(bits / 7), 12);
  }
  const rounds = [...named.keys()].filter((setting) => setting?.startsWith("workload.attention.rounds"));
  expect(rounds).toEqual(["workload.attention.rounds=3", "workload.attention.rounds=12"]);
});
