import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { violations, watchedPage } from "./watched-page.ts";

const CHROMIUM = "/usr/bin/chromium";
const HOSTILE = "</script><script>alert(1)</script>";
const folder = mkdtempSync(join(tmpdir(), "crosshash-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Arrow keys, Home and End choose a tab and show its part alone; only the chosen tab is in the tab order. */
async function moveByKeyboard(page: Page): Promise<void> {
  const names = ["Verdict", "Where it goes", "Quality", "Everything"];
  await page.getByRole("tab", { name: "Everything" }).focus();
  for (const [key, at] of [
    ["ArrowRight", 0],
    ["ArrowLeft", 3],
    ["Home", 0],
    ["ArrowRight", 1],
    ["End", 3],
    ["Home", 0],
  ] as const) {
    await page.keyboard.press(key);
    const chosen = await page.locator("[role=tab][tabindex='0']").allTextContents();
    const shown = await page
      .locator("[role=tabpanel]:not([hidden])")
      .evaluateAll((list) => list.map(({ id }) => id));
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(names[at]);
    expect(chosen).toEqual([names[at]]);
    expect(shown).toEqual([names[at].toLowerCase().replaceAll(" ", "-")]);
  }
}

/** Columns of the visible charts, and whether they reach over nine tenths of the window. */
const columnsOf = (page: Page): Promise<[number, boolean]> =>
  page.locator("[role=tabpanel]:not([hidden]) figure img").evaluateAll((list) => {
    const boxes = list.map((image) => image.getBoundingClientRect());
    const reach = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
    return [new Set(boxes.map(({ left }) => Math.round(left))).size, reach > 0.9 * window.innerWidth];
  });

/** Parts of the page without a height. */
const hiddenParts = (page: Page): Promise<number> =>
  page
    .locator("section")
    .evaluateAll((list) => list.filter((section) => section.getBoundingClientRect().height < 50).length);

describe.skipIf(!existsSync(CHROMIUM))(
  "the report page in Chromium (skipped without /usr/bin/chromium)",
  () => {
    it("opens from file:// without a request, an error or a script of the config's name", async () => {
      const set = [
        `name="${HOSTILE}"`,
        "workload.length=256",
        "fidelity.arrays=2",
        "design.mapping.search=false",
        "design.digital.sizes=stated",
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
        expect(await page.locator("script").count()).toBe(1);
        const images = await page
          .locator("img")
          .evaluateAll((list) => list.map((image) => (image as HTMLImageElement).naturalWidth));
        expect(new Set(images)).toEqual(new Set([1800]));
        // Nothing but tables moves sideways on a phone, and nothing keeps anyone from reading it, in either theme.
        for (const [colorScheme, width] of [
          ["light", 1280],
          ["dark", 390],
        ] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 900 });
          for (const tab of await page.getByRole("tab").all()) {
            await tab.click();
            const { scrollWidth, scrollHeight } = await page.evaluate(() => {
              const { scrollWidth, scrollHeight } = document.documentElement;
              return { scrollWidth, scrollHeight };
            });
            expect(scrollWidth).toBeLessThanOrEqual(width);
            // Four screens of a tab, the picture above the tabs included.
            if (width === 1280) expect(scrollHeight).toBeLessThanOrEqual(4 * 900);
            expect(await violations(page)).toEqual([]);
          }
        }
        await page.setViewportSize({ width: 1400, height: 900 });
        await page.getByRole("tab", { name: "Verdict" }).click();
        expect(await columnsOf(page)).toEqual([2, true]);
        await moveByKeyboard(page);
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.locator('[role=tabpanel]:not([hidden]) a[download="table-1.csv"]').press("Enter"),
        ]);
        expect(readFileSync(await download.path(), "utf8").split("\r\n")[0]).toContain("design,");
        expect(seen).toEqual([]);
        await page.emulateMedia({ media: "print" });
        expect(await hiddenParts(page)).toBe(0);
        const { page: plain } = await watchedPage(browser, join(folder, "index.html"), {
          javaScriptEnabled: false,
        });
        expect(await plain.getByRole("tab").count()).toBe(0);
        expect(await hiddenParts(plain)).toBe(0);
      } finally {
        await browser.close();
      }
    });
  },
);
