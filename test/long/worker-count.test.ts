import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { SHORT_LM } from "../cli/short-runs.ts";

const DIST = resolve(import.meta.dirname, "..", "..", "dist");
const built = (file: string): string => JSON.stringify(pathToFileURL(join(DIST, file)).href);

// Threads need the built package. The length is one for which the pool starts them.
const SCRIPT = `
  import { shippedCatalogue } from ${built("design/catalogue.js")};
  import { parseConfig } from ${built("design/config.js")};
  import { measure } from ${built("commands/shared/activations.js")};
  import { defaultConfig, readConfig } from ${built("commands/shared/config-file.js")};
  import { trialRunner } from ${built("runtime/pools.js")};
  import { simulate } from ${built("simulation/simulate.js")};
  import { simulationRng } from ${built("simulation/trials.js")};

  const document = readConfig(defaultConfig(), ["workload.length=1536", "fidelity.arrays=2", "fidelity.queries=16", "design.hashing.array.wires=ideal"]);
  const { activations, config } = await measure(document, parseConfig(document, shippedCatalogue), {});
  const { design, workload, fidelity, seed } = config;
  const run = async (workers) => {
    const runTrials = trialRunner({ value: document.value, plugins: [] }, seed, workers);
    return JSON.stringify(await simulate(design, workload, activations, fidelity, simulationRng(seed), { runTrials }));
  };
  let threads = 0;
  process.on("worker", () => threads++);
  for (const workers of [1, 2]) console.log(await run(workers) + "\\n" + threads);
`;

it("a simulation has the same bytes on one worker and on two", () => {
  const answer = execFileSync(process.execPath, ["--input-type=module", "-e", SCRIPT], { encoding: "utf8" });
  const [one, threadsOfOne, two, threadsOfTwo] = answer.trimEnd().split("\n");
  expect([threadsOfOne, threadsOfTwo]).toEqual(["0", "2"]);
  expect(JSON.parse(one).variants.memristor.outputError.samples).toBe(2);
  expect(two).toBe(one);
});

it("a language model has the same bytes on one worker and on two", () => {
  const answer = (workers: number): string =>
    execFileSync(
      process.execPath,
      [join(DIST, "bundle/main.js"), "lm", ...SHORT_LM, "--json", `--workers=${workers}`],
      { encoding: "utf8" },
    );
  expect(answer(2)).toBe(answer(1));
});

/** Long enough that threads are started; each finds the quality of designs that search codes on a thread of its own. */
it.each([
  [
    "with another seed, rounds and keys",
    ["seed=7", "workload.attention.rounds=3", "design.hashing.dac.bits=2"],
  ],
  ["of a decode", ["workload.phase=decode"]],
])("a comparison %s has the same bytes on one worker and on two", (_, settings) => {
  const own = [
    "workload.length=1536",
    "fidelity.arrays=2",
    "fidelity.queries=16",
    "design.hashing.array.wires=ideal",
    "design.mapping.search=false",
    "design.digital.sizes=stated",
    ...settings,
  ].flatMap((setting) => ["--set", setting]);
  const answer = (workers: number): string =>
    execFileSync(
      process.execPath,
      [join(DIST, "bundle/main.js"), "compare", ...own, "--json", `--workers=${workers}`],
      { encoding: "utf8", maxBuffer: 1 << 26 },
    );
  const alone = answer(1);
  expect(Object.values(JSON.parse(alone).searchedFidelity).some((found) => found !== null)).toBe(true);
  expect(answer(2)).toBe(alone);
});
