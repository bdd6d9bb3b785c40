import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { fault } from "#base";
import { accessRefusal, listenUntil, type Refusal, refuse } from "./local-access.ts";
import { systemReason } from "./system-error.ts";

/** Answers the lines of a request: reads the body and writes until `write` returns false (reader gone). */
export type AnswerRequest = (
  body: AsyncIterable<Uint8Array>,
  write: (text: string) => Promise<boolean>,
  signal: AbortSignal,
) => Promise<unknown>;

export interface LineServer {
  /** 0 for any free port. */
  readonly port: number;
  /** Token that requests must carry. */
  readonly token: string;
  readonly answer: AnswerRequest;
  /** Called with the address when the server is ready. */
  readonly onReady: (address: string) => void;
}

const PATH = "/evaluate";

/** Most bytes of a body, and most requests in progress. */
export const MOST_BODY_BYTES = 1 << 26;
export const MOST_REQUESTS = 8;

/** Time for work in progress after its reader has gone, ms: a terminated thread has to start cold again. */
const GRACE_MILLISECONDS = 300;

/**
 * Answers lines posted to a port of this computer until the signal, which aborts requests in progress. Throws
 * ConfigError for a port that is not available.
 */
export async function serveLines(
  { port, token, answer, onReady }: LineServer,
  signal: AbortSignal,
): Promise<void> {
  let busy = 0;
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, token, busy);
    if (refusal !== null) return refuse(request, response, refusal);
    busy++;
    answerRequest(request, response, answer, signal)
      .catch(() => response.destroy())
      .finally(() => {
        busy--;
      });
  });
  try {
    await listenUntil(server, port, signal, onReady);
  } catch (error) {
    const message = `expected a port that is free, received ${port}: ${systemReason(error)}`;
    throw fault("--serve", "(port)", message);
  }
}

function refusalOf(request: IncomingMessage, token: string, busy: number): Refusal | null {
  const { method, url, headers } = request;
  const where = "Authorization: Bearer with the server's token";
  const shown = /^Bearer (.*)$/.exec(headers.authorization ?? "")?.[1];
  const refusal = accessRefusal(request, token, shown, where);
  if (refusal !== null) return refusal;
  if (url !== PATH) return [404, `expected the path ${PATH}, received another`];
  if (method !== "POST") return [405, "expected POST, received another method"];
  const length = headers["content-length"];
  if (Number(length ?? 0) > MOST_BODY_BYTES) return tooLarge(`${length}`);
  return busy >= MOST_REQUESTS
    ? [503, `expected at most ${MOST_REQUESTS} requests at once, received more`]
    : null;
}

const tooLarge = (received: string): Refusal => [
  413,
  `expected at most ${MOST_BODY_BYTES} bytes, received ${received}`,
];

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AnswerRequest,
  signal: AbortSignal,
): Promise<void> {
  // A body without a stated length is counted before the answer starts: an error status can still be sent.
  const body = request.headers["content-length"] === undefined ? await counted(request) : request;
  if (body === null) return refuse(request, response, tooLarge("more"));
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const own = new AbortController();
  const end = (): void => own.abort();
  let grace: NodeJS.Timeout | undefined;
  const onClose = (): void => {
    grace = setTimeout(end, GRACE_MILLISECONDS);
  };
  signal.addEventListener("abort", end);
  response.once("close", onClose);
  try {
    await answer(body as AsyncIterable<Uint8Array>, (text) => written(response, text), own.signal);
  } finally {
    signal.removeEventListener("abort", end);
    response.off("close", onClose);
    clearTimeout(grace);
  }
  if (signal.aborted) response.destroy();
  else response.end();
}

/** Writes a text and waits until the reader has room; false once there is no reader. */
async function written(response: ServerResponse, text: string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  await new Promise<void>((resolve) => {
    // Both listeners are removed: a slow reader is awaited many times.
    const go = (): void => {
      response.off("drain", go).off("close", go);
      resolve();
    };
    response.on("drain", go).on("close", go);
  });
  return !response.destroyed;
}

/** Chunks of a whole body; null for one that is too large, whose rest is not read. */
async function counted(request: IncomingMessage): Promise<AsyncIterable<Uint8Array> | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return (async function* () {
    yield* chunks;
  })();
}
