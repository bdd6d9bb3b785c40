import type { Calibration, LaneSetting } from "#transformer";
import { attendExactly, logitsOf, runBlock, scoreRows } from "#transformer";
import { SELECTORS } from "../../attention/selectors/index.ts";
import type { Selector } from "../../attention/selectors/selector.ts";
import type { EngineJob, SelectingJob } from "./engine.ts";
import { attendSelected, preparedSelectors, type ToolsOf } from "./lane-selection.ts";

/** Runs a job on one lane; all lanes get the same jobs. */
export type RunJob = (job: EngineJob) => void;

/**
 * Makes a lane that knows `selectors`. `toolsOf` makes their tools from the last calibration. Throws LaneStopped when a run is
 * stopped, and errors of selectors.
 */
export function createLane(
  setting: LaneSetting,
  lanes: number,
  toolsOf: (calibration: () => Calibration) => ToolsOf,
  selectors: readonly Selector[] = SELECTORS,
): RunJob {
  let calibration: Calibration | null = null;
  const fresh = () =>
    preparedSelectors(
      toolsOf(() => {
        if (calibration === null) throw new RangeError("selector: expected a calibrated engine");
        return calibration;
      }),
      selectors,
    );
  let prepared = fresh();
  return (job) => {
    if (job.kind === "block") runTokens(setting, job, prepared);
    else if (job.kind === "score") scoreRows(setting, job, lanes);
    else if (job.kind === "logits") logitsOf(setting, job);
    else {
      calibration = job.calibration;
      prepared = fresh();
    }
  };
}

function runTokens(
  setting: LaneSetting,
  job: SelectingJob,
  prepared: ReturnType<typeof preparedSelectors>,
): void {
  const exact = attendExactly(setting, job);
  const { selection } = job;
  if (selection === null) {
    runBlock(setting, job, exact);
    return;
  }
  const { select } = selection;
  const sparse = attendSelected(setting, job, selection, prepared(select));
  runBlock(setting, job, (layer) => (layer < select.denseLayers ? exact : sparse)(layer));
}
