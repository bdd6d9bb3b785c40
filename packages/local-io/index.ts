// The public interface of this package.

export {
  anotherAnswer,
  type FolderClaim,
  type ReportFile,
  writeNewFile,
  writeOutputFile,
  writeReportFile,
  writeReportFiles,
} from "./src/atomic-write.ts";
export { withByteSources } from "./src/byte-source.ts";
export { type LibraryFile, readLibraryFiles } from "./src/cell-library-files.ts";
export { contentDigest } from "./src/content-digest.ts";
export { parseCsv, readTable } from "./src/csv.ts";
export { moveTail } from "./src/damaged-tail.ts";
export {
  checkKind,
  folderKind,
  inputBlocks,
  inputDigest,
  readInputBytes,
  readInputFile,
  STANDARD_INPUT,
} from "./src/input-file.ts";
export { type InputLine, inputLines } from "./src/input-lines.ts";
export { MOST_BODY_BYTES, MOST_REQUESTS, serveLines } from "./src/line-server.ts";
export { type LoadedModel, MODEL_FILE_BYTES } from "./src/loaded-model.ts";
export { newToken } from "./src/local-access.ts";
export { type Lock, type LockOptions, lockFolder, writerOf } from "./src/lock.ts";
export { measuredHeader } from "./src/measured-header.ts";
export { type MeasurementTable, readConductances, readMeasurements } from "./src/measurement-file.ts";
export { loadModel, loadText, loadTokens } from "./src/model-store.ts";
export {
  checkFolder,
  checkOutputFile,
  checkWritableFolder,
  makeFolder,
  STANDARD_OUTPUT,
} from "./src/output-checks.ts";
export { servePage } from "./src/page-server.ts";
export { type ParquetColumn, parquetBytes } from "./src/parquet.ts";
export { pluginHash } from "./src/plugin-imports.ts";
export { exportOf, faultText, refusal, whileLoading } from "./src/plugin-load.ts";
export { createProgress, type Progress } from "./src/progress.ts";
export { type LoadedRealModel, loadModelWorkload, loadRealModel, megabytes } from "./src/real-model.ts";
export { type FileOperations, nodeFiles, RecordLog, STAGED, StoreWriteError } from "./src/record-log.ts";
export { checkSeal, sealedText } from "./src/sealed-json.ts";
export { shippedFile } from "./src/shipped-file.ts";
export { writeAll } from "./src/standard-streams.ts";
export { FLAGS, openStoreFile, readStoreFile, storeFault } from "./src/store-file.ts";
export {
  findSynthesiser,
  NETLIST,
  runPackage,
  runProgram,
  SynthesisError,
  type Synthesiser,
  type SynthesisJob,
} from "./src/synthesis.ts";
export { engineReason, isSystemError, systemComplaint, systemReason } from "./src/system-error.ts";
export { withinTime } from "./src/time-limit.ts";
export { isMap, isScalar, isSeq, type Reader, readYaml } from "./src/yaml-nodes.ts";
