import { expect, it } from "vitest";
import { cli } from "../cli/run.ts";
import { wholeModelLaws } from "../comparison/whole-model-laws.ts";

it("a whole model sums its parts, draws its static power all the time, and has attention as a comparison prices it: 200 random configs", () => {
  let compared = 0;
  for (let n = 0; n < 200; n++) compared += wholeModelLaws(`long ${n}`, (n % 5) * 32_000);
  expect(compared).toBeGreaterThan(1000);
});

interface PassJson {
  readonly energy_J: number;
  readonly time_s: number;
  readonly power_W: number;
  readonly parts: readonly { readonly name: string; readonly energy_J: number }[];
}

interface ChipJson {
  readonly id: string;
  readonly weights: string;
  readonly decode: PassJson;
}

const SHORT = ["--set", "workload.length=256"];

it("model --json: a comparison of a decode has the same attention", async () => {
  const [own, compared] = [
    await cli("model", "--model", "smollm2-135m", ...SHORT, "--json"),
    await cli(
      "compare",
      "--json",
      "--set",
      "workload.preset=smollm2-135m",
      ...SHORT,
      "--set",
      "workload.phase=decode",
    ),
  ].map(({ data }) => JSON.parse(data));
  const { chips } = own as { chips: ChipJson[] };
  const there = chips.find(({ id, weights }) => id === "exact-digital" && weights === "memory");
  const { designs } = compared as { designs: { id: string; energy_J: number }[] };
  const attention = there?.decode.parts.find(({ name }) => name === "attention");
  expect(attention?.energy_J).toBe(designs.find(({ id }) => id === "exact-digital")?.energy_J);
});
