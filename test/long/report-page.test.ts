import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { violations, watchedPage } from "./watched-page.ts";

const CHROMIUM = "/usr/bin/chromium";
const HOSTILE = "</script><script>alert(1)</script>";
const folder = mkdtempSync(join(tmpdir(), "crosshash-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!existsSync(CHROMIUM))(
  "the report page in Chromium (skipped without /usr/bin/chromium)",
  () => {
    it("opens from file:// without a request, an error or a script of the config's name", async () => {
      const set = [
        `name="${HOSTILE}"`,
        "workload.length=256",
        "fidelity.arrays=2",
        "design.mapping.search=false",
      ].flatMap((item) => ["--set", item]);
      expect((await cli("compare", "--out", folder, ...set)).code).toBe(0);
      const browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--no-first-run",
        ],
      });
      try {
        const { page, seen } = await watchedPage(browser, join(folder, "index.html"), {
          viewport: { width: 1100, height: 900 },
        });
        expect((await page.locator("h1").textContent())?.startsWith(`${HOSTILE}: `)).toBe(true);
        expect(await page.locator("script").count()).toBe(0);
        const images = await page
          .locator("img")
          .evaluateAll((list) => list.map((image) => (image as HTMLImageElement).naturalWidth));
        expect(images).toEqual(Array(14).fill(1800));
        // Nothing but tables moves sideways on a phone, and nothing keeps anyone from reading it, in either theme.
        for (const [colorScheme, width] of [
          ["light", 1100],
          ["dark", 390],
        ] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
          expect(await violations(page)).toEqual([]);
        }
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator('a[download="table-1.csv"]').press("Enter"),
        ]);
        expect(readFileSync(await download.path(), "utf8").split("\r\n")[0]).toContain("design,");
        expect(seen).toEqual([]);
      } finally {
        await browser.close();
      }
    });
  },
);
