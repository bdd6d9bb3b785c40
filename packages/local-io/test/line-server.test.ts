import { EventEmitter } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type AnswerRequest, MOST_BODY_BYTES, serveLines } from "../src/line-server.ts";

const TOKEN = "a-token-of-this-test";
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** The port of a server that answers so, until the end of the test. */
async function started(answer: AnswerRequest): Promise<number> {
  const controller = new AbortController();
  let ended: Promise<void> | undefined;
  const address = await new Promise<string>((onReady) => {
    ended = serveLines({ port: 0, token: TOKEN, answer, onReady }, controller.signal);
  });
  ends.push(async () => {
    controller.abort();
    await ended;
  });
  return Number(new URL(address).port);
}

const own = (port: number) => ({
  host: "127.0.0.1",
  port,
  path: "/evaluate",
  method: "POST",
  headers: { authorization: `Bearer ${TOKEN}` },
});

/** Counts the bytes of a body. */
const count: AnswerRequest = async (body, write) => {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  await write(`${bytes}\n`);
};

/** Sends a body in pieces, without saying its length unless the headers do; the status and the answer. */
function send(port: number, pieces: number, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(
      { ...own(port), headers: { ...own(port).headers, ...headers } },
      async (response) => {
        let text = "";
        for await (const piece of response) text += piece;
        resolve({ status: response.statusCode ?? 0, text });
      },
    );
    sent.on("error", reject);
    const piece = Buffer.alloc(1 << 20, "\n");
    const next = (left: number): void => {
      if (left === 0) sent.end();
      else sent.write(piece, () => next(left - 1));
    };
    next(pieces);
  });
}

describe("a server of lines", () => {
  it("answers a body with and without a length", async () => {
    const port = await started(count);
    const length = { "content-length": String(3 << 20) };
    for (const headers of [{}, length])
      expect(await send(port, 3, headers)).toEqual({ status: 200, text: `${3 << 20}\n` });
  });

  it.each([
    ["that says no length", {}],
    ["that says its length", { "content-length": String(70 << 20) }],
  ])("refuses a body that is too large and %s with 413, in words", async (_, headers) => {
    const port = await started(count);
    const { status, text } = await send(port, 70, headers);
    expect(status).toBe(413);
    expect(JSON.parse(text).error.message).toMatch(
      new RegExp(`^expected at most ${MOST_BODY_BYTES} bytes, received (more|73400320)$`),
    );
  });

  it("leaves no listener behind for a reader that is slower than the answer", async () => {
    let waits = 0;
    let most = 0;
    const answer: AnswerRequest = async (body, write) => {
      for await (const _ of body);
      const text = "x".repeat(1 << 16);
      for (let n = 0; n < 400; n++) if (!(await write(text))) return;
    };
    // Counts what is added to any response, whoever adds it.
    const { on } = EventEmitter.prototype;
    EventEmitter.prototype.on = EventEmitter.prototype.addListener = function (
      this: EventEmitter,
      name,
      hear,
    ) {
      if (name === "drain" && "statusCode" in this) waits++;
      const added = on.call(this, name, hear);
      if ("statusCode" in this) most = Math.max(most, this.listenerCount("close"));
      return added;
    };
    try {
      const port = await started(answer);
      let bytes = 0;
      await new Promise<void>((resolve, reject) => {
        request(own(port), async (response) => {
          for await (const piece of response) {
            bytes += piece.length;
            await new Promise((go) => setImmediate(go));
          }
          resolve();
        })
          .on("error", reject)
          .end();
      });
      expect(bytes).toBe(400 << 16);
    } finally {
      EventEmitter.prototype.on = EventEmitter.prototype.addListener = on;
    }
    expect(waits).toBeGreaterThan(20);
    expect(most).toBeLessThan(10);
  });

  it("breaks off what is under way where its reader has gone, and takes the next request", async () => {
    let broken = 0;
    const forever: AnswerRequest = (_, __, signal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          broken++;
          resolve();
        });
      });
    const port = await started(forever);
    for (let n = 0; n < 4; n++) {
      const socket = connect(port, "127.0.0.1");
      socket.write(
        `POST /evaluate HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 0\r\n\r\n`,
      );
      await new Promise((resolve) =>
        socket.once("data", resolve).once("connect", () => setTimeout(resolve, 20)),
      );
      socket.destroy();
      await expect.poll(() => broken, { timeout: 5000 }).toBe(n + 1);
    }
  });
});
