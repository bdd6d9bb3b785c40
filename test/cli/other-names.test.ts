import { describe, expect, it } from "vitest";
import { MEANT } from "../../src/program/other-names.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { cli } from "./run.ts";

describe("a verb that there is not", () => {
  it.each([
    [["config", "validate", "x.json5"], "(use config check)"],
    [["simulate"], "(use compare, or hash for the hash alone)"],
    [["help", "compare"], "(use --help, or VERB --help)"],
    [["config", "shw"], "(Did you mean show?)"],
    [["__proto__"], "(crosshash --help lists the verbs)"],
    [["config", "constructor"], "(crosshash config --help says more)"],
  ])("%j is answered with the one that does it", async (args, expected) => {
    const { code, data, note } = await cli(...args);
    expect([code, data]).toEqual([2, ""]);
    expect(note.split("\n")[1]).toBe(expected);
  });

  it("is answered with verbs that there are", async () => {
    const program = await wholeProgram();
    for (const [typed, meant] of MEANT) {
      const [first, second] = meant.replace(/,.*/, "").split(" ");
      if (first.startsWith("--")) continue;
      const verb = program.commands.find((command) => command.name() === first);
      expect(verb, `${typed}: ${meant}`).toBeDefined();
      const isLeaf = second === undefined || second.startsWith("--");
      if (!isLeaf) expect(verb?.commands.map((command) => command.name())).toContain(second);
    }
  });
});

describe("an option that there is not", () => {
  it.each([
    [["compare", "--lenght", "512"], "--set workload.length=512 or "],
    [["compare", "--node", "7nm"], "--set design.logicNode=7nm)"],
    [["hash", "--bits", "3"], "--set design.hashing.readout.bits=3 or "],
    [["compare", "--rounds=3"], "--set workload.attention.rounds=3)"],
    [["compare", "--array-rows", "--json"], "--set design.hashing.array.rows=…)"],
  ])("%j is the key of a config of that name", async (args, expected) => {
    const { code, data, note } = await cli(...args);
    expect([code, data]).toEqual([2, ""]);
    const [, hint, more] = note.split("\n");
    expect(hint).toContain(`(keys of a config are set by --set: ${expected}`);
    expect(more).toBe(`(crosshash ${args[0]} --help says more)`);
  });

  it("is another option of the verb where that is nearer, and nothing where no key is near", async () => {
    expect((await cli("compare", "--outt", "x")).note).toContain("(Did you mean --out?)");
    expect((await cli("compare", "--zzzz", "x")).note.split("\n")).toHaveLength(2);
    expect((await cli("study", "status", "--length", "5")).note).not.toContain("--set");
  });
});
