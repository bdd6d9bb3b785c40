// Runs yosys: the local program if there is one, else the npm package in WebAssembly.

import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fault, printable } from "#base";
import { writeReportFiles } from "./atomic-write.ts";
import { readInputFile } from "./input-file.ts";
import { inTemporaryFolder } from "./output-checks.ts";

/** Optional package with yosys in WebAssembly; as a value, for compilers to leave it alone. */
const PACKAGE: string = "@yowasp/yosys";

/** A netlist of this many bytes has a million cells. */
const MOST_BYTES = 1 << 29;

/** The synthesiser refused a job or took too long. */
export class SynthesisError extends Error {
  override readonly name = "SynthesisError";
}

/** Files by name, and yosys commands that read them and write `NETLIST`. */
export interface SynthesisJob {
  readonly files: Readonly<Record<string, string>>;
  readonly script: string;
}

export const NETLIST = "netlist.json";

export interface Synthesiser {
  readonly kind: "program" | "package";
  /** Program and version, for a record of results. */
  readonly version: string;
  /** Whether its `synth` knows Booth multipliers. */
  readonly hasBooth: boolean;
}

/** Part of the package that is used. */
interface YosysPackage {
  readonly version: string;
  readonly runYosys: (
    args: readonly string[],
    files: Readonly<Record<string, string>>,
    options: Readonly<Record<"stdout" | "stderr", (bytes: Uint8Array | null) => void>>,
  ) => Promise<Readonly<Record<string, unknown>>>;
}

const loadPackage = async (): Promise<YosysPackage> => (await import(PACKAGE)) as YosysPackage;

/** The yosys that is installed. Throws ConfigError if none is. */
export async function findSynthesiser(): Promise<Synthesiser> {
  const { status, stdout } = spawnSync("yosys", ["-p", "help synth"], { encoding: "utf8" });
  const [, version] = /Yosys (\d[\w.+-]*)/.exec(stdout ?? "") ?? [];
  if (status === 0 && version !== undefined)
    return { kind: "program", version: `yosys ${version}`, hasBooth: /^\s*-booth$/m.test(stdout) };
  try {
    const { version: own } = await loadPackage();
    return { kind: "package", version: `${PACKAGE} ${own}`, hasBooth: true };
  } catch {
    throw fault(
      "yosys",
      "(program)",
      `expected yosys on the PATH or the package ${PACKAGE}, found neither: npm install ${PACKAGE} (39 MB)`,
    );
  }
}

/** Netlist of a job as JSON, by the program. Throws SynthesisError, and what aborted `signal`. */
export function runProgram({ files, script }: SynthesisJob, signal: AbortSignal): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const content = Object.entries({ ...files, "run.ys": script });
    writeReportFiles(
      folder,
      content.map(([name, text]) => ({ name, content: text })),
    );
    await programEnds(folder, signal);
    return readInputFile(join(folder, NETLIST), MOST_BYTES);
  });
}

/** Runs the program in a folder, which has its temporary files too, in a process group that can be ended whole. */
function programEnds(folder: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn("yosys", ["-q", "-s", "run.ys"], {
      cwd: folder,
      detached: true,
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    const hear = (text: Buffer): void => {
      said = (said + text.toString("latin1")).slice(-4000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const end = (): void => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    signal.addEventListener("abort", end);
    child.on("error", reject);
    child.on("close", (code) => {
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason);
      else if (code === 0) resolve();
      else reject(new SynthesisError(complaint(said)));
    });
  });
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Netlist of a job as JSON, by the package. It blocks its thread. Throws SynthesisError. */
export async function runPackage({ files, script }: SynthesisJob): Promise<string> {
  const { runYosys } = await loadPackage();
  let said = "";
  const hear = (bytes: Uint8Array | null): void => {
    if (bytes !== null) said = (said + Buffer.from(bytes).toString("latin1")).slice(-4000);
  };
  try {
    const tree = await runYosys(
      ["-q", "-s", "run.ys"],
      { ...files, "run.ys": script },
      { stdout: hear, stderr: hear },
    );
    return String(tree[NETLIST]);
  } catch {
    throw new SynthesisError(complaint(said));
  }
}

const complaint = (said: string): string => {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const error = lines.find((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "it ended without a word";
  return `yosys: ${printable(error).slice(0, 300)}`;
};
