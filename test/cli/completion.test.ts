import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cli } from "./run.ts";

const { data: script } = await cli("completion", "bash");

/** What bash offers for a line that is split into words as readline splits them; the last one is being typed. */
function offered(words: readonly string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(" ");
  const program = `${script}
COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}
_crosshash; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", program], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.split("\n").filter((word) => word !== "");
}

describe("bash completion", () => {
  it("completes verbs", () => {
    expect(offered(["crosshash", "co"]).sort()).toEqual(["compare", "completion", "component", "config"]);
    expect(offered(["crosshash", ""])).toContain("study");
    expect(offered(["crosshash", "study", "r"]).sort()).toEqual(["rerun", "run"]);
  });

  it("completes the options of the verb alone", () => {
    expect(offered(["crosshash", "study", "run", "x.json5", "--sh"])).toEqual(["--shard"]);
    expect(offered(["crosshash", "config", "check", "--sh"])).toEqual([]);
    expect(offered(["crosshash", "study", "submit", "x.json5", "--engine", ""])).toEqual(["slurm", "lsf"]);
  });

  it("completes the keys that --set takes, and the words that a key takes", () => {
    expect(offered(["crosshash", "compare", "--set", "design.hashing.array.tile"])).toEqual([
      "design.hashing.array.tileRows=",
      "design.hashing.array.tileColumns=",
    ]);
    const key = "design.hashing.memristor.model";
    expect(offered(["crosshash", "compare", "--set", key, "=", "log"])).toEqual(["lognormal"]);
    expect(offered(["crosshash", "compare", "--set", "workload.phase", "="])).toEqual(["prefill", "decode"]);
    expect(offered(["crosshash", "compare", "--set", `${key}=log`])).toEqual([`${key}=lognormal`]);
    expect(offered(["crosshash", "compare", "--set", "design.cores", "=", ""])).toEqual([]);
  });

  it("completes families, models and parameters of a component, and presets", () => {
    expect(offered(["crosshash", "component", "tile"])).toEqual(["tile-switch"]);
    expect(offered(["crosshash", "component", "dac", "cap"])).toEqual(["capacitive"]);
    expect(offered(["crosshash", "component", "dac", "capacitive", "--set", "bi"])).toEqual(["bits="]);
    expect(offered(["crosshash", "config", "init", "study-t"])).toEqual(["study-tiles"]);
  });

  it("leaves file names to readline", () => {
    expect(offered(["crosshash", "config", "check", "conf"])).toEqual([]);
    expect(script).toContain("complete -o default -F _crosshash crosshash");
  });
});

describe("completion", () => {
  it.each(["zsh", "fish"])("%s has every verb and key, and parses where that shell is", async (shell) => {
    const { code, data } = await cli("completion", shell);
    expect(code).toBe(0);
    for (const word of ["compare", "rerun", "design.hashing.array.tileRows", "take-over"])
      expect(data).toContain(word);
    const parsed = spawnSync(shell, ["--no-execute", "/dev/stdin"], { input: data, encoding: "utf8" });
    if (parsed.error === undefined)
      expect({ status: parsed.status, stderr: parsed.stderr }).toEqual({ status: 0, stderr: "" });
  });

  it("refuses a shell that it does not know", async () => {
    expect(await cli("completion", "bsh")).toEqual({
      code: 2,
      data: "",
      note: 'completion shell: expected one of bash, zsh, fish, received "bsh"; did you mean "bash"?',
    });
  });
});
