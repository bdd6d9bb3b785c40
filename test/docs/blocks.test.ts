import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ANY_NAME } from "#base";
import { shippedCatalogue } from "../../src/design/catalogue.ts";
import { configParameters } from "../../src/design/resolved.ts";
import { wholeProgram } from "../../src/program/program.ts";
import { VERBS } from "../../src/program/verbs.ts";
import { cli } from "../cli/run.ts";
import { blocksOf, type CodeBlock, documents, ROOT, readDocument } from "./code-blocks.ts";
import { crosshashCalls, shellCommands } from "./shell-commands.ts";

const scratch = mkdtempSync(join(tmpdir(), "crosshash-blocks-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const blocks = documents().flatMap((name) => blocksOf(name));
const place = ({ document, line }: CodeBlock): string => `${document}:${line}`;
const cases = (wanted: (block: CodeBlock) => boolean) =>
  blocks.filter(wanted).map((block): [string, CodeBlock] => [place(block), block]);

const isRun = ({ mark }: CodeBlock): boolean => mark === "run" || mark === "run if";
const runDocuments = new Set(blocks.filter(isRun).map(({ document }) => document));
/** CONTRIBUTING's device is built by a test of its own. */
const builtBy: Readonly<Record<string, string>> = { "CONTRIBUTING.md": "test/long/contributing.test.ts" };

/** What a block's mark promises and does not keep; null if all is well. */
function broken(block: CodeBlock, before: CodeBlock | undefined): string | null {
  const { mark, detail, document, language } = block;
  switch (mark) {
    case "run":
    case "run if":
      return language === "sh" ? null : "only a shell block is run";
    case "output":
      return before !== undefined && before.document === document && isRun(before)
        ? null
        : "no block that is run stands before it";
    case "file":
    case "list":
      return runDocuments.has(document) || document in builtBy ? null : "nothing writes and uses it";
    case "checked by":
      return mentions(detail, document) ? null : `${detail} does not mention ${basename(document)}`;
    case "not run":
      return detail.length > 10 ? null : "no reason";
    case "":
      // Data is read below; a block without a language is a figure.
      return ["json", "json5", ""].includes(language) ? null : `a ${language} block without a mark`;
    default:
      return `unknown mark "${mark}"`;
  }
}

const mentions = (test: string, document: string): boolean =>
  existsSync(join(ROOT, test)) && readDocument(test).includes(basename(document));

describe("code blocks", () => {
  it("are found: as many as there are pairs of fences", () => {
    for (const name of documents()) {
      const fences = readDocument(name).match(/^\s*```/gm)?.length ?? 0;
      expect(2 * blocksOf(name).length, name).toBe(fences);
    }
  });

  it("are run, written, read or checked, or say why not", () => {
    const faults = blocks.map((block, n) => [place(block), broken(block, blocks[n - 1])]);
    expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
  });

  it("a mark that promises too much is seen", () => {
    const block = { document: "README.md", line: 1, language: "sh", mark: "", detail: "", code: "" };
    const faultOf = (change: Partial<CodeBlock>) => broken({ ...block, ...change }, undefined);
    expect(faultOf({})).toBe("a sh block without a mark");
    expect(faultOf({ mark: "output" })).toBe("no block that is run stands before it");
    expect(faultOf({ mark: "checked by", detail: "test/none.test.ts" })).toMatch(
      "does not mention README.md",
    );
    expect(faultOf({ mark: "checked by", detail: "test/docs/readme.test.ts" })).toBeNull();
    expect(faultOf({ mark: "runs" })).toBe('unknown mark "runs"');
  });

  it.each(cases(({ language }) => language === "json"))("%s is JSON", (_, { code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  it.each(cases(({ language, mark }) => language === "json5" && mark !== "not run"))(
    "%s is a valid config or study",
    async (_, { code }) => {
      const file = join(scratch, "block.json5");
      writeFileSync(file, code);
      expect(await cli("config", "check", file)).toMatchObject({ code: 0 });
    },
  );
});

/** Parses a command line with the program's own verbs, of which none does anything; returns the parser's complaint. */
async function complaint(args: readonly string[]): Promise<string> {
  let note = "";
  const output = {
    data: () => {},
    pieces: () => {},
    note: (text: string) => {
      note += text;
    },
  };
  const program = await wholeProgram(output);
  for (const verb of program.commands.flatMap((own) => (own.commands.length > 0 ? own.commands : [own])))
    verb.action(() => {});
  try {
    await program.parseAsync([...args], { from: "user" });
    return "";
  } catch (error) {
    return note || String(error);
  }
}

const parameters = configParameters(shippedCatalogue).map(({ path }) => path.split("."));
/** A key, or the beginning of one; any name stands where a config gives it. */
const isKey = (path: string): boolean =>
  parameters.some((known) => path.split(".").every((key, n) => known[n] === key || known[n] === ANY_NAME));

/** Keys of the config that a call lays values over. A component's keys are its own. */
const setKeys = (args: readonly string[]): string[] =>
  args[0] === "explain"
    ? []
    : args.flatMap((word, n) => (args[n - 1] === "--set" ? [word.slice(0, word.indexOf("="))] : []));

describe("command lines", () => {
  const calls = cases(({ language }) => language === "sh").flatMap(([name, { code }]) =>
    crosshashCalls(code).map((args): [string, string[]] => [`${name} ${args.join(" ")}`, args]),
  );

  it("are found", () => {
    expect(calls.length).toBeGreaterThan(50);
  });

  it.each(calls)("%s", async (_, args) => {
    expect(await complaint(args)).toBe("");
    expect(setKeys(args).filter((key) => !isKey(key))).toEqual([]);
    const shipped = args.filter((word) => word.startsWith("configs/"));
    expect(shipped.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it("with an unknown verb, option, value or key are refused", async () => {
    expect(await complaint(["compute"])).toMatch("unknown command");
    expect(await complaint(["config", "check", "a.json5", "--resolved"])).toMatch("unknown option");
    expect(await complaint(["config", "check"])).toMatch("missing required argument");
    expect(await complaint(["config", "check", "a.json5", "b.json5"])).toMatch("too many arguments");
    expect(await complaint(["compare", "--workers", "0"])).toMatch("expected a whole number");
    expect(await complaint(["study", "submit", "a.json5", "--engine", "slurm"])).toMatch("required option");
    expect(setKeys(["compare", "--set", "workload.lenght=1"]).filter((key) => !isKey(key))).toEqual([
      "workload.lenght",
    ]);
  });

  it("are cut into words as a shell does", () => {
    expect(
      shellCommands(
        `a --x "1 W" 'b "c"' # no\nA=1 npx d > out.txt && e <<'END' | f\n{"no": "word"}\nEND\nsource <(g \\\n  h)`,
      ),
    ).toEqual([
      ["a", "--x", "1 W", 'b "c"'],
      ["A=1", "npx", "d"],
      ["e", "END"],
      ["f"],
      ["source"],
      ["g", "h"],
    ]);
    expect(
      crosshashCalls("A=1 npx crosshash config check x\nnpx other; node dist/bundle/main.js lm"),
    ).toEqual([["config", "check", "x"], ["lm"]]);
  });
});

it("docs/guides/compare.md calls every verb in a block", () => {
  const called = blocks
    .filter(({ document, language }) => document === "docs/guides/compare.md" && language === "sh")
    .flatMap(({ code }) => crosshashCalls(code).map((words) => words.join(" ")));
  const verbs = VERBS.map(({ words }) => words.join(" "));
  expect(verbs.filter((verb) => !called.some((line) => `${line} `.startsWith(`${verb} `)))).toEqual([]);
});
