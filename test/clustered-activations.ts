import { createRng, dense, normals, row } from "#base";
import type { Activations, HeadActivations } from "../src/simulation/activations.ts";

const CENTRES = 48;
const NOISE = 0.6;
const TEMPERATURE = 12;

/** Shared queries and keys around Gaussian centres, all of one length, scaled for logits of q · k / √d. */
export function clusteredActivations(length: number, width: number, heads: number): Activations {
  const rng = createRng("clustered");
  const size = Math.sqrt(TEMPERATURE * Math.sqrt(width));
  const list = Array.from({ length: heads }, (_, head): HeadActivations => {
    const stream = rng.fork(head);
    const centres = dense(CENTRES, width, normals(CENTRES * width, stream.fork("centres")));
    const vectors = dense(
      length,
      width,
      normals(length * width, stream.fork("noise")).map((z) => NOISE * z),
    );
    const choice = stream.fork("choice");
    for (let t = 0; t < length; t++) {
      const [vector, centre] = [row(vectors, t), row(centres, choice.integer(CENTRES))];
      for (let i = 0; i < width; i++) vector[i] += centre[i];
      const norm = Math.hypot(...vector);
      for (let i = 0; i < width; i++) vector[i] *= size / norm;
    }
    const v = dense(length, width, normals(length * width, stream.fork("values")));
    return { layer: 0, head, kvHead: head, q: vectors, k: vectors, v };
  });
  return {
    model: "clustered",
    description: "clustered",
    length,
    headWidth: width,
    heads: list,
    keyMeans: new Map(),
  };
}
