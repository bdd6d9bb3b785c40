import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sealedText } from "#local-io";
import { cli } from "../../cli/run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-what-if-"));
afterAll(() => rmSync(folder, { recursive: true }));

const config = join(folder, "small.json5");
writeFileSync(
  config,
  `{ name: "small", workload: { length: 64, attention: { chunk: 16, rounds: 2, localWindow: 4 } },
     fidelity: { length: 64, arrays: 2, queries: 16 },
     design: { hashing: { array: { wires: "ideal" } }, mapping: { search: false } } }`,
);
const under = join(folder, "reports");
const bytesOf = (path: string): string[] =>
  readdirSync(path).map((name) => `${name} ${readFileSync(join(path, name)).toString("base64")}`);

interface Deltas {
  readonly base: { readonly label: string };
  readonly deltas: readonly {
    readonly label: string;
    readonly folder: string;
    readonly changes: readonly unknown[];
    readonly delta: { readonly energy: number; readonly recall: { readonly paired: boolean } };
  }[];
}

describe("what-ifs of compare", () => {
  it("go into folders of their own, with the base untouched, and into one table", async () => {
    const base = join(under, "small");
    expect((await cli("compare", config, "--out", base)).code).toBe(0);
    const before = bytesOf(base);
    const ifs = [
      "workload.attention.rounds=1",
      "design.hashing.dac.bits=8",
      "workload.attention.rounds=4; design.hashing.dac.bits=3",
    ];
    const { code, data, note } = await cli(
      "compare",
      config,
      ...ifs.flatMap((one) => ["--what-if", one]),
      "--out",
      under,
      "--json",
    );
    expect(code).toBe(0);
    expect(note).toContain(`${base}: kept, the same question by the same code`);
    expect(bytesOf(base)).toEqual(before);
    const { base: head, deltas } = JSON.parse(data) as Deltas;
    expect(head.label).toBe("small");
    expect(deltas.map(({ label }) => label)).toEqual(["rounds=1", "dac.bits=8", "dac.bits=3, rounds=4"]);
    expect(deltas.map((one) => one.folder)).toEqual(
      ["rounds-1", "dac-bits-8", "dac-bits-3--rounds-4"].map((name) => join(under, `small--${name}`)),
    );
    expect(deltas[0].changes).toEqual([{ path: "workload.attention.rounds", base: 2, value: 1 }]);
    expect(deltas[0].delta.energy).toBeLessThan(1);
    expect(deltas[0].delta.recall.paired).toBe(true);
    const manifest = JSON.parse(readFileSync(join(deltas[0].folder, "report.json"), "utf8"));
    expect(manifest).toMatchObject({
      format: "crosshash-report/2",
      command: `crosshash compare ${config} --set workload.attention.rounds=1`,
      changes: [{ path: "workload.attention.rounds", base: 2, value: 1 }],
      config: { workload: { attention: { rounds: 1 } } },
    });
    // The change's report says what the whole comparison says of it.
    const whole = JSON.parse(readFileSync(join(deltas[0].folder, "result.json"), "utf8"));
    const own = whole.designs.find(({ id }: { id: string }) => id === manifest.measured.design);
    expect(manifest.measured.energy_J).toBe(own.energy_J);
    expect(manifest.measured.recall.mean).toBe(whole.fidelity.arms.memristor.recall.mean);
  });

  it("compare reports, and a report with what is set over it, without simulating what is known", async () => {
    const { code, data } = await cli(
      "compare",
      join(under, "small--rounds-1"),
      "--against",
      join(under, "small"),
    );
    expect(code).toBe(0);
    expect(data).toMatch(/^Against small\n/);
    expect(data).toMatch(/• small--rounds-1: ×0\.\d+ energy/);
  });

  it("refuse to replace the answer to another question, unless forced", async () => {
    const own = join(folder, "own");
    cpSync(join(under, "small"), own, { recursive: true });
    const other = ["compare", config, "--set", "workload.attention.rounds=1", "--out", own];
    const refused = await cli(...other);
    expect(refused).toMatchObject({ code: 2, data: "" });
    expect(refused.note).toContain(
      "received one that holds another answer: choose another --out, or --force",
    );
    expect((await cli(...other, "--force")).code).toBe(0);
    expect(JSON.parse(readFileSync(join(own, "report.json"), "utf8")).changes).toHaveLength(1);
  });

  it("name a source that is none", async () => {
    const fault = async (...args: string[]): Promise<string> => {
      const { code, data, note } = await cli("compare", ...args);
      expect({ code, data }).toEqual({ code: 2, data: "" });
      return note;
    };
    expect(await fault(folder, config)).toContain("received a folder without report.json");
    expect(await fault(join(folder, "none#4"))).toContain(
      "expected the folder of a study before #4, found none",
    );
    expect(await fault(config, "--what-if", " ; ")).toContain("--what-if: expected path=value");
    expect(await fault(config, config, "--what-if", "seed=2")).toContain(
      "expected one source with it, received 2",
    );
    expect(await fault(config, "--what-if", "workload.attention.round=2")).toContain("rounds");
    const damaged = join(folder, "damaged");
    cpSync(join(under, "small"), damaged, { recursive: true });
    writeFileSync(join(damaged, "report.json"), '{ "format": "crosshash-report/1" }');
    expect(await fault(damaged, config)).toContain(
      "report.json question: expected what compare writes there",
    );
    const { checksum: _, ...theirs } = JSON.parse(readFileSync(join(under, "small", "report.json"), "utf8"));
    theirs.measured.design = "lsh-digital";
    writeFileSync(join(damaged, "report.json"), JSON.stringify(theirs));
    expect(await fault(damaged, "--against", join(under, "small"))).toContain("the file was changed");
    writeFileSync(join(damaged, "report.json"), sealedText(theirs));
    expect(await fault(damaged, "--against", join(under, "small"))).toContain(
      "damaged design: expected lsh-memristor, as small has it, received lsh-digital",
    );
  });
});

describe("points of a study", () => {
  it("are compared by their stored results, and a point that is not there names the range", async () => {
    const study = join(folder, "study.json5");
    writeFileSync(
      study,
      `{ workload: { length: 64, attention: { chunk: 16, localWindow: 4 } }, fidelity: { length: 64, arrays: 2, queries: 16 },
         design: { hashing: { array: { wires: "ideal" } } }, levels: ["simulate"],
         space: { "workload.attention.rounds": [1, 2, 4] } }`,
    );
    const store = join(folder, "store");
    expect((await cli("study", "run", study, "--out", store, "--workers", "1")).code).toBe(0);
    const { code, data } = await cli("compare", `${store}#0`, `${store}#2`, "--json");
    expect(code).toBe(0);
    const { base, deltas } = JSON.parse(data) as Deltas;
    expect([base.label, deltas[0].label]).toEqual(["attention.rounds=1", "attention.rounds=4"]);
    expect(deltas[0].delta.energy).toBeGreaterThan(1);
    expect(deltas[0].delta.recall.paired).toBe(false);
    const missing = await cli("compare", `${store}#7`, `${store}#0`);
    expect(missing).toMatchObject({ code: 2, data: "" });
    expect(missing.note).toContain("#7 (point): expected a point from 0 to 2, received 7");
    expect((await cli("compare", store, `${store}#0`)).note).toContain("name a point of it, such as");
  });
});
