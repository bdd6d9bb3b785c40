import { defineMetric } from "./metric.ts";

/** Share of the exact attention's weight that falls on the attended pairs. */
export const capturedMass = defineMetric({
  key: "captured_mass",
  quantity: "capturedMass",
  name: "attention recall (fraction)",
  unit: "",
  sense: "max",
  kind: "quality",
  levels: ["estimate", "simulate", "circuit"],
  of: ({ quality }) => quality.capturedMass,
});

export const capturedMassInterval = defineMetric({
  key: "captured_mass_interval95",
  quantity: "capturedMassInterval",
  name: "attention recall, half of its 95 % interval (fraction)",
  unit: "",
  sense: "min",
  kind: "quality",
  levels: ["simulate", "circuit"],
  of: ({ quality }) => quality.interval,
});

/** Of the attention's output against exact attention in float64. */
export const outputError = defineMetric({
  key: "output_error",
  quantity: "outputError",
  name: "output error (relative RMS)",
  unit: "",
  sense: "min",
  kind: "quality",
  levels: ["simulate", "circuit"],
  of: ({ quality }) => quality.outputError,
});
