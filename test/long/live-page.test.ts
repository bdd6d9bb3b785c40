import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, type Rng } from "#base";
import { measure } from "../../src/commands/shared/activations.ts";
import { readConfig } from "../../src/commands/shared/config-file.ts";
import { priceComparison } from "../../src/comparison/priced-comparison.ts";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { parseConfig } from "../../src/design/config.ts";
import { LIVE_SCRIPT } from "../../src/report/generated/live-script.ts";
import { LIVE_WORKER } from "../../src/report/generated/live-worker.ts";
import { loadKernels } from "../../src/runtime/kernels.ts";
import { rememberedPoints } from "../../src/simulation/remembered-point.ts";
import { cli } from "../cli/run.ts";
import { violations, watchedPage } from "./watched-page.ts";

const CHROMIUM = "/usr/bin/chromium";
const HOSTILE = "</script><img src=x onerror='alert(1)'>";
const CONFIG = `{ name: ${JSON.stringify(HOSTILE)},
  workload: { length: 256, attention: { chunk: 16, rounds: 4 } },
  design: { cores: 2, hashing: { dac: { model: "capacitive", bits: 4 }, array: { rows: 64, columns: 64 }, readTime: "10 ns" } },
  fidelity: { arrays: 2, queries: 32 } }`;

/** What a person might type, path by path; three of them change the arrays' circuit. */
const TYPED: readonly (readonly [path: string, values: readonly string[]])[] = [
  ["workload.batch", ["1", "2", "3", "8"]],
  ["workload.attention.rounds", ["1", "2", "4", "8"]],
  ["design.cores", ["1", "2", "4", "16"]],
  ["design.hashing.readTime", ["10 ns", "5 ns", "25 ns", "1 us"]],
  ["design.temperature", ["300 K", "330 K"]],
  ["workload.attention.localWindow", ["0", "8", "32"]],
  ["design.hashing.dac.bits", ["3", "4", "6"]],
  ["design.hashing.array.columns", ["64", "128"]],
  ["workload.length", ["128", "256"]],
];
/** Sliders that a person moves, each this many steps either way at most. */
const SLID = ["design.cores", "design.hashing.readTime", "workload.batch", "design.digital.buffer.capacity"];
const STEPS_AWAY = 120;
const PRESETS = ["recall-lm", "gpt2-small", "llama-3.2-1b"];
/** Fifty where CROSSHASH_SETTINGS=50 asks for them. */
const SETTINGS = Number(process.env.CROSSHASH_SETTINGS ?? 6);

let folder: string;
let file: string;
let browser: Browser;
/** One page for all: a model and two workers start with each. */
let page: Page;
let seen: string[];

const priced = (): Promise<string> =>
  page.evaluate(() => document.getElementById("results")?.dataset.priced ?? "none");

/** Until the price of the changes of a fragment is shown. */
const settled = (fragment: string): Promise<unknown> =>
  page.waitForFunction((text) => document.getElementById("results")?.dataset.priced === text, fragment, {
    timeout: 300_000,
  });

/** Costs of every design to the last digit, null for one without a price. */
const shownCosts = (): Promise<Record<string, number[] | null>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("#designs [data-design]")].map((row) => {
        const figures = [...row.querySelectorAll("data")].map((own) => Number(own.value));
        return [row.dataset.design as string, figures.length === 0 ? null : figures];
      }),
    ),
  );

/** Types a value, drags a slider or chooses another preset, as a draw of `rng` has it. Gives what was done. */
async function setAny(rng: Rng, n: number): Promise<string> {
  if (n % 10 === 9) {
    const preset = PRESETS[rng.integer(PRESETS.length)];
    await page.selectOption('[data-path="workload.preset"] select', preset);
    return `preset ${preset}`;
  }
  if (n % 2 === 1) {
    const path = SLID[rng.integer(SLID.length)];
    const slider = page.locator(`[data-path="${path}"] input[type=range]`);
    const at = Number(await slider.inputValue()) + rng.integer(2 * STEPS_AWAY) - STEPS_AWAY;
    await slider.fill(String(Math.min(1000, Math.max(0, at))));
    return `${path} at ${at}`;
  }
  const [path, values] = TYPED[rng.integer(n % 5 === 0 ? TYPED.length : 6)];
  const text = values[rng.integer(values.length)];
  await field(path).fill(text);
  await field(path).press("Enter");
  return `${path} ${text}`;
}

const field = (path: string) => page.locator(`[data-path="${path}"] input[type=text]`);

/** The comparison designs of the config with settings, as `compare` prices them. */
async function createPrices() {
  const kernels = loadKernels();
  const pointsOf = new Map<number, ReturnType<typeof rememberedPoints>>();
  const measuredOf = new Map<number, Awaited<ReturnType<typeof measure>>>();
  return async (settings: readonly string[]): Promise<Record<string, number[] | null>> => {
    const document = readConfig(join(folder, "config.json5"), settings);
    const config = parseConfig(document, shippedCatalogue);
    const { length } = config.workload;
    const own = measuredOf.get(length) ?? (await measure(document, config, {}));
    measuredOf.set(length, own);
    const pointOf = pointsOf.get(length) ?? rememberedPoints(own.activations, kernels);
    pointsOf.set(length, pointOf);
    const { attention } = own.config.workload;
    const workload = {
      ...config.workload,
      attention: { ...config.workload.attention, sharedQK: attention.sharedQK },
    };
    const { contenders } = priceComparison({ ...config, workload }, own.activations, pointOf);
    return Object.fromEntries(
      contenders.map((contender) => [
        contender.id,
        contender.feasible
          ? [
              contender.cost.energy,
              contender.cost.timing.latency,
              contender.cost.area,
              contender.cost.power.average,
            ]
          : null,
      ]),
    );
  };
}

function expectSame(
  shown: Record<string, number[] | null>,
  wanted: Record<string, number[] | null>,
  after = "",
): void {
  expect(Object.keys(shown), after).toEqual(Object.keys(wanted));
  for (const [id, costs] of Object.entries(wanted)) {
    if (costs === null) expect(shown[id], `${after} ${id}`).toBe(null);
    else
      costs.forEach((cost, n) => {
        const off = Math.abs((shown[id]?.[n] ?? Number.NaN) / cost - 1);
        expect(off, `${after} ${id} ${n}`).toBeLessThanOrEqual(1e-12);
      });
  }
}

describe.skipIf(!existsSync(CHROMIUM))("the live page (skipped without /usr/bin/chromium)", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "crosshash-live-"));
    file = join(folder, "page.html");
    writeFileSync(join(folder, "config.json5"), CONFIG);
    expect(await cli("explore", join(folder, "config.json5"), "--out", file)).toMatchObject({ code: 0 });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
    ({ page, seen } = await watchedPage(browser, file, { viewport: { width: 1400, height: 900 } }));
    await settled("");
    await page.evaluate(() => {
      for (const group of document.querySelectorAll<HTMLDetailsElement>("#fields details")) group.open = true;
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("has no more code than its budget", () => {
    expect(LIVE_SCRIPT.length + LIVE_WORKER.length).toBeLessThan(600_000);
  });

  it(`shows the digits of compare for ${SETTINGS} settings that are typed, slid or chosen`, async () => {
    expect(await page.textContent("h1")).toBe(HOSTILE);
    const prices = await createPrices();
    const rng = createRng(26);
    for (let n = 0; n < SETTINGS; n++) {
      const done = await setAny(rng, n);
      // A field that holds the value already has nothing to tell.
      await page.waitForFunction(
        () => document.getElementById("results")?.dataset.priced === location.hash.slice(1),
      );
      const own = new URLSearchParams(await priced());
      const wanted = await prices([...own].map(([at, value]) => `${at}=${value}`));
      expectSame(await shownCosts(), wanted, `${n}: ${done}`);
    }
    await page.click("#copy-config");
    writeFileSync(join(folder, "copied.json5"), await page.inputValue("#copied"));
    const { code, data } = await cli("compare", join(folder, "copied.json5"), "--json");
    expect(code).toBe(0);
    const { designs: contenders } = JSON.parse(data) as {
      designs: {
        id: string;
        energy_J: number;
        latency_s: number;
        area_m2: number;
        power_W: { average: number };
      }[];
    };
    expectSame(
      await shownCosts(),
      Object.fromEntries(
        contenders.map(({ id, energy_J, latency_s, area_m2, power_W }) => [
          id,
          energy_J === null ? null : [energy_J, latency_s, area_m2, power_W.average],
        ]),
      ),
    );
  });

  it("goes by keyboard alone: a slider, undo, redo, the comparison; and says what is wrong with a value", async () => {
    await page.click("#reset");
    await settled("");
    const before = await shownCosts();
    await page.locator('[data-path="design.cores"] input[type=range]').focus();
    for (let n = 0; n < 3; n++) await page.keyboard.press("PageUp");
    await page.waitForFunction(() => (document.getElementById("results")?.dataset.priced ?? "") !== "");
    await page.waitForTimeout(300);
    const after = await shownCosts();
    expect(after).not.toEqual(before);
    await page.focus("#pin");
    await page.keyboard.press("Enter");
    expect(await page.locator("#pins tbody tr").count()).toBe(2);
    for (let n = 0; n < 3; n++) await page.keyboard.press("Control+z");
    await settled("");
    expect(await shownCosts()).toEqual(before);
    expect(await page.textContent("#pins tbody tr:nth-child(2)")).toMatch(/[+−][\d.]+ %/);
    const caption = (await page.textContent("#pins caption")) ?? "";
    expect(caption).toContain("A price has no interval: the same settings always have the same price");
    expect(caption).toContain("The estimate of recall has none either");
    await page.keyboard.press("Control+Shift+z");
    await page.waitForFunction(() => (document.getElementById("results")?.dataset.priced ?? "") !== "");
    await page.focus("#reset");
    await page.keyboard.press("Enter");
    await settled("");
    const readTime = field("design.hashing.readTime");
    await readTime.fill("10 parsecs");
    await readTime.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("#faults li").length > 0);
    // The field follows a frame after the list of faults.
    await page.waitForSelector('[data-path="design.hashing.readTime"] input[aria-invalid=true]');
    expect(await page.textContent("#faults")).toContain('received the unit "parsecs"');
    await readTime.fill(HOSTILE);
    await readTime.press("Enter");
    await page.waitForFunction(
      (text) => document.getElementById("faults")?.textContent?.includes(text),
      "onerror",
    );
  });

  it("opens a shared address at its settings, and says which keys it does not know", async () => {
    await page.evaluate(() => location.assign("#design.cores=8"));
    await settled("design.cores=8");
    expect(await field("design.cores").inputValue()).toBe("8");
    expect(await page.textContent("#pins tbody")).toContain("cores 8");
  });

  it("follows a slider at every length: shown at once, then to the digits of compare", async () => {
    const prices = await createPrices();
    for (const length of [65_536, 1_048_576]) {
      const start = `fidelity.length=256&workload.length=${length}`;
      await page.evaluate((text) => location.assign(`#${text}`), start);
      await settled(start);
      const slider = page.locator('[data-path="design.cores"] input[type=range]');
      await slider.focus();
      for (let n = 0; n < 4; n++) {
        await page.keyboard.press("PageUp");
        // Shown at once, and said to be provisional until the exact price takes its place.
        await page.waitForFunction(
          () => document.getElementById("results")?.dataset.shown === location.hash.slice(1),
        );
      }
      await page.waitForFunction(
        () => document.getElementById("results")?.dataset.priced === location.hash.slice(1),
      );
      const own = new URLSearchParams(await priced());
      expectSame(await shownCosts(), await prices([...own].map(([at, value]) => `${at}=${value}`)));
    }
    await page.evaluate(() => location.assign("#design.cores=8"));
    await settled("design.cores=8");
  });

  it("draws who wins: each mark on its side of the line, each rival under the word of its quotients", async () => {
    const costs = await shownCosts();
    for (const chosen of ["exact-analog", "lsh-digital", "lsh-memristor"]) {
      await page.selectOption("#pin-design", chosen);
      const rows = await page.evaluate(() => {
        const middle = Number(
          document.querySelector("#verdict line[stroke=currentColor]")?.getAttribute("x1"),
        );
        const ids = new Map(
          [...document.querySelectorAll<HTMLElement>("#designs [data-design]")].map((row) => [
            row.querySelector("th")?.textContent ?? "",
            row.dataset.design ?? "",
          ]),
        );
        return [...document.querySelectorAll("#verdict svg > g")].map((row) => {
          const text = row.querySelector("text")?.textContent ?? "";
          const title = [...ids.keys()].find((name) => name !== "" && text.endsWith(name)) ?? "";
          const energy = Number(row.querySelector("circle")?.getAttribute("cx"));
          return { text, rival: ids.get(title) ?? "", right: energy - middle };
        });
      });
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const { text, rival, right } of rows) {
        const [energy, latency] = [0, 1].map((n) => (costs[chosen]?.[n] ?? 0) / (costs[rival]?.[n] ?? 0));
        expect(Math.sign(right), text).toBe(Math.sign(Math.log(energy)));
        const [less, more] = [energy, latency].reduce(
          ([below, above], quotient) => [below || quotient < 0.995, above || quotient > 1.005],
          [false, false],
        );
        const word = less ? (more ? "trades with" : "beats") : more ? "loses to" : "ties with";
        expect(text.startsWith(`${word} `), text).toBe(true);
      }
    }
    expect(await page.textContent("#verdict .headline")).toMatch(
      /^In energy and latency, each at its own recall, C /,
    );
  });

  it("draws the way to the chosen design, what binds it, its map, decode, chip and array, and gives each as files", async () => {
    for (const id of ["roofline", "heat-map", "decode", "floorplan", "array"])
      await page.locator(`#${id} > summary`).press("Enter");
    const numbers = (id: string) =>
      page.evaluate(
        (at) =>
          [...document.querySelectorAll<HTMLDataElement>(`#${at} table data`)].map((own) =>
            Number(own.value),
          ),
        id,
      );
    const costs = await shownCosts();
    const energy = costs["lsh-memristor"]?.[0] ?? Number.NaN;
    expect((await numbers("waterfall")).at(-1)).toBe(energy);
    expect(await page.textContent("#binding")).toContain("C LSH, memristor hash is held up by");
    await page.selectOption("#map-parameter", "design.mapping.search");
    await page.click("#map-start");
    await page.click("#map-stop");
    expect(await page.textContent("#heat-map p[role=status]")).toBe("Stopped.");
    await page.click("#map-start");
    await page.waitForFunction(
      () => document.querySelector("#heat-map p[role=status]")?.textContent === "18 cells.",
    );
    // Rows are without and with a search, columns lengths from 256 on.
    expect((await numbers("heat-map"))[9]).toBe(energy / (costs["exact-digital"]?.[0] ?? Number.NaN));
    const cell = page.locator('#heat-map g.cell[tabindex="0"]');
    expect(await cell.count()).toBe(1);
    await cell.focus();
    for (const key of ["ArrowDown", "End", "ArrowLeft"]) await page.keyboard.press(key);
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    const [, , , , , , , seventh] = (await numbers("heat-map")).slice(9);
    expect(focused).toContain(`; design.mapping.search true, length 32768: ${seventh.toPrecision(3)}`);
    expect(await page.textContent("#map-readout")).toBe(focused?.replace(/^[^;]*; /, ""));
    const before = await priced();
    await page.keyboard.press("Enter");
    await settled(`${before}&design.mapping.search=true&workload.length=32768`);
    expect(await page.evaluate(() => document.activeElement?.classList.contains("cell"))).toBe(true);
    await page.locator("#undo").press("Enter");
    await settled(before);
    await page.waitForFunction(
      () =>
        document.querySelector("#array svg") !== null &&
        document.querySelector("#floorplan svg") !== null &&
        document.querySelectorAll("#decode table tbody tr").length === 9,
    );
    expect(await page.textContent("#array")).toMatch(/[\d.]+ % of the signal reaches the readout on average/);
    const saved = async (id: string, format: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`#${id} .buttons button:text-is("${format}")`),
      ]);
      return readFileSync(await download.path());
    };
    const cells = (await saved("array", "CSV")).toString("utf8").trim().split("\r\n");
    expect(cells[0]).toBe(
      "word line,bit line,conductance (S),voltage lacking (share),signal retained (share)",
    );
    expect(cells.length).toBe(1 + 64 * 64);
    const drawing = (await saved("decode", "SVG")).toString("utf8");
    expect(drawing).toMatch(/^<svg [\s\S]*<polyline/);
    expect(drawing).not.toMatch(/var\(|currentColor/);
    expect((await saved("floorplan", "PNG")).subarray(1, 4).toString("latin1")).toBe("PNG");
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe-core complains of, in %s, wide and narrow",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 1400, height: 900 });

      await page.click("#pin");
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      expect(await violations(page)).toEqual([]);
    },
  );

  it("has made no request and written nothing to the console", () => {
    // The workers are made of a text of the page itself.
    expect(seen.filter((item) => !item.startsWith("request blob:"))).toEqual([]);
  });
});
