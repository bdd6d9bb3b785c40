import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const { data: script } = await cli("config", "completion", "bash");
const MAIN = resolve(import.meta.dirname, "../../dist/bundle/main.js");

/** Words for a line that is split as readline splits it; the last one is being typed. */
async function offered([, ...line]: readonly string[]): Promise<string[]> {
  const { code, data, note } = await cli("__complete", ...line);
  expect({ code, note }).toEqual({ code: 0, note: "" });
  return data.split("\n").flatMap((row) => (row === "" ? [] : [row.split("\t")[0]]));
}

/** The same by bash and the built command. */
function offeredByBash(words: readonly string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const program = `${script}
crosshash() { '${process.execPath}' '${MAIN}' "$@"; }
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}
_crosshash; printf '%s\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", program], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.split("\n").filter((word) => word !== "");
}

describe("bash completion", () => {
  it("completes verbs", async () => {
    expect((await offered(["crosshash", "co"])).sort()).toEqual(["compare", "config"]);
    expect(await offered(["crosshash", ""])).toContain("study");
    expect((await offered(["crosshash", "study", "r"])).sort()).toEqual(["report", "rerun", "run"]);
  });

  it("completes the options of the verb alone", async () => {
    expect(await offered(["crosshash", "study", "run", "x.json5", "--sh"])).toEqual(["--shard"]);
    expect(await offered(["crosshash", "config", "check", "--sh"])).toEqual([]);
    expect(await offered(["crosshash", "study", "submit", "x.json5", "--engine", ""])).toEqual([
      "slurm",
      "lsf",
    ]);
  });

  it("completes the keys that --set takes, and the words that a key takes", async () => {
    expect(await offered(["crosshash", "compare", "--set", "design.hashing.array.tile"])).toEqual([
      "design.hashing.array.tileRows=",
      "design.hashing.array.tileColumns=",
    ]);
    const key = "design.hashing.memristor.model";
    expect(await offered(["crosshash", "compare", "--set", key, "=", "log"])).toEqual(["lognormal"]);
    expect(await offered(["crosshash", "compare", "--set", "workload.phase", "="])).toEqual([
      "prefill",
      "decode",
    ]);
    expect(await offered(["crosshash", "compare", "--set", `${key}=log`])).toEqual([`${key}=lognormal`]);
    expect(await offered(["crosshash", "compare", "--set", "design.cores", "=", ""])).toEqual([]);
  });

  it("completes families, models and parameters of a component, and presets", async () => {
    expect(await offered(["crosshash", "explain", "tile"])).toEqual(["tile-switch"]);
    expect(await offered(["crosshash", "explain", "dac", "cap"])).toEqual(["capacitive"]);
    expect(await offered(["crosshash", "explain", "dac", "capacitive", "--set", "bi"])).toEqual(["bits="]);
    expect(await offered(["crosshash", "config", "init", "study-t"])).toEqual(["study-tiles"]);
  });

  it("comes from the program by a script of a few lines", () => {
    expect(offeredByBash(["crosshash", "study", "r"]).sort()).toEqual(["report", "rerun", "run"]);
    expect(offeredByBash(["crosshash", "compare", "--set", "workload.phase", "="])).toEqual([
      "prefill",
      "decode",
    ]);
  });

  it("leaves file names to readline", async () => {
    expect(await offered(["crosshash", "config", "check", "conf"])).toEqual([]);
    expect(script).toContain("complete -o default -F _crosshash crosshash");
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("for %s parses where that shell is", async (shell) => {
    const { code, data } = await cli("config", "completion", shell);
    expect(code).toBe(0);
    expect(data).toContain("__complete");
    const parsed = spawnSync(shell, ["-n", "-c", data], {
      encoding: "utf8",
    });
    if (parsed.error === undefined)
      expect({ status: parsed.status, stderr: parsed.stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("says of each word what it is, and offers files where no word is due", async () => {
    const { code, data } = await cli("__complete", "study", "");
    expect(code).toBe(0);
    expect(data).toMatch(/^run\t\w+/m);
    expect((await cli("__complete", "compare", "--ou")).data).toMatch(/^--out\t\w+/m);
    expect((await cli("__complete", "compare", "--out", "")).data).toBe("");
    expect((await cli("__complete", "nothing", "")).data).toBe("");
  });

  it("refuses a shell that it does not know", async () => {
    expect(await cli("config", "completion", "bsh")).toEqual({
      code: 2,
      data: "",
      note: 'completion shell: expected one of bash, zsh, fish, received "bsh"; did you mean "bash" or "zsh"?',
    });
  });
});
