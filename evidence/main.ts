#!/usr/bin/env node
// Answers of the repository that no package has: npm run evidence -- map [file], models [file], sram-law FILE.

import { Command } from "commander";
import { EXIT, guarded, type Outcome, processOutput } from "../src/cli/output.ts";
import { exitCodeOf } from "../src/program/program.ts";
import { sramLawVerb } from "./fits/command.ts";
import { mapVerb } from "./map/command.ts";
import { modelsVerb } from "./models/command.ts";

// A closed standard error is no reason to end: progress goes there.
process.stderr.on("error", () => {});

const output = guarded(processOutput);
const outcome: Outcome = { code: EXIT.done };
const program = new Command("npm run evidence --")
  .exitOverride()
  .helpCommand(false)
  .configureOutput({
    writeOut: (text) => output.data(text),
    writeErr: (text) => output.note(text.trimEnd()),
  });
const host = { output, outcome, whole: async () => program };
mapVerb.attach(program.command("map"), host);
modelsVerb.attach(program.command("models"), host);
sramLawVerb.attach(program.command("sram-law"), host);
try {
  await program.parseAsync(process.argv.slice(2), { from: "user" });
} catch (error) {
  outcome.code = exitCodeOf(error, output);
}
process.exit(outcome.code);
