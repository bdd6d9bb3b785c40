import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskedJson, ask, BASE, drive, expectBytesOfSweep, exported, writeInto } from "../cli/driving.ts";
import { cli } from "../cli/run.ts";

const MAIN = resolve(import.meta.dirname, "..", "..", "dist", "bundle", "main.js");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crosshash-drive-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (text: string): string => writeInto(folder, text);

const GRID = `{ ${BASE}, space: { "design.cores": [1, 2, 3, 4, 5], "design.contexts": [1, 2, 3] } }`;

describe("ask and tell", () => {
  it("give the bytes of a sweep that promotes points to a second level", async () => {
    const own = mkdtempSync(join(folder, "levels-"));
    const study = `{ ${BASE}, levels: ["analytic", { level: "simulate", trials: 2, slack: 0 }],
      objectives: ["energy_J:min", "area_m2:min"],
      space: { "design.cores": [1, 2], "workload.attention.rounds": [1, 2] } }`;
    const table = await expectBytesOfSweep(own, write(study));
    expect(table).toContain(",ok,simulate,");
    expect(table).toContain(",ok,analytic,");
  });

  it("give the bytes of a sweep to whoever evaluates their points with compare --json", async () => {
    const study = write(`{ ${BASE}, space: { "design.hashing.readTime": ["5 ns", "20 ns"] } }`);
    const [swept, driven] = [join(folder, "swept"), join(folder, "compared")];
    await cli("study", "run", study, "--out", swept);
    await ask(study, "--out", driven);
    const compared = (set: readonly string[]): Record<string, number> => {
      const settings = set.flatMap((own) => ["--set", own]);
      const { stdout } = spawnSync(process.execPath, [MAIN, "compare", study, ...settings, "--json"], {
        encoding: "utf8",
      });
      const rungs: (Record<"energy_J" | "latency_s" | "area_m2" | "throughput_tokens_per_s", number> & {
        id: string;
        power_W: { average: number; peak: number };
      })[] = JSON.parse(stdout).rungs;
      const [chip, exact, digital] = ["lsh-memristor", "exact-digital", "lsh-digital"].map(
        (id) => rungs.find((rung) => rung.id === id) ?? rungs[0],
      );
      const { energy_J, latency_s, area_m2, throughput_tokens_per_s, power_W } = chip;
      return {
        ...{ energy_J, latency_s, area_m2 },
        energy_vs_exact: energy_J / exact.energy_J,
        energy_vs_lsh_digital: energy_J / digital.energy_J,
        throughput_tokens_per_s,
        power_W: power_W.average,
        peak_power_W: power_W.peak,
        // The pitch of the arrays' lines is chosen for their currents, and more than the least.
        line_load: 1,
      };
    };
    const evaluate = ({ points }: AskedJson) =>
      points.map(({ key, set }) => ({ key, metrics: compared(set) }));
    const again = evaluate(await ask(driven, "--again"));
    await cli("study", "tell", driven, write(JSON.stringify(again[0])));
    await drive(driven, [2], evaluate);
    expect(await exported(driven)).toBe(await exported(swept));
  });

  it("hand out each point once, also to clients at the same time, and again where that is asked for", async () => {
    const out = join(folder, "clients");
    const study = write(GRID);
    await ask(study, "--out", out, "--count", "2");
    const keys = await Promise.all(
      Array.from(
        { length: 4 },
        () =>
          new Promise<string[]>((done) => {
            const child = spawn(process.execPath, [MAIN, "study", "ask", out, "--count", "3", "--json"]);
            let said = "";
            child.stdout.on("data", (piece: Buffer) => {
              said += piece;
            });
            child.once("close", () => done((JSON.parse(said) as AskedJson).points.map(({ key }) => key)));
          }),
      ),
    );
    expect(keys.flat().sort()).toEqual(Array.from({ length: 12 }, (_, n) => `analytic:${n + 2}`).sort());
    const again = await ask(out, "--again", "--count", "100");
    expect(again.points.map(({ index }) => index)).toEqual(Array.from({ length: 14 }, (_, n) => n));
  }, 60_000);
});
