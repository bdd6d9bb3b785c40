import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Serves one page to this machine alone, on a port that the system chooses, until the signal. `tell` gets its address. Throws
 * the system's error where no port can be had.
 */
export async function servePage(
  html: string,
  signal: AbortSignal,
  tell: (address: string) => void,
): Promise<void> {
  const server = createServer(({ method, url }, response) => {
    const isPage = (method === "GET" || method === "HEAD") && url?.split("?")[0] === "/";
    response.writeHead(isPage ? 200 : 404, {
      "content-type": isPage ? "text/html; charset=utf-8" : "text/plain",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    response.end(isPage ? (method === "HEAD" ? undefined : html) : "not found\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  tell(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  if (!signal.aborted)
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
