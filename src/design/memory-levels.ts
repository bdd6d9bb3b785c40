// Memories between the buffer and the multipliers, as a config declares them.

import { z } from "zod";
import { accept, choice, type Instance, priceOnly, text } from "#base";
import type { Memory, MemoryActions } from "#circuits";

/** Data of both products of attention: Q·Kᵀ gives scores; P·V gives outputs from weights, their softmax. */
export const DATA = ["queries", "keys", "scores", "weights", "values", "outputs"] as const;
export type Datum = (typeof DATA)[number];

/** Where one instance of a level is placed: at an array of multipliers, a row of it, or a multiplier. */
const PER = ["array", "row", "unit"] as const;
export type Per = (typeof PER)[number];

/** Name of the outermost memory of the tree, which is `design.digital.buffer`. */
export const BUFFER = "buffer";

/** Most levels of a tree, and most on one datum's path: with more, a search takes longer than .2 s. */
export const MOST_LEVELS = 6;
export const MOST_HOMES = 2;

export type LevelMemory = Instance<MemoryActions["sram"], Memory>;

const keptData = accept<readonly Datum[], Datum | readonly Datum[]>(
  (input) => {
    const names: readonly unknown[] = Array.isArray(input) ? input : [input];
    const known = names.filter((name): name is Datum => (DATA as readonly unknown[]).includes(name));
    const isList = known.length === names.length && known.length > 0 && new Set(known).size === known.length;
    return isList ? known : undefined;
  },
  `data that live there, each once: some of ${DATA.join(", ")}`,
  {
    doc: "data that live there; what no level keeps is read from the buffer at every use",
    maxLength: 7,
    mostItems: DATA.length,
    pattern: `^(${DATA.join("|")})$`,
  },
);

/** Config schema of the levels; `memory` is the slot of a level's own memory. */
export const levelsSchema = (memory: z.ZodType<LevelMemory, unknown>) =>
  priceOnly(
    z.record(
      z.string(),
      z.strictObject({
        inside: text(
          { max: 40 },
          `level that it is filled from: the name of another, or "${BUFFER}"`,
        ).prefault(BUFFER),
        per: choice(
          PER,
          "what there is one of: an array of multipliers, a row of it (lanes that share a sum), or a multiplier",
        ).prefault("array"),
        keeps: keptData.prefault([...DATA]),
        ports: choice(
          ["shared", "separate"],
          "whether reads and writes take turns at its bandwidth, or have it each",
        ).prefault("shared"),
        memory,
      }),
    ),
  ).optional();

export type Levels = NonNullable<z.output<ReturnType<typeof levelsSchema>>>;
export type Level = Levels[string];

/** Levels of a design with their names, in the order of the config. */
export const levelsOf = ({ levels }: { readonly levels?: unknown }): (readonly [string, Level])[] =>
  Object.entries((levels ?? {}) as Levels);
