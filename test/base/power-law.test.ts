import { join } from "node:path";
import { expect, test } from "vitest";
import { sourcesIn } from "../sources.ts";

// Whole squares and whole powers of 2 and 4 are exact in all engines; anything else goes through power.ts of the base.
test("no other power of the source is left to the engine", () => {
  const files = ["src", "packages"]
    .flatMap((folder) =>
      sourcesIn(join(import.meta.dirname, "..", "..", folder)).map((one) => ({
        ...one,
        name: `${folder}/${one.name}`,
      })),
    )
    .filter(
      ({ name }) =>
        !/\/(?:report|test|bench|node_modules)\/|^(?:src|packages)\/charts\/|\/base\/src\/power\.ts$/.test(
          name,
        ),
    );
  const found = files.flatMap(({ name, text }) =>
    text
      .split("\n")
      .filter((line) => /Math\.pow|[\w)\]] \*\* /.test(line) && !/^\s*(\*|\/)/.test(line))
      .filter((line) => !/\*\* 2\b/.test(line) && !/\b[24] \*\* /.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(files.length).toBeGreaterThan(700);
  expect(found).toEqual([]);
});
