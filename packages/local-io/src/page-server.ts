import { createServer } from "node:http";
import { accessRefusal, listenUntil, newToken, type Refusal, refuse } from "./local-access.ts";

/**
 * Serves one page on a loopback port chosen by the system, until the signal. `tell` gets the address with the
 * token that requests need, as a page shows a private config. Throws the system's error without a free port.
 */
export async function servePage(
  html: string,
  signal: AbortSignal,
  tell: (address: string) => void,
): Promise<void> {
  const token = newToken();
  const server = createServer((request, response) => {
    const [path, query] = (request.url ?? "").split("?");
    const shown = new URLSearchParams(query).get("token") ?? undefined;
    const refusal: Refusal | null =
      accessRefusal(request, token, shown, "the address that was printed, with its token") ??
      (path !== "/" ? [404, "expected the path /, received another"] : null) ??
      (request.method !== "GET" && request.method !== "HEAD"
        ? [405, "expected GET, received another method"]
        : null);
    if (refusal !== null) return refuse(request, response, refusal);
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      // Keeps the token in the address from other pages.
      "referrer-policy": "no-referrer",
    });
    response.end(request.method === "HEAD" ? undefined : html);
  });
  await listenUntil(server, 0, signal, (address) => tell(`${address}/?token=${token}`));
}
