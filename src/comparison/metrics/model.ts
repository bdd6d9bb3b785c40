// A whole model on one chip, its weights in the config's arrays, with the attention of the study's subject.

import { expectedRise, weightErrorOf } from "../weight-error.ts";
import { defineMetric, type Metric, type MetricSource, type ModelPrice } from "./metric.ts";

const passOf = (source: MetricSource): ModelPrice["pass"] => source.model().pass;

const ofModel = (metric: Omit<Metric, "kind" | "levels">): Metric =>
  defineMetric({ ...metric, kind: "model", levels: ["model"] });

export const tokensPerJoule = ofModel({
  key: "model_tokens_per_J",
  quantity: "tokensPerJoule",
  name: "tokens a joule of the whole model, its weights in arrays",
  unit: "tokens/J",
  sense: "max",
  of: (source) => passOf(source).tokens / passOf(source).energy,
});

export const modelRate = ofModel({
  key: "model_tokens_per_s",
  quantity: "modelRate",
  name: "tokens a second of the whole model, its weights in arrays",
  unit: "tokens/s",
  sense: "max",
  of: (source) => passOf(source).tokens / passOf(source).time,
});

export const modelArea = ofModel({
  key: "model_area_m2",
  quantity: "modelArea",
  name: "area of the whole model's chip, its weights in arrays",
  unit: "m²",
  sense: "min",
  of: (source) => source.model().area,
});

/** Closed form, for the weights and inputs of SmolLM2-135M. */
export const weightError = ofModel({
  key: "weight_error",
  quantity: "weightError",
  name: "expected error of products with weights (fraction, to ×1.5)",
  unit: "",
  sense: "min",
  of: ({ design }) => weightErrorOf(design),
});

/** From that error by a curve fitted to readings of SmolLM2-135M. */
export const perplexityRise = ofModel({
  key: "perplexity_rise",
  quantity: "perplexityRise",
  name: "expected rise of SmolLM2-135M's perplexity (fraction; rough above .01)",
  unit: "",
  sense: "min",
  of: ({ design }) => expectedRise(weightErrorOf(design)),
});
