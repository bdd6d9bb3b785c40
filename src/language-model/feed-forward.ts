import type { DecoderKernel } from "../attention/decoder-kernel.ts";
import type { Dense } from "../base/dense.ts";
import type { Activation, Checkpoint, LayerWeights } from "./decoder.ts";
import { project } from "./linear.ts";

/** x / (1 + e^−x). */
const silu = (x: number): number => x / (1 + Math.exp(-x));

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), the form in which GPT-2 was trained. */
const geluTanh = (x: number): number =>
  0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

const ACTIVATIONS: Record<Activation, (x: number) => number> = { silu, "gelu-tanh": geluTanh };

/** W_down (act(W_gate x) ⊙ W_up x), or W_down act(W_up x) without a gate. L × width. */
export function feedForward(
  kernel: DecoderKernel,
  checkpoint: Checkpoint,
  weights: LayerWeights,
  x: Dense,
): Dense {
  const { width, hidden } = checkpoint.dimensions;
  const act = ACTIVATIONS[checkpoint.activation];
  const inner = project(kernel, x, weights.up, hidden);
  if (weights.gate === null) {
    for (let i = 0; i < inner.data.length; i++) inner.data[i] = act(inner.data[i]);
  } else {
    const gate = project(kernel, x, weights.gate, hidden);
    for (let i = 0; i < inner.data.length; i++) inner.data[i] *= act(gate.data[i]);
  }
  return project(kernel, inner, weights.down, width);
}
