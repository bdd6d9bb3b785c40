import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { defaultConfig, readConfig } from "../../../src/commands/shared/config-file.ts";
import { shippedCatalogue } from "../../../src/design/catalogue.ts";
import { parseConfig } from "../../../src/design/config.ts";

const folder = mkdtempSync(join(tmpdir(), "preset-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workloadOf = (file: string, ...settings: string[]) =>
  parseConfig(readConfig(file, settings), shippedCatalogue).workload;

const own = (text: string): string => {
  const file = join(folder, "own.json5");
  writeFileSync(file, text);
  return file;
};

describe("a preset that is set over another one", () => {
  it("is the workload of a file that names it alone", () => {
    const alone = workloadOf(own('{ workload: { preset: "magicpig-llama-3.1-8b" } }'));
    const set = workloadOf(defaultConfig(), "workload.preset=magicpig-llama-3.1-8b");
    expect(set).toEqual(alone);
    expect([set.length, set.attention.rounds, set.attention.localWindow]).toEqual([131_072, 150, 64]);
  });

  it("keeps what it leaves open, and what else is set stands over it in any order", () => {
    const { length, attention, heads } = workloadOf(
      defaultConfig(),
      "workload.length=2048",
      "workload.preset=gpt2-small",
    );
    expect([length, attention.rounds, attention.chunk, heads]).toEqual([2048, 8, 32, 12]);
    expect(workloadOf(defaultConfig(), "workload.preset=gpt2-small").length).toBe(1024);
  });

  it("changes nothing where it is the same", () => {
    expect(workloadOf(defaultConfig(), "workload.preset=recall-lm")).toEqual(workloadOf(defaultConfig()));
  });
});
