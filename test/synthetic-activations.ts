import { createRng, dense, normals } from "#base";
import type { Activations } from "../src/simulation/activations.ts";

/** Random heads whose keys come in pairs of like vectors, so that attention has something to find. */
export function syntheticActivations(length: number, width: number, heads: number, layers = 1): Activations {
  const rng = createRng("synthetic");
  const matrix = (label: string) => dense(length, width, normals(length * width, rng.fork(label)));
  const list = Array.from({ length: layers * heads }, (_, n) => {
    const layer = Math.floor(n / heads);
    const head = n % heads;
    const k = matrix(`k${n}`);
    const noise = matrix(`noise${n}`);
    const q = dense(
      length,
      width,
      k.data.map((x, i) => 1.5 * x + 0.4 * noise.data[i]),
    );
    return { layer, head, kvHead: head, q, k, v: matrix(`v${n}`) };
  });
  return {
    model: "synthetic",
    description: "random",
    length,
    headWidth: width,
    heads: list,
    keyMeans: new Map(),
  };
}
