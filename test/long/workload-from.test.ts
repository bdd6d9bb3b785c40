import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { sharedData } from "../language-model/shared-data.ts";

const SMOLLM = sharedData("smollm2-135m/SmolLM2-135M-Instruct.Q4_1.gguf");
it.skipIf(!existsSync(SMOLLM))(
  "prices SmolLM2's attention, and calls another model's quality a proxy",
  async () => {
    const { code, data: out } = await cli(
      "compare",
      "--workload-from",
      SMOLLM,
      "--json",
      "--set",
      "fidelity.arrays=2",
      "--set",
      "workload.length=512",
      "--set",
      "fidelity.length=128",
      "--set",
      "fidelity.queries=16",
      "--set",
      "design.hashing.array.wires=ideal",
      "--set",
      "workload.attention.chunk=16",
      "--set",
      "design.mapping.search=false",
      "--set",
      "design.digital.sizes=stated",
    );
    expect(code).toBe(0);
    const { workload, fidelity } = JSON.parse(out);
    expect(workload).toMatchObject({
      preset: "Smollm2 135M 8k Lc100K Mix1 Ep2",
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headWidth: 64,
      length: 512,
      model: { modelWidth: 576, hiddenWidth: 1536 },
    });
    expect(fidelity).toMatchObject({ model: "recall-lm", proxy: true });
  },
);
