import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { cli } from "../cli/run.ts";

it("the committed sample report is what the default compare gives", async () => {
  const { data } = await cli("compare", "--json");
  const sample = readFileSync(
    join(resolve(import.meta.dirname, "..", ".."), "reports", "sample", "result.json"),
    "utf8",
  );
  expect(data).toBe(sample);
});
