/** Plain meaning of a system call's error code. */
const REASONS: Readonly<Record<string, string>> = {
  E2BIG: "too many arguments",
  EACCES: "permission denied",
  EAGAIN: "the system is short of a resource for now",
  EBADF: "it is not open for this",
  EBUSY: "it is in use",
  EDQUOT: "the quota is used up",
  EEXIST: "it exists already",
  EFBIG: "the file would be too large",
  EINVAL: "the file system does not support this",
  EIO: "the disk reports an error",
  EISDIR: "it is a folder",
  ELOOP: "too many symbolic links",
  EMFILE: "too many files are open",
  EMLINK: "too many links",
  ENAMETOOLONG: "its name is too long",
  ENFILE: "too many files are open on this machine",
  ENODEV: "there is no such device",
  ENOENT: "there is nothing of that name",
  ENOMEM: "there is not enough memory",
  ENOSPC: "the disk is full",
  ENOSYS: "the system does not support this",
  ENOTDIR: "a part of its path is no folder",
  ENOTEMPTY: "the folder is not empty",
  ENOTSUP: "the file system does not support this",
  ENXIO: "there is no such device",
  EOPNOTSUPP: "the file system does not support this",
  EPERM: "not permitted",
  EPIPE: "the reader has gone",
  EROFS: "the file system is read-only",
  ESPIPE: "it is a pipe",
  ESTALE: "the folder's server no longer knows it",
  ETIMEDOUT: "the folder's server does not answer",
  ETXTBSY: "it is being run",
  EXDEV: "it lies on another file system",
  ERR_FS_FILE_TOO_LARGE: "it is too large",
  ERR_STRING_TOO_LONG: "it is too large",
  ERR_INVALID_ARG_VALUE: "its name is not allowed",
};

/** Whether an error comes from a system call on a file. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error &&
  typeof (error as NodeJS.ErrnoException).code === "string" &&
  (typeof (error as NodeJS.ErrnoException).syscall === "string" ||
    Object.hasOwn(REASONS, (error as NodeJS.ErrnoException).code as string));

/** Why a system call failed, in words; the bare code if it is not listed, never the engine's own text. */
export function systemReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return "an unknown error";
  return Object.hasOwn(REASONS, code) ? REASONS[code] : `the system says ${code}`;
}

/** System calls that write; failures of others are read errors. */
const WRITES =
  /^(?:write|mkdir|rename|link|symlink|unlink|rmdir|rm|f?truncate|f?sync|fdatasync|f?chmod|copyfile|pwrite)/;

/** `file: cannot be read: reason`, with the file named by the failed call. */
export function systemComplaint(error: NodeJS.ErrnoException): string {
  const { path, dest, syscall = "" } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const verb = WRITES.test(syscall) ? "written" : "read";
  return `${dest ?? path ?? "a file"}: cannot be ${verb}: ${systemReason(error)}`;
}

/** Beginnings of V8's RangeError messages. */
const ENGINE: readonly (readonly [RegExp, string])[] = [
  [/^Maximum call stack/, "a value is nested too deep"],
  [
    /^(?:Invalid (?:typed array length|array length|string length|array buffer|atomic)|Array buffer allocation|(?:Set|Map) maximum size|WebAssembly\.Memory|Too many|Maximum BigInt|Cannot create a string|The value of "(?:size|length)")/,
    "it needs more memory than a program can have",
  ],
];

/** Meaning of an engine's memory or depth error; null for our own errors. */
export function engineReason(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  return ENGINE.find(([pattern]) => pattern.test(error.message))?.[1] ?? null;
}
