import { fault } from "#base";
import type { Dimensions } from "#model-files";
import type { SharedMemory } from "./kernel.ts";
import type { KeyCodes, PlacedContext } from "./lane-job.ts";
import { contextBytes, keysAt } from "./memory-plan.ts";

/**
 * Keys and values of a prefix in the engine's memory. It never changes: any number of continuations share it
 * without copying. `release` frees its memory.
 */
export interface Context {
  /** Tokens. */
  readonly length: number;
  /** Identifier within its engine. */
  readonly id: number;
}

/** Hidden states after the last normalisation, rows × width, float32; input of the output head. */
export interface States {
  readonly rows: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Spare tokens after a context, so that most continuations need no move. */
const TAIL_ROOM = 768;
/** Most selections whose key codes are kept for a context. */
const MOST_CODES = 4;

/** Codes of keys, and the number of positions of the context that have them. */
interface StoredCodes {
  readonly words: Int32Array;
  readonly each: number;
  readonly capacity: number;
  stored: number;
}

export interface HeldContext extends PlacedContext {
  length: number;
  readonly codes: Map<string, StoredCodes>;
}

/** Contexts in the memory after the model: allocated first fit, with free neighbours joined. */
export class Contexts {
  readonly #memory: SharedMemory;
  readonly #dimensions: Dimensions;
  readonly #positions: number;
  readonly #held = new Map<number, HeldContext>();
  readonly #free: { at: number; bytes: number }[] = [];
  #end: number;
  #next = 1;

  constructor(memory: SharedMemory, dimensions: Dimensions, positions: number, start: number) {
    this.#memory = memory;
    this.#dimensions = dimensions;
    this.#positions = positions;
    this.#end = start;
  }

  /** Makes an empty context with room for `length` tokens and a tail. */
  create(length: number): { readonly id: number; readonly held: HeldContext } {
    const id = this.#next++;
    const held = this.#place(length);
    this.#held.set(id, held);
    return { id, held };
  }

  /** Throws ConfigError for a released context. */
  of({ id }: Pick<Context, "id">): HeldContext {
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    throw fault("context", String(id), "expected a context of this engine that is not released");
  }

  release({ id }: Pick<Context, "id">): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#held.delete(id);
    this.#giveBack(held);
  }

  /** Returns the context with room for `length` tokens, moving it if necessary. */
  widened(context: Pick<Context, "id">, length: number): HeldContext {
    const old = this.of(context);
    if (length <= old.capacity) return old;
    const held = { ...this.#place(length), length: old.length, codes: old.codes };
    const d = this.#dimensions;
    const bytes = new Uint8Array(this.#memory.buffer());
    for (let layer = 0; layer < d.layers; layer++)
      for (let head = 0; head < d.keyValueHeads; head++)
        for (const which of [0, 1] as const) {
          const from = keysAt(d, old.address, old.capacity, layer, head, which);
          const to = keysAt(d, held.address, held.capacity, layer, head, which);
          bytes.copyWithin(to, from, from + 4 * old.length * d.headWidth);
        }
    this.#giveBack(old);
    this.#held.set(context.id, held);
    return held;
  }

  /** Room for the codes of `length` keys under a name, including stored ones; the last few names are kept. */
  codesOf(held: HeldContext, key: string, each: number, length: number): KeyCodes {
    const { layers, keyValueHeads } = this.#dimensions;
    let codes = held.codes.get(key);
    if (codes === undefined || codes.capacity < length) {
      const capacity = Math.max(length, held.capacity);
      const words = new Int32Array(new SharedArrayBuffer(4 * layers * keyValueHeads * capacity * each));
      const stored = codes?.stored ?? 0;
      for (let h = 0; codes !== undefined && h < layers * keyValueHeads; h++)
        words.set(
          codes.words.subarray(h * codes.capacity * each, (h * codes.capacity + stored) * each),
          h * capacity * each,
        );
      codes = { words, each, capacity, stored };
    }
    held.codes.delete(key);
    held.codes.set(key, codes);
    if (held.codes.size > MOST_CODES) held.codes.delete(held.codes.keys().next().value as string);
    return { words: codes.words, each, capacity: codes.capacity, from: codes.stored };
  }

  /** Records that codes of the first `count` keys are stored. */
  stored(held: HeldContext, key: string, count: number): void {
    const codes = held.codes.get(key);
    if (codes !== undefined) codes.stored = count;
  }

  #place(length: number): HeldContext {
    const capacity = Math.min(this.#positions, length + TAIL_ROOM);
    const bytes = Math.ceil(contextBytes(this.#dimensions, capacity) / 64) * 64;
    const found = this.#free.findIndex((region) => region.bytes >= bytes);
    if (found >= 0) {
      const region = this.#free[found];
      const address = region.at;
      region.at += bytes;
      region.bytes -= bytes;
      if (region.bytes === 0) this.#free.splice(found, 1);
      return { address, capacity, length: 0, codes: new Map() };
    }
    this.#memory.reserve(this.#end + bytes);
    const address = this.#end;
    this.#end += bytes;
    return { address, capacity, length: 0, codes: new Map() };
  }

  #giveBack({ address, capacity }: PlacedContext): void {
    const bytes = Math.ceil(contextBytes(this.#dimensions, capacity) / 64) * 64;
    this.#free.push({ at: address, bytes });
    this.#free.sort((a, b) => a.at - b.at);
    for (let n = this.#free.length - 1; n > 0; n--) {
      const [low, high] = [this.#free[n - 1], this.#free[n]];
      if (low.at + low.bytes !== high.at) continue;
      low.bytes += high.bytes;
      this.#free.splice(n, 1);
    }
    const last = this.#free.at(-1);
    if (last !== undefined && last.at + last.bytes === this.#end) {
      this.#end = last.at;
      this.#free.pop();
    }
  }
}
