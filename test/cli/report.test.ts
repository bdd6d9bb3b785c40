import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "crosshash-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe("report refuses, with nothing written", () => {
  const table = write("table.csv", "a,b\n1,2\n2,1\n");
  const out = join(folder, "out");
  const refused = async (...args: string[]) => {
    const answer = await cli("study", "report", ...args, "--out", out);
    expect(answer.code).toBe(2);
    expect(answer.data).toBe("");
    expect(existsSync(out)).toBe(false);
    return answer.note;
  };

  it.each([
    [[table], "--objectives (root): expected the objectives of a CSV file"],
    [[table, "--objectives", "a:min,c:min"], 'expected a column of the table, received "c"'],
    [[table, "--objectives", "a:least"], "expected column:min or column:max"],
    [[table, "--objectives", "a:min", "--where", "a <"], "--where"],
    [[join(folder, "none"), "--objectives", "a:min"], "found none"],
    [[folder], "manifest.json"],
    [[table, "--objectives", "a:min", "--seeds", "9"], "expected a whole number from 10 to 1000"],
    [[table, "--objectives", "a:min", "--design", "-1"], "expected a whole number of at least 0"],
  ])("%j: %s", async (args, message) => {
    expect(await refused(...args)).toContain(message);
  });

  it("options of a study's designs with a table", async () => {
    expect(await refused(table, "--objectives", "a:min,b:min", "--design", "1")).toContain(
      "--design (root): expected the store of a study, received a table",
    );
    expect(await refused(table, "--objectives", "a:min,b:min", "--experiments")).toContain("--experiments");
  });
});

describe("the report of a table", () => {
  it("has a page, a Markdown report, the front and a chart; no design is rebuilt", async () => {
    const table = write("t.csv", 'a,b,name\n1,2,"x|y"\n2,1,<b>\n3,3,z\n');
    const out = join(folder, "made");
    const { code, data } = await cli("study", "report", table, "--objectives", "a:min,b:min", "--out", out);
    expect(code).toBe(0);
    const files = data.trimEnd().split("\n");
    expect(files.map((file) => file.slice(out.length + 1)).sort()).toEqual(
      ["explorer.html", "front.csv", "pareto-a-b.png", "pareto-a-b.svg", "report.json", "report.md"].sort(),
    );
  });

  it("has one for an empty front as well", async () => {
    const table = write("empty.csv", "status,a,b\nfailed,,\n");
    const out = join(folder, "empty");
    expect((await cli("study", "report", table, "--objectives", "a:min,b:min", "--out", out)).code).toBe(0);
  });
});
