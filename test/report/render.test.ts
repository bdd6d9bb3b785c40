import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { textWidths } from "#charts";
import { createRenderer } from "../../packages/reports/src/render.ts";

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

  it("measures letters as the canvas does, but for kerning", () => {
    const font = (name: string) => createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
    const context = createCanvas(10, 10).getContext("2d");
    for (const [name, weight] of [
      ["DejaVuSans", ""],
      ["DejaVuSans-Bold", "bold "],
    ]) {
      const bytes = readFileSync(font(name));
      GlobalFonts.register(bytes, `own ${name}`);
      const width = textWidths(bytes);
      context.font = `${weight}100px "own ${name}"`;
      context.fontKerning = "none";
      for (const text of ["energy (µJ)", "1.25 × 10⁻³ Ω ≤ ±3", "mm²", "häßlich → β"])
        expect(Math.abs(100 * width(text) - context.measureText(text).width)).toBeLessThan(0.5);
    }
  });
});

// The package of the canvas is optional: here it cannot be found.
it("draws vectors without the canvas, and says what pixels need", () => {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-no-canvas-"));
  const hide = join(folder, "hide.cjs");
  writeFileSync(
    hide,
    `const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name === "@napi-rs/canvas") throw new Error("Cannot find module '@napi-rs/canvas'");
  return resolve.call(this, name, ...rest);
};`,
  );
  const table = join(folder, "designs.csv");
  writeFileSync(table, "rows,energy_J,area_m2\n1,2e-6,3e-6\n2,1e-6,4e-6\n");
  const report = ["study", "report", table, "--objectives", "energy_J:min,area_m2:min"];
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--require", hide, "dist/bundle/main.js", ...report, ...args], {
      encoding: "utf8",
    });
  const out = join(folder, "out");
  const vectors = run("--charts", "svg", "--out", out);
  expect(vectors.status, vectors.stderr).toBe(0);
  const charts = readdirSync(out).filter((name) => name.endsWith(".svg"));
  expect(charts.length).toBeGreaterThan(0);
  for (const name of charts) expect(readFileSync(join(out, name), "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(readFileSync(join(out, "report.md"), "utf8")).toContain(`](${charts[0]})`);
  const pixels = run("--charts", "svg,png", "--out", join(folder, "pixels"));
  expect(pixels.status).toBe(2);
  expect(pixels.stderr).toContain("charts @napi-rs/canvas: expected the optional package");
  expect(existsSync(join(folder, "pixels"))).toBe(false);
  rmSync(folder, { recursive: true });
});
