import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { ConfigError } from "../base/errors.ts";
import { systemReason } from "./system-error.ts";

/** Answers the lines of one request: reads its body, and writes until that says that nobody reads on. */
export type AnswerRequest = (
  body: AsyncIterable<Uint8Array>,
  write: (text: string) => Promise<boolean>,
  signal: AbortSignal,
) => Promise<unknown>;

export interface LineServer {
  /** 0 for any free one. */
  readonly port: number;
  /** What requests have to show. */
  readonly token: string;
  readonly answer: AnswerRequest;
  /** Hears the address once requests are taken. */
  readonly onReady: (address: string) => void;
}

const ADDRESS = "127.0.0.1";
const PATH = "/evaluate";

/** Most bytes of a body, and most requests that are answered at once. */
export const MOST_BODY_BYTES = 1 << 26;
export const MOST_REQUESTS = 8;

/**
 * Answers lines that are posted to this computer's own address until the signal; then what is under way is broken off between two
 * lines. Pages of a browser are refused by their Origin and by a Host that is another name. Throws ConfigError for a port
 * that cannot be had.
 */
export async function serveLines(
  { port, token, answer, onReady }: LineServer,
  signal: AbortSignal,
): Promise<void> {
  let busy = 0;
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, token, busy);
    if (refusal !== null) return refuse(response, ...refusal);
    busy++;
    answerRequest(request, response, answer, signal)
      .catch(() => response.destroy())
      .finally(() => {
        busy--;
      });
  });
  server.listen(port, ADDRESS);
  try {
    await once(server, "listening");
  } catch (error) {
    const message = `expected a port that is free, received ${port}: ${systemReason(error)}`;
    throw new ConfigError([{ place: "--serve", path: "(port)", message }]);
  }
  const address = server.address();
  onReady(`http://${ADDRESS}:${typeof address === "object" ? (address?.port ?? port) : port}`);
  if (!signal.aborted) await once(signal, "abort");
  server.close();
  server.closeAllConnections();
}

type Refusal = readonly [status: number, message: string];

function refusalOf(
  { method, url, headers, socket }: IncomingMessage,
  token: string,
  busy: number,
): Refusal | null {
  const own = [`${ADDRESS}:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (!own.includes(headers.host ?? ""))
    return [403, `expected the host ${own.join(" or ")}, received another`];
  if (headers.origin !== undefined) return [403, "expected a program, received a page of a browser"];
  if (!isToken(headers.authorization, token))
    return [401, "expected Authorization: Bearer with the server's token"];
  if (url !== PATH) return [404, `expected the path ${PATH}, received another`];
  if (method !== "POST") return [405, "expected POST, received another method"];
  if (Number(headers["content-length"] ?? 0) > MOST_BODY_BYTES)
    return [413, `expected at most ${MOST_BODY_BYTES} bytes, received ${headers["content-length"]}`];
  return busy >= MOST_REQUESTS
    ? [503, `expected at most ${MOST_REQUESTS} requests at once, received more`]
    : null;
}

/** In a time that does not depend on where the texts differ. */
function isToken(given: string | undefined, token: string): boolean {
  const [own, other] = [Buffer.from(`Bearer ${token}`), Buffer.from(given ?? "")];
  return own.length === other.length && timingSafeEqual(own, other);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(`${JSON.stringify({ error: { message } })}\n`);
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AnswerRequest,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const write = async (text: string): Promise<boolean> => {
    if (response.destroyed) return false;
    // "close" is what a reader that has gone says in place of "drain".
    if (!response.write(text)) await Promise.race([once(response, "drain"), once(response, "close")]);
    return !response.destroyed;
  };
  await answer(bounded(request), write, signal);
  if (signal.aborted) response.destroy();
  else response.end();
}

/** A body that says no length of its own is held to the same. */
async function* bounded(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) throw new RangeError(`expected at most ${MOST_BODY_BYTES} bytes`);
    yield chunk;
  }
}
