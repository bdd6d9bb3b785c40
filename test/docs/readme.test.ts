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
  it("shows what the sample report says", () => {
    const shown = /```text\n([\s\S]*?)\n```/.exec(read("README.md"))?.[1] ?? "nothing";
    expect(shown.length).toBeGreaterThan(500);
    expect(read("reports/sample/report.txt")).toContain(shown);
  });
});
