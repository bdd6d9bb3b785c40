// What a move of a slider costs in the live page, in headless Chromium: the time from the input event to the frame whose document
// holds the new figures, and the processor time of the page and of its workers meanwhile, by the browser's own trace. What the time
// has beyond both is waiting: for the next frame, or for a core that something else holds.
//
//     npm run build && node bench/live.bench.mjs [chromium | --smoke] [moves of a slider and length, 16]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { run } from "../dist/program/program.js";

const isSmoke = process.argv[2] === "--smoke";
const CHROMIUM = isSmoke ? "" : (process.argv[2] ?? "/usr/bin/chromium");
const MOVES = Number(process.argv[3] ?? 16);
const SLIDERS = ["design.cores", "design.hashing.readTime", "workload.batch"];
const LENGTHS = [512, 8192, 65_536, 1_048_576];
const CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing"];

const settled = (page) =>
  page.waitForFunction(
    () => document.getElementById("results").dataset.priced === location.hash.slice(1),
    undefined,
    { timeout: 120_000 },
  );

/** In the page: marks the next input event, and the frame in which its price is in the document. */
const watchNext = () => {
  const { dataset } = document.getElementById("results");
  delete dataset.waited;
  const wait = () => {
    if (dataset.shown !== location.hash.slice(1)) return requestAnimationFrame(wait);
    performance.mark("bench-shown");
    dataset.waited = "yes";
  };
  const start = () => {
    performance.mark("bench-moved");
    requestAnimationFrame(wait);
  };
  document.addEventListener("input", start, { once: true, capture: true });
};

/** Wall and processor times between the marks of each move, ms; of a task that goes beyond a mark its share. */
function movesOf(trace) {
  const { traceEvents } = JSON.parse(trace.toString("utf8"));
  const named = new Map();
  for (const { name, pid, tid, args } of traceEvents)
    if (name === "thread_name") named.set(`${pid} ${tid}`, args.name);
  const tasks = traceEvents.filter(({ name, ph, tdur }) => name === "RunTask" && ph === "X" && tdur > 0);
  const marks = traceEvents
    .filter(({ name }) => name === "bench-moved" || name === "bench-shown")
    .sort((a, b) => a.ts - b.ts);
  return Array.from({ length: marks.length / 2 }, (_, n) => {
    const [{ ts: from, pid }, { ts: to }] = marks.slice(2 * n);
    const spent = (thread) =>
      tasks
        .filter((task) => task.pid === pid && named.get(`${pid} ${task.tid}`) === thread)
        .reduce((sum, { ts, dur, tdur }) => {
          const inside = Math.min(ts + dur, to) - Math.max(ts, from);
          return inside > 0 ? sum + (tdur * inside) / dur / 1e3 : sum;
        }, 0);
    return {
      wall: (to - from) / 1e3,
      page: spent("CrRendererMain"),
      workers: spent("DedicatedWorker thread"),
    };
  });
}

const at = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0);

function line(name, moves) {
  const cells = ["wall", "page", "workers"].map((key) => {
    const sorted = moves.map((move) => move[key]).sort((a, b) => a - b);
    return `${at(sorted, 0.5)} (${at(sorted, 0.95)})`;
  });
  console.log(`| ${[name, moves.length, ...cells].join(" | ")} |`);
}

/** Moves every slider at a length up and down again. */
async function moved(browser, page, length) {
  await page.evaluate((text) => location.assign(text), `#fidelity.length=256&workload.length=${length}`);
  await settled(page);
  await browser.startTracing(page, { categories: CATEGORIES });
  for (const path of SLIDERS) {
    const slider = page.locator(`[data-path="${path}"] input[type=range]`);
    await slider.evaluate((input) => input.closest("details").setAttribute("open", ""));
    await slider.focus();
    for (let n = 0; n < MOVES; n++) {
      await page.evaluate(watchNext);
      await page.keyboard.press(n % 8 < 4 ? "PageUp" : "PageDown");
      await page.waitForFunction(() => document.getElementById("results").dataset.waited === "yes");
      await settled(page);
      await page.waitForTimeout(100);
    }
  }
  return movesOf(await browser.stopTracing());
}

async function measured(file) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await settled(page);
    // The first estimate of a text takes a worker's time for seconds.
    await page.waitForFunction(
      () => !document.getElementById("estimate").textContent.startsWith("Estimating"),
      undefined,
      { timeout: 120_000 },
    );
    console.log("| length | moves | wall ms, median (95 %) | CPU ms of the page | CPU ms of its workers |");
    console.log("|---|---|---|---|---|");
    const all = [];
    for (const length of LENGTHS) {
      const moves = await moved(browser, page, length);
      all.push(...moves);
      line(length, moves);
    }
    line("all", all);
  } finally {
    await browser.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "crosshash-bench-"));
try {
  const [config, file] = [join(folder, "config.json5"), join(folder, "page.html")];
  writeFileSync(config, '{ name: "bench" }');
  await run(["explore", config, "--out", file], { data() {}, pieces() {}, note() {} });
  if (isSmoke) console.log("smoke run: the page is not measured");
  else if (existsSync(CHROMIUM)) await measured(file);
  else console.log(`no ${CHROMIUM}: the page is not measured`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
