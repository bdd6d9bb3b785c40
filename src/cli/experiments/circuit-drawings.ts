import { createRng } from "../../base/rng.ts";
import { type Drawing, drawing } from "../../report/charts/drawing.ts";
import { collisionChart, conductanceChart, irDropChart } from "../../report/hash-charts.ts";
import { loadKernels } from "../../runtime/kernels.ts";
import { measureCircuit } from "../../simulation/hash-circuit.ts";
import { measureHash } from "../../simulation/hash-quality.ts";
import type { PointLadder } from "../point-ladder.ts";

/** Charts of a design's arrays, from the streams of `hash`: collisions against their laws, IR drop, conductances. */
export function circuitDrawings(
  { design, workload }: Pick<PointLadder, "design" | "workload">,
  seed: number,
  arrays: number,
): Drawing[] {
  const rng = createRng(seed).fork("hash");
  const kernels = loadKernels();
  const quality = measureHash(design, workload, arrays, rng, kernels, () => {});
  const circuit = measureCircuit(design, workload, rng.fork("circuit"), kernels);
  return [
    drawing("collision", "Probability of a collision against the angle", collisionChart({ quality }), 600),
    drawing("ir-drop", "Signal that reaches the readouts", irDropChart({ circuit })),
    drawing("conductance", "Conductances of an array", conductanceChart({ circuit }), 480),
  ];
}
