import { byId } from "../../../study/report/explorer/page/element.ts";
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

async function startWorker({ base, card }: LiveData): Promise<Worker> {
  const worker = new Worker(await workerAddress());
  const request: LiveRequest = { kind: "start", base, card, weights: bytesOf("weights") };
  worker.postMessage(request);
  return worker;
}

/** Asks a worker for the newest changes alone: what comes while it works waits, and a newer one takes its place. */
export interface Asker {
  readonly ask: (changes: Changes) => void;
}

/** What an asker asks of its worker for changes; null where there is nothing to ask. */
type Question = (changes: Changes) => DistributedOmit<AskedRequest, "id"> | null;
type AskedRequest = Extract<LiveRequest, { readonly kind: "price" | "estimate" | "quick" }>;

/** Starts a worker of its own for one kind of question, when there is one. `hear` gets each reply with the changes that it is for. */
export function createAsker(
  question: Question,
  data: LiveData,
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
    const request = question(waiting);
    if (request !== null) {
      asked = { id: id++, changes: waiting };
      send({ ...request, id: asked.id });
    }
    waiting = null;
  };
  const start = async (): Promise<void> => {
    worker = await startWorker(data);
    worker.addEventListener("message", ({ data: reply }: MessageEvent<LiveReply>) => {
      const answered = asked;
      asked = null;
      if (answered !== null) hear(reply, answered.changes);
      next();
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      fail(event.message);
    });
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

/** A question of a view. */
export type ViewQuestion = DistributedOmit<
  Extract<LiveRequest, { readonly kind: "array" | "floorplan" | "cells" }>,
  "id"
>;
type DistributedOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** Answers questions one after another; null for one that nobody wants any more when its turn comes, or that failed. */
export type Caller = (question: ViewQuestion, isWanted: () => boolean) => Promise<LiveReply | null>;

/** Starts its worker with the first question. */
export function createCaller(data: LiveData, fail: (message: string) => void): Caller {
  let started: Promise<Worker> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let id = 0;
  const answerOf = async (question: ViewQuestion): Promise<LiveReply | null> => {
    started ??= startWorker(data);
    const worker = await started;
    return new Promise((resolve) => {
      worker.onmessage = ({ data: reply }: MessageEvent<LiveReply>) => resolve(reply);
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event.message);
        resolve(null);
      };
      const request = { ...question, id: id++ } as LiveRequest;
      worker.postMessage(request);
    });
  };
  return (question, isWanted) => {
    const own = last.then(() => (isWanted() ? answerOf(question) : null));
    last = own.catch(() => undefined);
    return own;
  };
}
