#!/usr/bin/env node
import { EXIT, processOutput } from "../cli/output.ts";
import { lateFault, run } from "./program.ts";

// A closed standard error is no reason to end: progress goes there.
process.stderr.on("error", () => {});

// What a timer throws has no caller: one line in place of the engine's stack.
process.on("uncaughtException", (error) => {
  processOutput.note(lateFault(error));
  process.exit(EXIT.failed);
});

// A timer that a plugin left running would keep the program from ending; everything it has to say is written.
process.exit(await run(process.argv.slice(2)));
