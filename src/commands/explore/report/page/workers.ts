import { byId } from "#charts";
import type { Changes, LiveData, LiveReply, LiveRequest } from "../live-data.ts";

/** Bytes of a base64 text in an element. */
const bytesOf = (id: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(byId(id).textContent), (byte) => byte.charCodeAt(0));

/** Address of the worker's script, unpacked from the page. */
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

/** Asks a worker only about the newest changes, which replace those waiting. */
export interface Asker {
  readonly ask: (changes: Changes) => void;
}

/** Makes the question about changes; null if there is none. */
type Question = (changes: Changes) => DistributedOmit<AskedRequest, "id"> | null;
type AskedRequest = Extract<LiveRequest, { readonly kind: "price" | "estimate" | "quick" }>;

/** Starts a worker for one kind of question on first use. `hear` gets each reply with its changes. */
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

/** Answers questions one by one; null for a question that failed or is not wanted any more. */
export type Caller = (question: ViewQuestion, isWanted: () => boolean) => Promise<LiveReply | null>;

/** Starts the worker with the first question. */
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
