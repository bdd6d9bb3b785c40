import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../../src/report/sinks/render.ts";

const chart = (title: string) => ({
  type: "bar" as const,
  data: { labels: ["a", "b"], datasets: [{ label: "µJ ≤ Ω", data: [1, 2] }] },
  options: { plugins: { title: { display: true, text: title } } },
});

describe("the chart renderer", () => {
  it("draws the same bytes twice, and words that are there", async () => {
    const png = (title: string) => createRenderer().png(chart(title), 300, 200);
    const first = await png("One");
    expect(Buffer.from(first.subarray(1, 4)).toString()).toBe("PNG");
    expect(Buffer.compare(Buffer.from(first), Buffer.from(await png("One")))).toBe(0);
    // A blank text would make these two equal.
    expect(Buffer.compare(Buffer.from(first), Buffer.from(await png("Two")))).not.toBe(0);
  });

  it("refuses to draw without its font", async () => {
    const folder = mkdtempSync(join(tmpdir(), "crosshash-font-"));
    const notFont = join(folder, "text.ttf");
    writeFileSync(notFont, "no font");
    for (const file of [join(folder, "missing.ttf"), notFont])
      await expect(createRenderer([file]).png(chart("One"), 300, 200)).rejects.toThrow(
        /cannot read the font/,
      );
    rmSync(folder, { recursive: true });
  });
});
