import { byId } from "../../explorer/page/element.ts";
import type { Changes, LiveData, LiveReply, LiveRequest } from "../live-data.ts";

/** The bytes of a base64 text in an element. */
const bytesOf = (id: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(byId(id).textContent), (byte) => byte.charCodeAt(0));

/** Address of the worker's script, which the page holds packed. */
async function workerAddress(): Promise<string> {
  const unpacked = new Blob([bytesOf("worker")]).stream().pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(unpacked).text();
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}

/** Asks a worker for the newest changes alone: what comes while it works waits, and a newer one takes its place. */
export interface Asker {
  readonly ask: (changes: Changes) => void;
}

/** Starts a worker of its own for one kind of question. `hear` gets each reply with the changes that it is for. */
export function createAsker(
  kind: "price" | "estimate",
  { base, card }: LiveData,
  hear: (reply: LiveReply, changes: Changes) => void,
  fail: (message: string) => void,
): Asker {
  let worker: Worker | null = null;
  let asked: { readonly id: number; readonly changes: Changes } | null = null;
  let waiting: Changes | null = null;
  let id = 0;
  const send = (request: LiveRequest): void => worker?.postMessage(request);
  const next = (): void => {
    if (worker === null || asked !== null || waiting === null) return;
    asked = { id: id++, changes: waiting };
    waiting = null;
    send({ kind, ...asked });
  };
  const start = async (): Promise<void> => {
    const made = new Worker(await workerAddress());
    made.addEventListener("message", ({ data }: MessageEvent<LiveReply>) => {
      const answered = asked;
      asked = null;
      if (answered !== null) hear(data, answered.changes);
      next();
    });
    made.addEventListener("error", (event) => {
      event.preventDefault();
      fail(event.message);
    });
    worker = made;
    send({ kind: "start", base, card, weights: bytesOf("weights") });
    next();
  };
  start().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  return {
    ask: (changes) => {
      waiting = changes;
      next();
    },
  };
}
