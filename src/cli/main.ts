#!/usr/bin/env node
import { EXIT } from "./exit.ts";
import { run } from "./program.ts";

// A reader that has seen enough (`| head`) is no fault; a full disk behind standard output is one.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") process.exit(EXIT.done);
  process.stderr.write(`standard output: cannot be written: ${code ?? message}\n`);
  process.exit(EXIT.failed);
});

process.exitCode = await run(process.argv.slice(2));
