import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
const TOKEN = "a-token-of-this-test";
let server: ChildProcess;
let port = 0;

beforeAll(async () => {
  server = spawn(process.execPath, [MAIN, "evaluate", "--serve", "--set", "fidelity.length=64"], {
    env: { ...process.env, CROSSHASH_TOKEN: TOKEN },
  });
  let notes = "";
  server.stderr?.on("data", (text) => {
    notes += text;
  });
  while (!notes.includes("token")) await once(server.stderr as NodeJS.ReadableStream, "data");
  port = Number(/listening on http:\/\/127\.0\.0\.1:(\d+)\/evaluate/.exec(notes)?.[1]);
  expect(notes).not.toContain(TOKEN);
});
afterAll(() => {
  server.kill("SIGKILL");
});

type Headers = Readonly<Record<string, string>>;

/** Posts a text; the status and the body. */
function post(body: string, headers: Headers = {}, method = "POST", path = "/evaluate") {
  const own = { host: `127.0.0.1:${port}`, authorization: `Bearer ${TOKEN}`, ...headers };
  return new Promise<{ status: number; text: string }>((done, fail) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers: own }, (response) => {
      let text = "";
      response.on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => done({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", fail);
    sent.end(body);
  });
}

describe("crosshash evaluate --serve", () => {
  it("answers lines with lines, several requests at once", async () => {
    const lines = (cores: number): string => `{"set":{"design.cores":${cores}}}\n{"set":{"design.cors":1}}\n`;
    const answers = await Promise.all([1, 2, 3].map((cores) => post(lines(cores))));
    const energies = answers.map(({ status, text }) => {
      expect(status).toBe(200);
      const [first, second] = text
        .trim()
        .split("\n")
        .map((own) => JSON.parse(own));
      expect(first).toMatchObject({ index: 0, status: "ok" });
      expect(second.error.message).toMatch(/^\(request\):2:\d+ design\.cors: /);
      return first.metrics.area_m2;
    });
    expect(new Set(energies).size).toBe(3);
  });

  it.each<[number, string, Headers, string, string]>([
    [403, "another host", { host: "attacker.example:80" }, "POST", "/evaluate"],
    [403, "a page of a browser", { origin: "http://localhost:3000" }, "POST", "/evaluate"],
    [401, "no token", { authorization: "" }, "POST", "/evaluate"],
    [401, "another token", { authorization: `Bearer ${TOKEN}x` }, "POST", "/evaluate"],
    [404, "another path", {}, "POST", "/"],
    [405, "another method", {}, "GET", "/evaluate"],
    [413, "a body that is too large", { "content-length": "1000000000" }, "POST", "/evaluate"],
  ])("refuses with %i %s", async (status, _, headers, method, path) => {
    const answer = await post("", headers, method, path);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error.message).toContain("expected");
  });

  it("prices while other requests simulate, and ends in the middle of one with an interrupt", async () => {
    // Minutes each: they are still under way when the server is interrupted.
    const long =
      '{"set":{"fidelity.length":2048,"fidelity.arrays":64,"workload.length":2048},"level":"simulate"}\n';
    let ended = 0;
    const simulating = [1, 2, 3].map(() =>
      post(long).then(
        () => ended++,
        () => null,
      ),
    );
    for (let cores = 1; cores <= 20; cores++) {
      const { text } = await post(`{"set":{"design.cores":${cores}}}\n`);
      expect(JSON.parse(text)).toMatchObject({ index: 0, status: "ok" });
    }
    expect(ended).toBe(0);
    const since = performance.now();
    server.kill("SIGINT");
    expect(await once(server, "exit")).toEqual([0, null]);
    // Usual are 100 ms; the machine may be busy.
    expect(performance.now() - since).toBeLessThan(5000);
    await Promise.all(simulating);
  });
});

describe("crosshash evaluate", () => {
  const evaluate = (input: string, ...args: string[]) => {
    const run = spawnSync(process.execPath, [MAIN, "evaluate", ...args], { input, encoding: "utf8" });
    return {
      ...run,
      lines: run.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    };
  };

  it("gives up a line whose time is up, and answers the others", () => {
    const price = '{"set":{"design.cores":3}}';
    const long =
      '{"set":{"fidelity.length":2048,"fidelity.arrays":64,"workload.length":2048},"level":"simulate"}';
    const { lines, status } = evaluate(`${price}\n${long}\n${price}\n`, "--timeout", "8 s");
    expect(lines[1]).toEqual({ index: 1, status: "failed", reason: "no result after 8 s" });
    expect(lines.map(({ status: own }) => own)).toEqual(["ok", "failed", "ok"]);
    expect(lines[2].metrics).toEqual(lines[0].metrics);
    expect(status).toBe(3);
  });
});
