// The public interface of this package.
export { contentDigest } from "./src/content-digest.ts";
export { moveTail } from "./src/damaged-tail.ts";
export {
  checkKind,
  folderKind,
  inputBlocks,
  inputDigest,
  openInput,
  readInputBytes,
  readInputFile,
  reading,
  STANDARD_INPUT,
} from "./src/input-file.ts";
export { type InputLine, inputLines } from "./src/input-lines.ts";
export { MOST_BODY_BYTES, MOST_REQUESTS, serveLines } from "./src/line-server.ts";
export { newToken } from "./src/local-access.ts";
export { type Lock, type LockOptions, lockFolder, writerOf } from "./src/lock.ts";
export {
  checkFolder,
  checkOutputFile,
  checkWritableFolder,
  inTemporaryFolder,
  makeFolder,
  outputError,
  outputFault,
  refuseOther,
  STANDARD_OUTPUT,
  stagingName,
  syncFolder,
} from "./src/output-place.ts";
export { servePage } from "./src/page-server.ts";
export { createProgress, type Progress } from "./src/progress.ts";
export { type FileOperations, nodeFiles, RecordLog, STAGED, StoreWriteError } from "./src/record-log.ts";
export { checkSeal, sealedText } from "./src/sealed-json.ts";
export { writeAll } from "./src/standard-streams.ts";
export { FLAGS, openStoreFile, readStoreFile, storeFault } from "./src/store-file.ts";
export { engineReason, isSystemError, systemComplaint, systemReason } from "./src/system-error.ts";
export { withinTime } from "./src/time-limit.ts";
export { isMap, isScalar, isSeq, type Reader, readYaml } from "./src/yaml-nodes.ts";
