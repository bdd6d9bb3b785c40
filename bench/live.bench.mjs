// What a move of a slider costs in the live page, in headless Chromium: the time from the input event to the frame that holds the
// new figures, and the processor time of the page and of its workers in between, by the browser's own trace. The difference is
// waiting: for a core that something else holds, or for the next frame.
//
//     npm run build && node bench/live.bench.mjs [chromium | --smoke] [moves, 20]
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const isSmoke = process.argv[2] === "--smoke";
const CHROMIUM = isSmoke ? "" : (process.argv[2] ?? "/usr/bin/chromium");
const MOVES = Number(process.argv[3] ?? 20);

/** Sliders that are moved, each at these lengths of the workload. */
const SLIDERS = ["design.cores", "design.hashing.readTime", "workload.batch"];
const LENGTHS = (process.env.LENGTHS ?? "512,8192,65536,1048576").split(",").map(Number);

const settled = (page) =>
  page.waitForFunction(
    () => document.getElementById("results").dataset.priced === location.hash.slice(1),
    undefined,
    { timeout: 120_000 },
  );

/** Marks the next input event, and the frame in which its price is in the document. */
const watchNext = () => {
  const results = document.getElementById("results");
  delete results.dataset.waited;
  const wait = () => {
    if (results.dataset.shown !== location.hash.slice(1)) return requestAnimationFrame(wait);
    performance.mark("bench-shown");
    results.dataset.waited = "yes";
  };
  const start = () => {
    performance.mark("bench-moved");
    requestAnimationFrame(wait);
  };
  document.addEventListener("input", start, { once: true, capture: true });
};

/** Processor time of the threads of a trace between a move's marks, ms: tasks that lie between them in whole. */
function movesOf(trace) {
  const events = JSON.parse(trace.toString("utf8")).traceEvents;
  const threads = new Map();
  for (const { name, pid, tid, args } of events)
    if (name === "thread_name") threads.set(`${pid} ${tid}`, args.name);
  const marks = events
    .filter(({ name }) => name === "bench-moved" || name === "bench-shown")
    .sort((a, b) => a.ts - b.ts);
  const tasks = events.filter(({ name, ph, tdur }) => name === "RunTask" && ph === "X" && tdur > 0);
  const moves = [];
  for (let n = 0; n + 1 < marks.length; n += 2) {
    const [{ ts: from, pid }, { ts: to }] = [marks[n], marks[n + 1]];
    const cpu = { page: 0, workers: 0 };
    for (const task of tasks) {
      if (task.pid !== pid || task.ts + task.dur < from || task.ts > to) continue;
      const thread = threads.get(`${task.pid} ${task.tid}`);
      const part = thread === "CrRendererMain" ? "page" : thread === "DedicatedWorker thread" ? "workers" : null;
      if (part !== null) cpu[part] += task.tdur / 1e3;
    }
    moves.push({ wall: (to - from) / 1e3, ...cpu });
  }
  return moves;
}
const prefix = (process.env.PREFIX ?? "").split(" ").filter((x) => x);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
await page.goto("file:///tmp/p3/page.html");
await settled(page);
await page.waitForTimeout(15000);
const show = (name, list) => { const s = [...list].sort((a, b) => a - b); const at = (q) => s[Math.min(s.length - 1, Math.floor(q * s.length))].toFixed(0); console.log(name, "median", at(0.5), "p95", at(0.95), "all", list.map(x => x.toFixed(0)).join(" ")); };
for (const length of LENGTHS) {
  await page.evaluate((t) => location.assign("#" + t), `fidelity.length=256&workload.length=${length}`);
  await settled(page);
  await page.evaluate(() => { for (const group of document.querySelectorAll("#fields details")) group.open = true; });
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "devtools.timeline", "toplevel", "blink.user_timing", "__metadata"] });
  for (const path of SLIDERS) {
    await page.locator(`[data-path="${path}"] input[type=range]`).focus();
    for (let n = 0; n < 8; n++) {
      await page.evaluate(watchNext);
      await page.keyboard.press(n < 4 ? "PageUp" : "PageDown");
      await page.waitForFunction(() => document.getElementById("results").dataset.waited === "yes");
      await settled(page);
      await page.waitForTimeout(Number(process.env.PAUSE ?? 100));
    }
  }
  const trace = await browser.stopTracing();
  writeFileSync(`/tmp/p3/trace-${length}.json`, trace);
  const m = movesOf(trace);
  show(length + " wall", m.map(x => x.wall)); show(length + " page cpu", m.map(x => x.page)); show(length + " worker cpu", m.map(x => x.workers));
}
await browser.close();
