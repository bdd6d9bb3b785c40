import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { callQuestion, freeFolder } from "../../src/cli/folder-guard.ts";
import { run } from "../../src/program/program.ts";
import { cli } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "crosshash-guard-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SMALL = [
  ...["workload.length=128", "workload.attention.chunk=16", "workload.attention.rounds=1"],
  ...["fidelity.arrays=2", "fidelity.queries=8", "design.hashing.array.wires=ideal"],
].flatMap((setting) => ["--set", setting]);

describe("a call's question", () => {
  it("is its verb, its words and what is in the files that they name, not where the answer goes", () => {
    const [one, same, other] = ["one.csv", "same.csv", "other.csv"].map((name) => join(root, name));
    writeFileSync(one, "a\n1\n");
    writeFileSync(same, "a\n1\n");
    writeFileSync(other, "a\n2\n");
    const question = callQuestion("report", [one], { where: "a < 2", plugin: [] });
    expect(question).toMatch(/^[0-9a-f]{64}$/);
    const delivered = {
      where: "a < 2",
      plugin: [],
      out: "x",
      json: true,
      force: true,
      workers: 3,
      charts: ["svg"],
    };
    expect(callQuestion("report", [same], delivered)).toBe(question);
    expect(callQuestion("report", [other], { where: "a < 2", plugin: [] })).not.toBe(question);
    expect(callQuestion("report", [one], { where: "a < 3", plugin: [] })).not.toBe(question);
    expect(callQuestion("budget", [one], { where: "a < 2", plugin: [] })).not.toBe(question);
    writeFileSync(one, "a\n3\n");
    expect(callQuestion("report", [one], { where: "a < 2", plugin: [] })).not.toBe(question);
  });
});

describe("a report's folder", () => {
  it("is written again by the same question, refused to another one, and replaced with --force", async () => {
    const out = join(root, "hash");
    const ask = (...more: string[]) => cli("hash", ...SMALL, "--out", out, "--json", ...more);
    const first = await ask("--export-markdown", join(root, "hash.md"));
    expect(first.code).toBe(0);
    const kept = readFileSync(join(out, "result.json"), "utf8");
    expect(JSON.parse(readFileSync(join(out, "report.json"), "utf8"))).toMatchObject({
      format: "crosshash-answer/1",
      command: "crosshash hash",
    });
    const markdown = readFileSync(join(root, "hash.md"), "utf8");
    expect(markdown).toMatch(/^# /);
    for (const [, file] of markdown.matchAll(/!\[.*\]\((.*)\)/g))
      expect(existsSync(join(root, file)), file).toBe(true);
    expect(markdown).toContain("](hash/");
    expect((await ask("--workers", "1")).code).toBe(2); // hash has no such option
    expect((await ask()).code).toBe(0);
    const refused = await ask("--seed", "7");
    expect(refused).toMatchObject({ code: 2, data: "" });
    expect(refused.note).toBe(
      `${out} (output): expected a new folder or one with the answer to this question, received one that holds another answer: choose another --out, or --force to replace it`,
    );
    expect(readFileSync(join(out, "result.json"), "utf8")).toBe(kept);
    expect((await ask("--seed", "7", "--force", "--charts", "svg,pdf,89 mm")).code).toBe(0);
    expect(readFileSync(join(out, "result.json"), "utf8")).not.toBe(kept);
    expect(readFileSync(join(out, "conductance.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    // 89 mm of 1/96 inch.
    expect(readFileSync(join(out, "conductance.svg"), "utf8")).toMatch(/<svg[^>]* width="336\./);
    expect(freeFolder(out, "0".repeat(64))).toBe(`${out}-00000000`);
    expect(freeFolder(join(root, "new"), "0".repeat(64))).toBe(join(root, "new"));
  }, 150_000);

  it("of a study's store or of compare is not one for other verbs", async () => {
    const store = join(root, "store");
    const study = join(root, "study.json5");
    writeFileSync(
      study,
      '{ name: "s", workload: { length: 256, attention: { chunk: 16 } }, space: { "workload.attention.rounds": [1, 2] }, objectives: ["energy_J:min", "area_m2:min"] }',
    );
    expect((await cli("study", "run", study, "--out", store)).data).toContain(`2 evaluated now → ${store}\n`);
    const terminal: string[] = [];
    await run(["study", "status", store], {
      data: (text) => terminal.push(text),
      pieces: () => {},
      note: () => {},
      columns: 80,
    });
    expect(terminal.join("")).toContain(`\n\nNext: crosshash study report ${store}\n`);
    const refused = await cli("study", "report", store, "--out", store);
    expect(refused).toMatchObject({ code: 2, data: "" });
    expect(refused.note).toContain("received one that holds another answer");
    // What another verb wrote is no source of deltas.
    const source = await cli("compare", join(root, "hash"), store.concat("#0"));
    expect(source).toMatchObject({ code: 2, data: "" });
    expect(source.note).toContain(
      "expected what compare writes there, received the answer to crosshash hash",
    );
  }, 150_000);

  it.each([
    [["--charts", "gif"], "expected png, svg, pdf or several with commas"],
    [["--charts", "svg,89"], "received a number without a unit"],
    [["--charts", "1 mm"], "expected a length in [50 mm, 1 m]"],
    [["--export-markdown", "x.json5"], "expected a plain file name that ends in .md"],
    [["--quiet", "--verbose"], "cannot be used with"],
  ])("%j is a usage error", async (args, message) => {
    const { code, data, note } = await cli("hash", ...args);
    expect({ code, data }).toEqual({ code: 2, data: "" });
    expect(note).toContain(message);
  });
});

describe("several points evaluated again", () => {
  it("are a list such as 0-1, or one answer each", async () => {
    const store = join(root, "store");
    const { code, data } = await cli("study", "rerun", store, "0-1");
    expect(code).toBe(0);
    expect(data).toContain(
      "point 1 (attention.rounds=2), price: reproduced, ok\n2 of 2 stored records are reproduced",
    );
    const listed = JSON.parse((await cli("study", "rerun", store, "1,0", "--json")).data);
    expect(listed.points.map(({ index }: { index: number }) => index)).toEqual([1, 0]);
    for (const [keys, message] of [
      ["0-9", "expected a point from 0 to 1, received 0-9"],
      ["1-0", "expected a range from its smaller index"],
      ["0,", 'expected indices such as 17, 3-7,12 or level:index, received ""'],
      ["0-99999999999", "expected a point from 0 to 1"],
    ]) {
      const wrong = await cli("study", "rerun", store, keys);
      expect(wrong).toMatchObject({ code: 2, data: "" });
      expect(wrong.note).toContain(message);
    }
  }, 150_000);
});
