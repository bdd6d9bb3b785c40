import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { power } from "../../src/base/power.ts";

// Every bit, so that a Node or a library that rounds another way is seen where this runs.
test("4 096 powers have the same bits on every Node", () => {
  const values = Float64Array.from({ length: 4096 }, (_, n) =>
    power(0.01 + n * 0.0137, ((n * 7919) % 4096) / 512 - 4),
  );
  expect(createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex")).toBe(
    "994e327bc0e6a49b459e8f37a7540e2692952c55e3737edff7a6ce6d56cc375a",
  );
});

// Whole squares and whole powers of 2 and 4 are exact in all engines; anything else goes through base/power.ts.
test("no other power of the source is left to the engine", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.startsWith("report/"),
  );
  const found = files.flatMap((name) =>
    readFileSync(join("src", name), "utf8")
      .split("\n")
      .filter((line) => /Math\.pow|[\w)\]] \*\* /.test(line) && !/^\s*(\*|\/)/.test(line))
      .filter((line) => !/\*\* 2\b/.test(line) && !/\b[24] \*\* /.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(files.length).toBeGreaterThan(400);
  expect(found).toEqual([]);
});
