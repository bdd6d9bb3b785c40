import { describe, expect, it } from "vitest";
import { documents, readDocument as read } from "./code-blocks.ts";

describe("documents", () => {
  it.each([...documents(), "package.json", "package-lock.json"])(
    "%s names no machine or registry",
    (name) => {
      expect(read(name)).not.toMatch(/\/work\/|\/tmp\/wt|registry\.npmjs|localhost:\d/);
    },
  );
});

describe("README", () => {
  it("is read in two minutes: at most 500 words", () => {
    expect(
      read("README.md")
        .split(/\s+/)
        .filter((word) => word !== "").length,
    ).toBeLessThanOrEqual(500);
  });

  it("shows what the sample report says", () => {
    const shown =
      /checked by: test\/docs\/readme.test.ts -->\n```text\n([\s\S]*?)\n```/.exec(read("README.md"))?.[1] ??
      "nothing";
    expect(shown.split("\n").length).toBeGreaterThanOrEqual(3);
    expect(read("reports/sample/report.txt")).toContain(shown);
  });
});
