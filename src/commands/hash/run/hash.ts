import { type Catalogue, createRng, type Located, type Rng } from "#base";
import { plainKernel } from "#crossbar-solver";
import type { Progress } from "#local-io";
import { parseConfig } from "../../../design/config.ts";
import { resolveInSi } from "../../../design/resolved.ts";
import type { Workload } from "../../../design/workload.ts";
import { loadKernels } from "../../../runtime/kernels.ts";
import { packageVersion } from "../../../runtime/package-files.ts";
import { type CacheAge, measureCacheAge } from "../../../simulation/cache-age.ts";
import { type HashCircuit, measureCircuit } from "../../../simulation/hash-circuit.ts";
import { type DuplicationCurve, measureDuplication } from "../../../simulation/hash-duplication.ts";
import { type Initialisation, measureInitialisation } from "../../../simulation/hash-initialisation.ts";
import { type HashQuality, measureHash } from "../../../simulation/hash-quality.ts";
import { READ_BLOCK } from "../../../simulation/hashers.ts";
import { measureDisturb, type ReadDisturb } from "../../../simulation/read-disturb.ts";
import { checkBytes } from "../../../simulation/run-budget.ts";

/** Results of a design's hash that need no model: statistics, the duplication task, the circuit. */
export function hashReport(
  document: Located,
  catalogue: Catalogue,
  choice: { readonly seed?: number },
  progress: Progress,
): HashReport {
  const config = parseConfig(document, catalogue);
  const seed = choice.seed ?? config.seed;
  const rng: Rng = createRng(seed).fork("hash");
  const { design, workload } = config;
  const { arrays } = config.fidelity;
  const { headWidth } = workload;
  checkBytes(config, { heads: 1, kvHeads: 1, headWidth, width: 0, hidden: 0 }, READ_BLOCK, document);
  const kernels = loadKernels();
  const quality = measureHash(design, workload, arrays, rng, kernels, (done) =>
    progress.update(`hash statistics: ${done} of ${arrays} arrays`),
  );
  progress.update("constructed duplication …");
  const duplication = measureDuplication(design, workload, arrays, rng, kernels);
  progress.update("solving one array read by read …");
  const circuit = measureCircuit(design, workload, rng.fork("circuit"), kernels);
  progress.update("keys hashed earlier than their queries …");
  const cacheAge = measureCacheAge(design, workload, arrays, rng, kernels);
  progress.done();
  return {
    name: config.name,
    seed,
    version: packageVersion(),
    kernel: (kernels.solver ?? plainKernel).name,
    workload,
    design: (resolveInSi(document.value, catalogue) as { design: unknown }).design,
    quality,
    duplication,
    initialisation: measureInitialisation(design, rng.fork("initialisation"), kernels),
    circuit,
    cacheAge,
    readDisturb: measureDisturb(design, workload, rng.fork("read disturb"), kernels),
  };
}

/** Results of `hash` for a design. */
export interface HashReport {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  readonly kernel: string;
  readonly workload: Workload;
  readonly design: unknown;
  readonly quality: HashQuality;
  readonly duplication: DuplicationCurve;
  readonly initialisation: Initialisation | null;
  readonly circuit: HashCircuit;
  readonly cacheAge: CacheAge;
  /** Null if the device's model does not describe disturbs by voltages. */
  readonly readDisturb: ReadDisturb | null;
}
