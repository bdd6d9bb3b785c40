// Runs the Python client as a program of its own.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..", "..");
export const CLIENT = join(ROOT, "clients/python");
export const MAIN = join(ROOT, "dist/bundle/main.js");

/** Whether there is a Python that makes environments. */
export const hasPython =
  spawnSync("python3", ["-c", "import venv, ensurepip"], { encoding: "utf8" }).status === 0;

/** A folder of a test's own, in which programs find the client and the build. */
export function pythonFolder() {
  const folder = mkdtempSync(join(tmpdir(), "crosshash-python-"));
  const env = { ...process.env, CROSSHASH: `${process.execPath} ${MAIN}`, PYTHONPATH: CLIENT };
  const run = (command: string, args: readonly string[], other: Readonly<Record<string, string>> = {}) =>
    spawnSync(command, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...env, ...other },
      maxBuffer: 1 << 28,
    });
  /** Lines that a text prints. It has `SMALL`, a base that is quick to evaluate. */
  const python = (
    text: string,
    command = "python3",
    other: Readonly<Record<string, string>> = {},
  ): string[] => {
    const file = join(folder, "program.py");
    const head =
      'from crosshash import *\nSMALL = {"workload": {"length": 128}, "fidelity": {"length": 64, "arrays": 2, "queries": 16}}\n';
    writeFileSync(file, `${head}${text}`);
    const { status, stdout, stderr } = run(command, [file], other);
    if (status !== 0 || stderr !== "") throw new Error(`${stdout}\n${stderr}`);
    return stdout.trim().split("\n");
  };
  return { folder, run, python, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
