import { ConfigError, type Rng } from "#base";
import type { Encoder, Haystack, Item } from "./item.ts";
import {
  type Needle,
  numberNeedles,
  occurrences,
  type PassageShape,
  passageNeedle,
  shuffled,
} from "./needles.ts";

/** A text as token ids. */
export interface Source {
  readonly name: string;
  readonly ids: readonly number[];
}

/** Sizes of a haystack. */
export interface HaystackShape {
  /** Tokens of the context plus the longest question. */
  readonly length: number;
  /** Tokens that continue the context's text, all scored but the first; 0: no such question. */
  readonly tail: number;
  readonly numbers: number;
  readonly passages: number;
  readonly passage: PassageShape;
  /** Range of the needles' starts, shares of the context; needles are evenly spaced in it. */
  readonly depths: readonly [from: number, to: number];
}

/** Least room after a context for its questions. */
export const QUESTION_ROOM = 64;

/** Tokens of a context. */
export const contextOf = ({ length, tail }: Pick<HaystackShape, "length" | "tail">): number =>
  length - Math.max(tail, QUESTION_ROOM);

/** Attempts to draw needles before the text is reported as repetitive. */
const MOST_DRAWS = 50;

/**
 * Builds `count` haystacks from the sources in turn, each of another stretch: prose with hidden numbers and
 * passages, and a tail of the prose. A passage is from the next source; with a single source, its last
 * quarter is reserved for passages. Equal seeds give equal haystacks. Throws ConfigError for an impossible
 * shape, a source too short, and one so repetitive that no passage has a cue and an answer that occur once.
 */
export function buildHaystacks(
  sources: readonly Source[],
  count: number,
  shape: HaystackShape,
  encoder: Encoder,
  rng: Rng,
): Haystack[] {
  checkShape(shape);
  const single = sources.length === 1 && shape.passages > 0;
  return sources.flatMap((source, s) => {
    const share = Math.floor((count + sources.length - 1 - s) / sources.length);
    const prose = single ? source.ids.slice(0, Math.floor((3 * source.ids.length) / 4)) : source.ids;
    const guest = single ? source.ids.slice(prose.length) : sources[(s + 1) % sources.length].ids;
    const starts = stretches(source.name, prose.length, share, shape.length, rng.fork("stretches").fork(s));
    return starts.map((start, n) => {
      const host = prose.slice(start, start + shape.length);
      const id = `${source.name} ${start}`;
      return buildHaystack({ id, host, guest, shape, encoder, rng: rng.fork(source.name).fork(n) });
    });
  });
}

/** Starts of `count` stretches of `need` tokens, each in its own part of the text. Throws ConfigError. */
export function stretches(name: string, tokens: number, count: number, need: number, rng: Rng): number[] {
  if (count === 0) return [];
  const part = Math.floor(tokens / count);
  if (part < need)
    throw fault(
      name,
      `expected at least ${count * need} tokens for ${count} ${count === 1 ? "stretch" : "stretches"} of ${need}, received ${tokens}`,
    );
  return Array.from({ length: count }, (_, n) => n * part + rng.integer(part - need + 1));
}

function checkShape(shape: HaystackShape): void {
  const { length, tail, numbers, passages, depths } = shape;
  const [from, to] = depths;
  if (!(from >= 0 && from <= to && to < 1))
    throw fault("depths", `expected two rising shares in [0, 1), received ${from} and ${to}`);
  if (tail === 1 || tail < 0) throw fault("tail", `expected 0 or at least 2 tokens, received ${tail}`);
  if (contextOf(shape) < 1)
    throw fault(
      "length",
      `expected more than the ${Math.max(tail, QUESTION_ROOM)} tokens of the question, received ${length}`,
    );
  if (tail + numbers + passages === 0)
    throw fault("tasks", "expected a tail, numbers or passages, received none");
}

interface Parts {
  readonly id: string;
  readonly host: readonly number[];
  readonly guest: readonly number[];
  readonly shape: HaystackShape;
  readonly encoder: Encoder;
  readonly rng: Rng;
}

function buildHaystack(parts: Parts): Haystack {
  const { id, host, shape, rng } = parts;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const needles = drawNeedles(parts, rng.fork(draw));
    const { context, starts, used } = hide(id, needles, host, shape);
    if (!needles.every(({ unique }) => unique.every((part) => occurrences(context, part) === 1))) continue;
    const items = needles.map(
      ({ task, id: name, tail, scored }, n): Item => ({
        task,
        id: name,
        depth: starts[n] / context.length,
        tail,
        scored,
      }),
    );
    if (shape.tail > 0) items.unshift(tailItem(host.slice(used, used + shape.tail)));
    const longest = Math.max(...items.map(({ tail }) => tail.length));
    if (context.length + longest > shape.length)
      throw fault(
        "passage",
        `expected questions of at most ${shape.length - context.length} tokens, received one of ${longest}`,
      );
    return { id, context, items };
  }
  throw fault(
    id,
    `expected passages whose first ${shape.passage.cue} tokens occur once in a context, received a text that repeats itself`,
  );
}

const tailItem = (tail: readonly number[]): Item => ({
  task: "perplexity",
  id: "tail",
  depth: null,
  tail,
  scored: Array.from({ length: tail.length - 1 }, (_, k) => k + 1),
});

/** Numbers and passages in random order of depth. */
function drawNeedles({ id, guest, shape, encoder }: Omit<Parts, "rng">, rng: Rng): Needle[] {
  const { numbers, passages, passage } = shape;
  const starts = stretches(id, guest.length, passages, passage.quoted, rng.fork("passages"));
  return shuffled(
    [
      ...numberNeedles(numbers, encoder, rng.fork("numbers")),
      ...starts.map((at, n) => passageNeedle(guest, at, `passage ${n}`, passage, encoder)),
    ],
    rng.fork("order"),
  );
}

/** The context with needles inserted, each one's start, and the number of host tokens used. */
function hide(id: string, needles: readonly Needle[], host: readonly number[], shape: HaystackShape) {
  const size = contextOf(shape);
  const [from, to] = shape.depths;
  const context: number[] = [];
  const starts: number[] = [];
  let used = 0;
  const fill = (until: number): void => {
    while (context.length < until) context.push(host[used++]);
  };
  needles.forEach(({ tokens }, n) => {
    fill(Math.round((from + ((to - from) * (n + 0.5)) / needles.length) * size));
    starts.push(context.length);
    context.push(...tokens);
  });
  if (context.length > size)
    throw fault(
      id,
      `expected needles that fit in a context of ${size} tokens, received ${context.length - used} tokens of them down to depth ${to}`,
    );
  fill(size);
  return { context, starts, used };
}

const fault = (path: string, message: string): ConfigError =>
  new ConfigError([{ place: "questions", path, message }]);
