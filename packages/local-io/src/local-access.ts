// Access control of local servers: programs and pages with the token, under the server's own host name.

import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** Loopback address, which no other computer reaches. */
const LOCAL_ADDRESS = "127.0.0.1";

/** Status and message of a refused request. */
export type Refusal = readonly [status: number, message: string];

/** An unguessable token that is safe in a URL. */
export const newToken = (): string => randomBytes(24).toString("base64url");

/**
 * Why a request is refused before its content is read; null for a request of this computer with the token. A
 * browser page can also reach a local address by a name that points there (DNS rebinding): that name is in
 * Host, and a page that calls another one is in Origin.
 */
export function accessRefusal(
  { headers, socket }: IncomingMessage,
  token: string,
  shown: string | undefined,
  where: string,
): Refusal | null {
  const own = [`${LOCAL_ADDRESS}:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (!own.includes(headers.host ?? ""))
    return [403, `expected the host ${own.join(" or ")}, received another`];
  if (headers.origin !== undefined) return [403, "expected a program, received a page of a browser"];
  return isSame(shown, token) ? null : [401, `expected ${where}`];
}

/** Compares in a time that does not depend on where the texts differ. */
function isSame(given: string | undefined, token: string): boolean {
  const [own, other] = [Buffer.from(token), Buffer.from(given ?? "")];
  return own.length === other.length && timingSafeEqual(own, other);
}

/** How long, ms, and up to how many bytes a refused request is still read: senders read no answer before. */
const REFUSED = { milliseconds: 2000, bytes: 1 << 28 } as const;

/**
 * Sends a refusal. The rest of the request is read and discarded first: closing a connection with unread
 * bytes resets it, and the answer would be lost.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, [status, message]: Refusal): void {
  const body = `${JSON.stringify({ error: { message } })}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.write(body);
  let bytes = 0;
  const end = (): void => {
    clearTimeout(timer);
    request.off("data", count);
    response.end();
  };
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    if (bytes > REFUSED.bytes) end();
  };
  const timer = setTimeout(end, REFUSED.milliseconds).unref();
  if (request.complete) end();
  else request.on("data", count).once("end", end).once("error", end).resume();
}

/**
 * Listens on a loopback port (0: any free one) until the signal; calls `onReady` with the address. Throws the
 * system's error for a port that is not available.
 */
export async function listenUntil(
  server: Server,
  port: number,
  signal: AbortSignal,
  onReady: (address: string) => void,
): Promise<void> {
  server.listen(port, LOCAL_ADDRESS);
  await once(server, "listening");
  const address = server.address();
  onReady(`http://${LOCAL_ADDRESS}:${typeof address === "object" ? (address?.port ?? port) : port}`);
  if (!signal.aborted) await once(signal, "abort");
  server.close();
  server.closeAllConnections();
}
