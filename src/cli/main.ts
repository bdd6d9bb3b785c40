#!/usr/bin/env node
import { run } from "./program.ts";

// A closed standard error is no reason to end: progress goes there.
process.stderr.on("error", () => {});

process.exitCode = await run(process.argv.slice(2));
