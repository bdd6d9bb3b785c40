#!/usr/bin/env node
import { EXIT, processOutput } from "../cli/output.ts";
import { lateFault, run } from "./program.ts";

// A closed standard error does not end the program: it only carries progress.
process.stderr.on("error", () => {});

// An error in a timer has no caller; one line replaces the engine's stack.
process.on("uncaughtException", (error) => {
  processOutput.note(lateFault(error));
  process.exit(EXIT.failed);
});

// A plugin's timer would keep the program alive; all output has been written.
process.exit(await run(process.argv.slice(2)));
