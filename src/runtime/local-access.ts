// Who may ask a server of this computer: programs and pages that know its token, under its own name.

import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** The address of this computer that no other one reaches. */
const LOCAL_ADDRESS = "127.0.0.1";

/** Status and message of an answer that refuses a request. */
export type Refusal = readonly [status: number, message: string];

/** A token that nobody guesses, fit for an address. */
export const newToken = (): string => randomBytes(24).toString("base64url");

/**
 * Why a request is refused whatever it asks for; null for one of a program of this computer that shows the token. A page of a
 * browser reaches a local address, too, and by a name of its own that it lets point there (DNS rebinding): the name is
 * in Host, and a page that calls another one is in Origin.
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

/** In a time that does not depend on where the texts differ. */
function isSame(given: string | undefined, token: string): boolean {
  const [own, other] = [Buffer.from(token), Buffer.from(given ?? "")];
  return own.length === other.length && timingSafeEqual(own, other);
}

/** What a refused request still sends is taken so long, ms, and up to so many bytes: a sender reads no answer before. */
const REFUSED = { milliseconds: 2000, bytes: 1 << 28 } as const;

/**
 * Refuses in words. What the request still sends is read and thrown away first: a connection that is closed over unread bytes is
 * reset, and the answer lost with it.
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
 * Listens on a port of this computer alone, 0 for any free one, until the signal; `onReady` is given the address. Throws the system's
 * error where the port cannot be had.
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
