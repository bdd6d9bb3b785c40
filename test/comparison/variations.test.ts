// What a comparison varies is what a config could have said.

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../src/commands/shared/config-file.ts";
import { meanConductance, searchedInputs, singleChanges } from "../../src/comparison/variations.ts";
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
