import { spawnSync } from "node:child_process";
import { printable } from "#base";

/** The scheduler refused a job. */
export class SchedulerError extends Error {
  override readonly name = "SchedulerError";
}

/** Submits a batch script from a folder; returns the job's number. Throws SchedulerError with sbatch's text. */
export function sbatch(folder: string, script: string, options: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync("sbatch", ["--parsable", ...options, script], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    const found = isAbsent ? "found no such program on the PATH" : error.message;
    throw new SchedulerError(`sbatch: expected Slurm's sbatch, ${found} (--dry-run prints the scripts)`);
  }
  // With several clusters, the cluster's name follows the number.
  const [, id] = /^(\d+)(?:;.*)?$/m.exec(stdout) ?? [];
  if (status === 0 && id !== undefined) return id;
  const said = printable(stderr.trim() || stdout.trim() || `it ended with code ${status}`).slice(0, 2000);
  throw new SchedulerError(`sbatch refused ${script}: ${said}`);
}
