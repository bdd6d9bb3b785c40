import "../without-eval.ts";
import { parseCheckpoint } from "../../../language-model/checkpoint.ts";
import { sidecarSchema } from "../../../language-model/sidecar.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import type { LiveReply, LiveRequest } from "../live-data.ts";
import { createPricer, type Pricer } from "../pricer.ts";

let pricer: Pricer | null = null;

const reply = (message: LiveReply): void => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<LiveRequest>) => {
  if (data.kind === "start") {
    const sidecar = sidecarSchema.parse(data.card);
    const model = { sidecar, checkpoint: parseCheckpoint(data.weights, sidecar) };
    pricer = createPricer(data.base, model, loadKernels());
    return;
  }
  if (pricer === null) throw new RangeError("worker: expected a start before any other message");
  const before = performance.now();
  const { id, changes } = data;
  if (data.kind === "price") {
    const price = pricer.price(changes);
    reply({ id, price, milliseconds: performance.now() - before });
  } else {
    const estimate = pricer.estimate(changes);
    reply({ id, estimate, milliseconds: performance.now() - before });
  }
});
