import type { Command } from "commander";
import type { ParetoAnswer } from "../explore/pareto-query.ts";
import { type PointStatus, STATUSES } from "../explore/record.ts";
import { loadModels, type Models } from "../runtime/plugins.ts";
import { writerOf } from "../runtime/store/lock.ts";
import type { Manifest } from "../runtime/store/manifest.ts";
import { mergeStores } from "../runtime/store/merge-stores.ts";
import { PointSet } from "../runtime/store/point-set.ts";
import { givesWay, scanRecords } from "../runtime/store/record-scan.ts";
import { shapeOf } from "../runtime/store/record-shape.ts";
import { RESULTS } from "../runtime/store/study-store.ts";
import { jsonOption, pluginOption, takeOverOption, withExample } from "./options.ts";
import { json, type Output } from "./output.ts";
import { movedText, storedStudy } from "./stored-study.ts";
import { studyFront } from "./study-front.ts";

export function addStoreVerbs(program: Command, output: Output): void {
  const status = program
    .command("status")
    .description("how far a study is: points by level and status, damaged lines, front, who writes it")
    .argument("<dir>", "store of a study")
    .addOption(pluginOption())
    .addOption(jsonOption())
    .action(async (folder: string, options: { plugin: string[]; json?: boolean }) => {
      const answer = statusOf(folder, await loadModels(options.plugin), output.note);
      output.data(options.json === true ? json(answer) : statusText(answer));
    });
  withExample(status, "crosshash status out/array-shape");

  const merge = program
    .command("merge")
    .description("join the parts of a study (sweep --shard) into one store")
    .argument("<dirs...>", "stores of one study")
    .requiredOption("--out <dir>", "store to write to")
    .addOption(takeOverOption())
    .addOption(jsonOption())
    .action((folders: string[], options: { out: string; takeOver?: boolean; json?: boolean }) => {
      const lock = { takeOver: options.takeOver === true };
      const { manifest, records, repeated, damaged, movedTo } = mergeStores(folders, options.out, lock);
      if (movedTo !== null) output.note(movedText(options.out, movedTo));
      output.data(
        options.json === true
          ? json({ records, points: manifest.points, repeated, damaged })
          : `${records} records of ${manifest.points} points (${repeated} in several stores, ${damaged} damaged) → ${options.out}`,
      );
    });
  withExample(merge, "crosshash merge out/part-1 out/part-2 --out out/whole");
}

interface StudyStatus {
  readonly name: string;
  readonly points: number;
  readonly levels: readonly (Readonly<Record<string, number>> & { readonly done: number })[];
  readonly levelNames: readonly string[];
  /** Lines at fault, the first hundred, and how many there are. */
  readonly damaged: readonly number[];
  readonly damagedLines: number;
  /** Programs that wrote the store. */
  readonly writers: Manifest["writers"];
  readonly shard: string | null;
  readonly writer: { readonly pid: number; readonly host: string } | null;
  readonly front: number | null;
  readonly hypervolume: ParetoAnswer["hypervolume"];
}

function statusOf(folder: string, models: Models, note: (text: string) => void): StudyStatus {
  const stored = storedStudy(folder, models, note);
  const { manifest, study } = stored;
  const seen = manifest.levels.map(() => new PointSet());
  const counts = manifest.levels.map(() => Object.fromEntries(STATUSES.map((status) => [status, 0])));
  const faults = manifest.levels.map(() => new Map<number, PointStatus>());
  const scan = scanRecords(`${folder}/${RESULTS}`, shapeOf(manifest), (_bytes, _from, _to, _offset, at) => {
    const { level, index, status } = at;
    const before = faults[level].get(index);
    if (!seen[level].add(index)) {
      // A point that was tried again counts with its last outcome.
      if (before === undefined) return;
      counts[level][before]--;
      faults[level].delete(index);
    }
    counts[level][status]++;
    if (givesWay(status)) faults[level].set(index, status);
  });
  const answer = manifest.objectives.length === 0 ? null : studyFront(folder, stored, {});
  return {
    name: study.config.name,
    points: manifest.points,
    levelNames: manifest.levels.map(({ level }) => level),
    levels: counts.map((count, n) => ({ ...count, done: seen[n].size })),
    damaged: scan.corrupt.map(({ line }) => line),
    damagedLines: scan.damaged,
    writers: manifest.writers,
    shard: manifest.shard,
    writer: writerOf(folder),
    front: answer?.front.length ?? null,
    hypervolume: answer?.hypervolume ?? null,
  };
}

function statusText({
  name,
  points,
  levels,
  levelNames,
  damaged,
  damagedLines,
  shard,
  writer,
  front,
  hypervolume,
}: StudyStatus) {
  const lines = levels.map(({ done, ...counts }, n) => {
    const of = n === 0 ? ` of ${points}` : "";
    const listed = STATUSES.map((status) => `${counts[status as keyof typeof counts]} ${status}`).join(", ");
    return `${levelNames[n]}: ${done}${of} points: ${listed}`;
  });
  return [
    shard === null ? name : `${name}, part ${shard}`,
    ...lines,
    ...(front === null
      ? []
      : [`front: ${front} points${hypervolume === null ? "" : `, hypervolume ${hypervolume}`}`]),
    ...(damagedLines === 0
      ? []
      : [
          `damaged lines: ${damagedLines} (${damaged.slice(0, 20).join(", ")}${damagedLines > 20 ? ", …" : ""}); sweep evaluates their points again`,
        ]),
    writer === null ? "nobody writes it" : `written by process ${writer.pid} on ${writer.host}`,
    "",
  ].join("\n");
}
