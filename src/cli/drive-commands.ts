import { statSync } from "node:fs";
import { basename } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ConfigError } from "../base/errors.ts";
import { quoted } from "../runtime/cluster/job-script.ts";
import { readInputFile } from "../runtime/input-file.ts";
import { loadModels, type Models } from "../runtime/plugins.ts";
import { readStandardInput, STANDARD_INPUT } from "../runtime/standard-input.ts";
import { type Asked, ask, type DrivenStudy, lockOf } from "./ask.ts";
import { readConfig } from "./config-file.ts";
import { jsonOption, pluginOption, seedOption, setOption, takeOverOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { movedText, storedStudy } from "./stored-study.ts";
import { readStudy } from "./study.ts";
import { manifestOf } from "./study-run.ts";
import { maxPointsOption } from "./sweep-command.ts";
import { type Taken, tell } from "./tell.ts";

/** Bytes of results that one call takes. */
const MOST_BYTES = 1 << 26;

interface AskOptions {
  readonly out?: string;
  readonly count: number;
  readonly again?: boolean;
  readonly maxPoints?: number;
  readonly set: string[];
  readonly plugin: string[];
  readonly seed?: number;
  readonly takeOver?: boolean;
  readonly json?: boolean;
}

interface TellOptions {
  readonly plugin: string[];
  readonly takeOver?: boolean;
  readonly json?: boolean;
}

/** The verbs by which another program evaluates a study. */
export function addDriveVerbs(program: Command, output: Output): void {
  addAsk(program, output);
  addTell(program, output);
}

function addAsk(program: Command, output: Output): void {
  const command = program
    .command("ask")
    .description(
      "hand out the next points of a study for another program to evaluate (tell takes its results)",
    )
    .argument("<study>", "store of a study, or the study itself beside --out")
    .option("--out <dir>", "folder of the study's store, with a study that is a file")
    .addOption(countOption())
    .option("--again", "hand out points that were handed out before and not told yet")
    .addOption(maxPointsOption())
    .addOption(setOption())
    .addOption(pluginOption())
    .addOption(seedOption())
    .addOption(takeOverOption())
    .addOption(jsonOption())
    .action(async (target: string, options: AskOptions) => {
      const driven = drivenStudy(target, await loadModels(options.plugin), options);
      const { maxPoints = driven.study.plan.search.points, again = false, count } = options;
      const { corrupt, damaged, movedTo, ...asked } = ask(driven, {
        count,
        again,
        most: maxPoints,
        lock: lockOf(options),
      });
      if (damaged > 0)
        output.note(
          `${damaged} damaged lines of results.jsonl (${corrupt.slice(0, 10).map(({ line }) => line)}): --again hands their points out`,
        );
      if (movedTo !== null) output.note(movedText(driven.folder, movedTo));
      const answer = { ...asked, complete: asked.level === null };
      output.data(options.json === true ? json(answer) : askText(asked));
    });
  withExample(command, "crosshash ask configs/study-array-shape.json5 --out out/driven --count 4 --json");
}

function addTell(program: Command, output: Output): void {
  const command = program
    .command("tell")
    .description("take results of points that ask handed out: JSON a line, all of them or none")
    .argument("<dir>", "store of the study")
    .argument("[file]", "lines { key, metrics } or { key, status, reason }; standard input unless given")
    .addOption(pluginOption())
    .addOption(takeOverOption())
    .addOption(jsonOption())
    .action(async (folder: string, file: string | undefined, options: TellOptions) => {
      const { manifest } = wholeStudy(folder, await loadModels(options.plugin));
      const text = file === undefined ? await readStandardInput(MOST_BYTES) : readInputFile(file, MOST_BYTES);
      const name = file === undefined ? STANDARD_INPUT : basename(file);
      const { damaged, movedTo, ...taken } = tell(folder, manifest, text, name, lockOf(options));
      if (damaged > 0) output.note(`${folder}: ${damaged} damaged lines of results.jsonl`);
      if (movedTo !== null) output.note(movedText(folder, movedTo));
      output.data(options.json === true ? json(taken) : tellText(taken, folder));
    });
  withExample(command, "crosshash tell out/driven results.jsonl");
}

/** The study of a store, or of a file that names where its store is to be. */
function drivenStudy(target: string, models: Models, { out, set, seed, maxPoints }: AskOptions): DrivenStudy {
  const fail = (message: string): never => {
    throw new ConfigError([{ place: target, path: "--out", message }]);
  };
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory() === true) {
    if (out !== undefined || set.length > 0 || seed !== undefined)
      return fail("expected no --out, --set and --seed beside a store, which has its study");
    return wholeStudy(target, models);
  }
  if (out === undefined) return fail("expected the folder of the study's store, received none");
  const document = readConfig(target, set);
  const study = readStudy(document, models.catalogue, maxPoints);
  return {
    folder: out,
    study,
    manifest: manifestOf(document, study, { seed, models, shard: { part: 1, of: 1 } }),
  };
}

function wholeStudy(folder: string, models: Models): DrivenStudy {
  const { manifest, study } = storedStudy(folder, models);
  if (manifest.shard === null) return { folder, manifest, study };
  const message = `expected the store of a whole study, received part ${manifest.shard}`;
  throw new ConfigError([{ place: folder, path: "(store)", message }]);
}

function askText({
  level,
  points,
  waiting,
  recorded,
}: Omit<Asked, "corrupt" | "damaged" | "movedTo">): string {
  if (level === null) return `nothing to ask: the study is complete (${recorded} results)\n`;
  if (points.length === 0)
    return `nothing to ask before more is told: ${waiting} points are handed out and not told (--again hands them out)\n`;
  return points
    .map(({ key, set }) => `${key} ${set.map((own) => `--set ${quoted(own)}`).join(" ")}\n`)
    .join("");
}

const tellText = ({ told, repeated, recorded }: Omit<Taken, "damaged" | "movedTo">, folder: string): string =>
  `${told} results taken, ${repeated} known before; ${recorded} → ${folder}\n`;

const countOption = (): Option =>
  new Option("--count <n>", "most points to hand out")
    .argParser((text) => {
      const count = Number(text);
      if (!Number.isSafeInteger(count) || count < 1 || count > 100_000)
        throw new InvalidArgumentError("expected a whole number from 1 to 100000.");
      return count;
    })
    .default(1);
