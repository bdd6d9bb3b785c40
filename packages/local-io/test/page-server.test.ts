import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { servePage } from "../src/page-server.ts";

const PAGE = "<!doctype html><title>private</title>";
const controller = new AbortController();
afterEach(() => controller.abort());

/** Status and body of a request for a path, as a program sends it. */
function ask(port: number, path: string, headers: Readonly<Record<string, string>>, method = "GET") {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, async (response) => {
      let text = "";
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode ?? 0, text });
    })
      .on("error", reject)
      .end();
  });
}

describe("the page of this computer", () => {
  it("is for its own address with the token alone: no other name, no other page, no guess", async () => {
    const address = await new Promise<string>((tell) => {
      void servePage(PAGE, controller.signal, tell);
    });
    const { port: text, pathname, search } = new URL(address);
    const port = Number(text);
    const path = `${pathname}${search}`;
    expect(search).toMatch(/^\?token=[\w-]{32}$/);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`])
      expect(await ask(port, path, { host })).toEqual({ status: 200, text: PAGE });
    const host = `127.0.0.1:${port}`;
    expect(await ask(port, path, { host }, "HEAD")).toEqual({ status: 200, text: "" });
    const refused: [number, string, Record<string, string>, string?][] = [
      [403, path, { host: "evil.com" }],
      [403, path, { host: `evil.com:${port}` }],
      [403, path, { host: "127.0.0.1" }],
      [403, path, { host: `127.0.0.1:${port + 1}` }],
      [403, path, { host, origin: "http://evil.com" }],
      [403, path, { host, origin: `http://127.0.0.1:${port}` }],
      [403, path, { host, origin: "null" }],
      [401, "/", { host }],
      [401, "/?token=", { host }],
      [401, `${path}x`, { host }],
      [401, path.slice(0, -1), { host }],
      [401, "//", { host }],
      [401, "/%00?token=%ff", { host }],
      [404, `/index.html${search}`, { host }],
      [405, path, { host }, "POST"],
    ];
    for (const [status, at, headers, method] of refused) {
      const answer = await ask(port, at, headers, method);
      expect([at, answer.status]).toEqual([at, status]);
      expect(JSON.parse(answer.text).error.message).toContain("expected");
    }
  });
});
