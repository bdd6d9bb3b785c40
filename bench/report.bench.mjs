// What a report costs: CPU time of `study report` over 100 000 rows; and of `explore`, in headless Chromium, the time until 20 000 and
// 100 000 designs are open and that of a frame while a brush moves, the pixels of both canvases read back so that nothing
// is left queued.
//
//     npm run build && node bench/report.bench.mjs [chromium | --smoke]
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { createRng, csvRecord } from "#base";
import { packagePath } from "../dist/runtime/package-files.js";

const isSmoke = process.argv[2] === "--smoke";
const CHROMIUM = isSmoke ? "" : (process.argv[2] ?? "/usr/bin/chromium");
const folder = mkdtempSync(join(tmpdir(), "crosshash-bench-"));

function table(rows) {
  const rng = createRng(1);
  const lines = [
    csvRecord(["cores", "node", "read_s", "rounds", "energy_J", "latency_s", "area_m2", "mass"]),
  ];
  for (let n = 0; n < rows; n++) {
    const [cores, rounds] = [1 + rng.integer(64), 1 + rng.integer(8)];
    const own = [cores, ["28 nm", "16 nm", "7 nm"][n % 3], 2e-9 * 50 ** rng.uniform(), rounds];
    const price = [1e-3 * rounds * (1 + rng.uniform()), ((rounds / cores) * (1 + rng.uniform())) / 100];
    lines.push(csvRecord([...own, ...price, cores * 1e-6, 1 - rng.uniform() / 2 ** rounds]));
  }
  return lines.join("");
}

function written(verb, rows) {
  const file = join(folder, `${rows}.csv`);
  const out = join(folder, verb === "study report" ? `report-${rows}` : `${rows}.html`);
  writeFileSync(file, table(rows));
  const args = [
    ...verb.split(" "),
    file,
    "--objectives",
    "energy_J:min,latency_s:min,mass:max",
    "--out",
    out,
  ];
  const script = `import { run } from ${JSON.stringify(pathToFileURL(packagePath("dist", "program", "program.js")).href)};
    await run(${JSON.stringify(args)}, { data() {}, pieces() {}, note(text) { console.error(text); } });
    const { user, system } = process.cpuUsage();
    console.log(JSON.stringify({ cpu: (user + system) / 1e6, memory: process.resourceUsage().maxRSS / 1024 }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  if (stderr !== "") console.error(stderr);
  const { cpu, memory } = JSON.parse(stdout);
  console.log(`${verb} of ${rows} rows: ${cpu.toFixed(1)} s of CPU, ${memory.toFixed(0)} MB at most`);
  return out;
}

async function explore(file, rows) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(() => {
    window.frameTimes = [];
    const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) =>
      ask((now) => {
        const before = performance.now();
        draw(now);
        for (const id of ["scatter", "parallel"])
          document.getElementById(id).getContext("2d").getImageData(0, 0, 1, 1);
        window.frameTimes.push(performance.now() - before);
      });
  });
  const before = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => document.getElementById("kept").textContent !== "");
  const opened = performance.now() - before;
  const box = await page.locator("#parallel").boundingBox();
  await page.mouse.move(box.x + 56, box.y + 70);
  await page.mouse.down();
  for (let n = 1; n <= 60; n++) {
    await page.mouse.move(box.x + 56, box.y + 70 + 4 * n);
    await page.waitForTimeout(30);
  }
  await page.mouse.up();
  const times = (await page.evaluate(() => window.frameTimes)).sort((a, b) => a - b);
  await browser.close();
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(1);
  console.log(
    `${rows} designs: open in ${opened.toFixed(0)} ms; ${times.length} frames of a brush: median ${at(0.5)} ms, 95 % below ${at(0.95)} ms`,
  );
}

try {
  written("study report", isSmoke ? 1000 : 100_000);
  if (isSmoke) console.log("smoke run: the page is not measured");
  else if (existsSync(CHROMIUM))
    for (const rows of [20_000, 100_000]) await explore(written("explore", rows), rows);
  else console.log(`no ${CHROMIUM}: the page is not measured`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
