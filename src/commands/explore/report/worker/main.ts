import "../without-eval.ts";
import { parseCheckpoint, sidecarSchema } from "#model-files";
import { loadKernels } from "../../../../runtime/kernels.ts";
import type { LiveReply, LiveRequest } from "../live-data.ts";
import { createPricer, type Pricer } from "../pricer.ts";
import { createReader } from "../reader.ts";
import { createViews, type Views } from "../views.ts";

let started: (Pricer & Views) | null = null;

self.addEventListener("message", ({ data }: MessageEvent<LiveRequest>) => {
  if (data.kind === "start") {
    const sidecar = sidecarSchema.parse(data.card);
    const model = { sidecar, checkpoint: parseCheckpoint(data.weights, sidecar) };
    const kernels = loadKernels();
    const read = createReader(data.base, model, kernels);
    started = { ...createPricer(read), ...createViews(read, kernels) };
    return;
  }
  if (started === null) throw new RangeError("worker: expected a start before any other message");
  const before = performance.now();
  const answer = answerOf(started, data);
  const reply: LiveReply = { id: data.id, milliseconds: performance.now() - before, ...answer };
  self.postMessage(reply);
});

type Question = Exclude<LiveRequest, { readonly kind: "start" }>;

function answerOf(asked: Pricer & Views, question: Question) {
  const { changes } = question;
  switch (question.kind) {
    case "price":
      return { price: asked.price(changes) };
    case "quick":
      return { price: asked.quick(changes, question.basis) };
    case "estimate":
      return { estimate: asked.estimate(changes) };
    case "array":
      return { array: asked.array(changes) };
    case "floorplan":
      return { floorplan: asked.floorplan(changes, question.design) };
    case "cells":
      return { cells: asked.cells(question) };
  }
}
