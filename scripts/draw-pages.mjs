// Draws docs/pictures/pages/: the report page of every verb that has one, light and dark, wide and narrow, each in one picture; and the
// page that prices a config again (`live`), docs/pictures/explore-light.png and -dark.png.
// Runs the built command on small questions; needs Chromium (CHROMIUM, or /usr/bin/chromium).
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = join(root, "docs", "pictures", "pages");
const main = join(root, "dist", "bundle", "main.js");

const SMALL = ["workload.length=512", "fidelity.arrays=2"].flatMap((one) => ["--set", one]);
/** Null for the sample report, which is there already. */
const PAGES = {
  compare: null,
  hash: ["hash", ...SMALL],
  lm: ["lm", "--quick", "--windows", "2"],
  tiles: ["tiles", "--edges", "8,16,32", "--sides", "64,128", ...SMALL],
  budget: ["budget", "--area", "5 mm2", "--power", "1 W", ...SMALL],
  sensitivity: ["sensitivity", "--parameters", ...SMALL],
  validate: ["validate", "--quick"],
};
const VIEWS = ["light", "dark"].flatMap((colorScheme) => [
  { colorScheme, width: 1100 },
  { colorScheme, width: 390 },
]);
const HEIGHT = 900;

/** The live page at 8 192 tokens: its verdict, and its map over length and buffer. */
async function drawLive(browser, folder) {
  const file = join(folder, "live.html");
  const words = ["explore", "--set", "workload.length=8192", "--out", file];
  execFileSync(process.execPath, [main, ...words], { cwd: folder, stdio: "ignore" });
  for (const [colorScheme, top] of [
    ["light", "#results h2"],
    ["dark", "#heat-map"],
  ]) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1060, height: 720 } });
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(() => document.getElementById("results")?.dataset.priced !== undefined);
    if (colorScheme === "dark") {
      for (const id of ["heat-map", "decode"]) await page.locator(`#${id} > summary`).press("Enter");
      await page.click("#map-start");
      await page.waitForFunction(
        () =>
          /^\d+ cells\.$/.test(document.querySelector("#heat-map p[role=status]")?.textContent ?? "") &&
          document.querySelector("#decode svg") !== null,
        undefined,
        { timeout: 600_000 },
      );
    }
    await page
      .locator(top)
      .first()
      .evaluate((own) => own.scrollIntoView());
    await page.screenshot({ path: join(root, "docs", "pictures", `explore-${colorScheme}.png`) });
    await page.close();
    process.stdout.write(`explore-${colorScheme}.png\n`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "crosshash-pages-"));
const wanted = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  mkdirSync(pictures, { recursive: true });
  if (wanted.length === 0 || wanted.includes("live")) await drawLive(browser, folder);
  for (const [name, words] of Object.entries(PAGES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    // In an empty folder, so that no path of this machine is in a picture.
    if (words !== null)
      execFileSync(process.execPath, [main, ...words, "--out", name], { cwd: folder, stdio: "ignore" });
    const report = words === null ? join(root, "reports", "sample") : join(folder, name);
    const shots = [];
    for (const { colorScheme, width } of VIEWS) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: HEIGHT } });
      await page.goto(pathToFileURL(join(report, "index.html")).href);
      shots.push({ width, data: (await page.screenshot()).toString("base64") });
      await page.close();
    }
    const page = await browser.newPage({ viewport: { width: 1560, height: 480 } });
    const images = shots
      .map(({ width, data }) => `<img width="${width / 2}" src="data:image/png;base64,${data}" alt="">`)
      .join("");
    await page.setContent(
      `<style>body{margin:8px;background:#888;display:flex;gap:8px;align-items:start}</style>${images}`,
    );
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    await page.close();
    process.stdout.write(`${name}.png\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
