import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, csvRecord } from "#base";
import { parseCsv } from "#local-io";
import { cli } from "../cli/run.ts";
import { violations, type WatchedPage, watchedPage } from "./watched-page.ts";

const CHROMIUM = "/usr/bin/chromium";
const HOSTILE = ["</script><script>alert(1)</script>", "\"><img src=x onerror='alert(1)'>", "=1+1"];
const STUDY = `{ name: ${JSON.stringify(HOSTILE[0])},
  workload: { length: 256, attention: { chunk: 16 } },
  space: { "design.cores": [1, 2, 4, 8], "design.hashing.readTime": ["2 ns", "20 ns"], "design.hashing.array.rows": [32, 64] },
  derived: { "design.contexts": "1 + \`design.cores\`" },
  objectives: ["latency_s:min", "area_m2:min"] }`;

let folder: string;
let browser: Browser;

/** 20 000 designs of random prices, some of their words hostile. */
function table(): string {
  const rng = createRng(1);
  const lines = [csvRecord(["cores", "model", "energy_J", "latency_s", "recall"])];
  for (let n = 0; n < 20_000; n++) {
    const cores = 1 + rng.integer(64);
    const row = [
      cores,
      HOSTILE[n % 3],
      1e-3 * (1 + rng.uniform()) * 10 ** rng.uniform(),
      rng.uniform() / cores,
    ];
    lines.push(csvRecord([...row, rng.uniform()]));
  }
  return lines.join("");
}

async function open(
  file: string,
  colorScheme: "light" | "dark" = "light",
  width = 1400,
): Promise<WatchedPage> {
  const opened = await watchedPage(browser, file, { viewport: { width, height: 900 }, colorScheme });
  await opened.page.waitForFunction(() => document.getElementById("kept")?.textContent !== "");
  return opened;
}

const kept = async (page: Page): Promise<number> =>
  Number.parseInt(((await page.textContent("#kept")) ?? "").replaceAll(" ", ""), 10);

/** Drags along the first axis from the top down; returns the times of the frames, ms. */
async function brush(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { frameTimes: times });
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) =>
      ask((now) => {
        const before = performance.now();
        draw(now);
        times.push(performance.now() - before);
      });
  });
  const box = await page.locator("#parallel").boundingBox();
  if (box === null) throw new Error("no canvas");
  await page.mouse.move(box.x + 56, box.y + 70);
  await page.mouse.down();
  for (let n = 1; n <= 20; n++) await page.mouse.move(box.x + 56, box.y + 70 + 10 * n);
  await page.mouse.up();
  return page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes);
}

describe.skipIf(!existsSync(CHROMIUM))("the explorer in Chromium (skipped without /usr/bin/chromium)", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "crosshash-explorer-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
    writeFileSync(join(folder, "designs.csv"), table());
    writeFileSync(join(folder, "study.json5"), STUDY);
    const objectives = "energy_J:min,latency_s:min,recall:max";
    const csv = join(folder, "designs.csv");
    expect(
      (await cli("explore", csv, "--objectives", objectives, "--out", join(folder, "table.html"))).code,
    ).toBe(0);
    const store = join(folder, "store");
    expect(
      (await cli("study", "run", join(folder, "study.json5"), "--out", store, "--workers", "1")).code,
    ).toBe(0);
    expect((await cli("explore", store, "--out", join(folder, "study.html"))).code).toBe(0);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("opens 20 000 designs without a request or a hostile word's script, and brushes them", async () => {
    const before = performance.now();
    const { page, seen } = await open(join(folder, "table.html"));
    // Minutes would mean that a row costs its square; the bench measures what an idle machine takes.
    expect(performance.now() - before).toBeLessThan(60_000);
    expect(await kept(page)).toBe(20_000);
    const times = (await brush(page)).sort((a, b) => a - b);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(2000);
    const few = await kept(page);
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(20_000);
    await page.click("#clear");
    expect(await kept(page)).toBe(20_000);
    expect(await page.locator("script").count()).toBe(2);
    expect(seen).toEqual([]);
    await page.close();
  });

  it("has the filter fields do what a brush does, and gives the designs that pass as CSV", async () => {
    const { page, seen } = await open(join(folder, "table.html"));
    await page.click("summary");
    await page.getByLabel("cores: at least").fill("60");
    await page.getByLabel("cores: at least").press("Tab");
    const many = await kept(page);
    await page.getByLabel(`model: ${HOSTILE[0]}`, { exact: true }).uncheck();
    expect(await kept(page)).toBeLessThan(many);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    const { rows, header } = parseCsv(readFileSync(await download.path()), "download");
    expect(rows).toHaveLength(await kept(page));
    expect(rows.every((cells) => Number(cells[header.indexOf("cores")]) >= 60)).toBe(true);
    await page.getByLabel("cores: at least").fill("sixty");
    await page.getByLabel("cores: at least").press("Tab");
    expect(await page.getByLabel("cores: at least").getAttribute("aria-invalid")).toBe("true");
    expect(seen.filter((item) => !item.startsWith("request blob:"))).toEqual([]);
    await page.close();
  });

  it("goes along the front by keyboard, compares pinned designs, and copies a config that check accepts", async () => {
    const { page, seen } = await open(join(folder, "study.html"));
    expect(await page.textContent("h1")).toBe(HOSTILE[0]);
    await page.focus("#scatter");
    for (const key of ["ArrowRight", "Enter", "ArrowRight", "ArrowRight", "Enter"])
      await page.keyboard.press(key);
    expect(await page.locator("#comparison thead th").count()).toBe(2);
    expect(await page.textContent("#comparison")).toContain("energy by component");
    expect(await page.locator("#comparison .contenders li").count()).toBe(2 * 9);
    await page
      .getByRole("button", { name: /^Copy config/ })
      .first()
      .click();
    const config = join(folder, "copied.json5");
    writeFileSync(config, await page.inputValue("#copied"));
    expect(await cli("config", "check", config)).toMatchObject({ code: 0 });
    const { design } = JSON.parse(readFileSync(config, "utf8")) as { design: Record<string, number> };
    expect(design.contexts).toBe(design.cores + 1);
    await page.keyboard.press("Escape");
    expect(seen).toEqual([]);
    await page.close();
  });

  it("lists 100 000 designs in a table that sorts, searches and follows the limits of the scatter", async () => {
    const lines = [
      csvRecord(["design.cores", "energy_J", "latency_s", "recall", "recall_interval95", "status", "reason"]),
    ];
    const rng = createRng(2);
    for (let n = 0; n < 100_000; n++) {
      const [cores, recall] = [1 + (n % 64), rng.uniform()];
      const isOk = n % 50 !== 0;
      const prices = isOk
        ? [1e-3 * (0.1 + recall + rng.uniform()), rng.uniform() / cores, recall, 0.01]
        : ["", "", "", ""];
      lines.push(csvRecord([cores, ...prices, isOk ? "ok" : "infeasible", isOk ? "" : HOSTILE[n % 3]]));
    }
    const csv = join(folder, "many.csv");
    writeFileSync(csv, lines.join(""));
    const file = join(folder, "many.html");
    const goals = "energy_J:min,recall:max";
    expect((await cli("explore", csv, "--objectives", goals, "--out", file)).code).toBe(0);
    const { page, seen } = await open(file);
    expect(await kept(page)).toBe(98_000);
    // A window of the rows is in the page; the scroll bar is that of all of them.
    const rows = page.locator("#designs tbody tr[data-row]");
    expect(await rows.count()).toBeLessThan(60);
    expect(await page.locator("#designs table").getAttribute("aria-rowcount")).toBe("98001");
    // By energy, the first objective; the last row comes by one key.
    const cells = async (row: number, column: number): Promise<string> =>
      (await rows.nth(row).locator("th, td").nth(column).textContent()) ?? "";
    expect(await cells(0, 1)).toMatch(/^1\d\d µJ$/);
    await rows.first().locator("button").focus();
    await page.keyboard.press("End");
    expect(await page.evaluate(() => document.activeElement?.closest("tr")?.dataset.row)).toBe("97999");
    await page.keyboard.press("Home");
    // "The cheapest design that keeps 99 % recall": a limit, and the first row.
    await page.click("summary");
    await page
      .getByLabel(/recall.*: at least/)
      .first()
      .fill("0.99");
    await page
      .getByLabel(/recall.*: at least/)
      .first()
      .press("Tab");
    const few = await kept(page);
    expect(few).toBeLessThan(1500);
    await rows.first().locator("button").click();
    expect(await page.textContent("#comparison")).toMatch(/cores \d+.*recall.*0\.99\d* ± 0\.01/);
    // Dragging the waiting limit of the energy keeps fewer, in the table as well; Escape lets all in again.
    await page.locator("#scatter").scrollIntoViewIfNeeded();
    const box = await page.locator("#scatter").boundingBox();
    if (box === null) throw new Error("no canvas");
    await page.mouse.move(box.x + 86 + 0.97 * (box.width - 86 - 22), box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 3 });
    await page.mouse.up();
    expect(await kept(page)).toBeLessThan(few);
    expect(await page.textContent("#designs caption")).toContain(await page.textContent("#kept"));
    await page.focus("#scatter");
    await page.keyboard.press("Escape");
    expect(await kept(page)).toBe(98_000);
    // Another objective makes another front; colour and size are told by other columns.
    const front = await page.textContent("#front");
    await page.getByLabel("latency: objective").selectOption("min");
    expect(await page.textContent("#front")).not.toBe(front);
    await page.waitForFunction(() =>
      /^Hypervolume \d/.test(document.getElementById("volume")?.textContent ?? ""),
    );
    await page.selectOption("#choose-colour", { label: "cores" });
    const sizes = await page.locator("#choose-size option").allTextContents();
    const label = sizes.find((text) => text.includes("recall") && !text.includes("interval")) ?? "";
    await page.selectOption("#choose-size", { label });
    // Those that are left out, with what a hostile table says of them.
    await page.selectOption("#choose-view", "left");
    expect(await page.textContent("#designs caption")).toMatch(/^2 000 of 2 000 designs without a part/);
    expect(await cells(0, 1)).toContain("infeasible: ");
    await page.fill("#find", "onerror");
    expect(await page.textContent("#designs caption")).toMatch(/^66[67] of 2 000/);
    const [table] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    const csvOut = parseCsv(readFileSync(await table.path()), "download");
    expect([csvOut.rows.length, csvOut.rows[0][csvOut.header.indexOf("reason")]]).toEqual([
      Number((await page.textContent("#designs caption"))?.slice(0, 3)),
      `infeasible: ${HOSTILE[1]}`,
    ]);
    expect(seen.filter((item) => !item.startsWith("request blob:"))).toEqual([]);
    await page.close();
  });

  it("lays two studies over each other on a phone, and gives each chart as SVG and PNG", async () => {
    const file = join(folder, "two.html");
    const csv = join(folder, "second.csv");
    writeFileSync(csv, "design.cores,latency_s,area_m2\n2,1e-5,2e-5\n4,8e-6,4e-5\n");
    expect((await cli("explore", join(folder, "store"), csv, "--out", file)).code).toBe(0);
    const { page, seen } = await open(file, "dark", 390);
    expect(await kept(page)).toBe(10);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await page.textContent("#volume")).toMatch(/Hypervolume.*second\.csv: Hypervolume/);
    await page.click("summary");
    // An axis moves past its neighbour, by a button and by its title: the picture's titles say their places.
    const titles = async (): Promise<string[]> => {
      const [svg] = await Promise.all([page.waitForEvent("download"), page.click("#parallel-svg")]);
      const texts = [
        ...readFileSync(await svg.path(), "utf8").matchAll(
          /<text x="([\d.]+)"[^>]*font-weight="600"[^>]*>([^<]*)</g,
        ),
      ];
      const places = texts.map(([, x, text]) => ({ x: Number(x), text })).sort((a, b) => a.x - b.x);
      const words = places.map(({ text }) => text.split(" ")[0]);
      return words.filter((word) => word === "latency" || word === "area");
    };
    expect(await titles()).toEqual(["latency", "area"]);
    await page.getByRole("button", { name: "Move the axis area to the left" }).click();
    expect(await titles()).toEqual(["area", "latency"]);
    await page.getByLabel("study: second.csv", { exact: true }).uncheck();
    expect(await kept(page)).toBe(8);
    for (const id of ["scatter-svg", "parallel-svg", "scatter-png", "parallel-png"]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.click(`#${id}`)]);
      const bytes = readFileSync(await file.path());
      if (id.endsWith("png")) expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
      else {
        const own = await browser.newPage();
        await own.goto(`data:image/svg+xml;base64,${bytes.toString("base64")}`);
        // The browser's reader of XML found no fault, and every text stayed a text.
        expect(await own.locator("parsererror, script").count()).toBe(0);
        expect(await own.locator("text").count()).toBeGreaterThan(8);
        await own.close();
      }
    }
    expect(await violations(page)).toEqual([]);
    expect(seen.filter((item) => !item.startsWith("request blob:"))).toEqual([]);
    await page.close();
  });

  it.each(["light", "dark"] as const)("has nothing that axe-core complains of, in %s", async (scheme) => {
    const { page } = await open(join(folder, "study.html"), scheme);
    await page.click("summary");
    await page.focus("#scatter");
    for (const key of ["ArrowRight", "Enter"]) await page.keyboard.press(key);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
