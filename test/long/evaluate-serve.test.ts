import { type ChildProcess, spawn } from "node:child_process";
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

  it("ends with an interrupt", async () => {
    server.kill("SIGINT");
    expect(await once(server, "exit")).toEqual([0, null]);
  });
});
