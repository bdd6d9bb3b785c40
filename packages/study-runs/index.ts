// The public interface of this package.
export {
  checkClusterFolder,
  ENGINES,
  type Engine,
  type JobPlan,
  lsfScripts,
  shardFolder,
  slurmScripts,
} from "./src/cluster/job-scripts.ts";
export { SchedulerError } from "./src/cluster/sbatch.ts";
export {
  earlierShards,
  type SubmittedJob,
  submitToSlurm,
  whileSubmitting,
  writeSubmission,
} from "./src/cluster/submission.ts";
export { nextBatchSize } from "./src/run/point-pool.ts";
export type { EvaluateCodes, WorkerSetting } from "./src/run/point-task.ts";
export { canThread, defaultWorkers, type KnownPoints, type Threads } from "./src/run/run-level.ts";
export { runStudy, StudyProgress, type StudySummary } from "./src/run/run-study.ts";
export { isComplete, type StudyCourse } from "./src/run/study-course.ts";
export { identityHash, MANIFEST, type Manifest, readManifest } from "./src/store/manifest.ts";
export { mergeStores, type ShardProgress, shardProgress } from "./src/store/merge-stores.ts";
export { openPointCache, usualCache } from "./src/store/point-cache.ts";
export {
  type CorruptLine,
  framed,
  givesWay,
  type Scan,
  scanLines,
  scanRecords,
} from "./src/store/record-scan.ts";
export { shapeOf } from "./src/store/record-shape.ts";
export { orderedRecords } from "./src/store/study-rows.ts";
export { PointSet, RESULTS, readRecords } from "./src/store/study-store.ts";
export { codeAsRun, otherWriters, type Writer } from "./src/store/writer.ts";
