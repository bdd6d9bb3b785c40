// Caching of functions of configs, keyed by exactly the values that they read.

/** What was read from a tree, by key, recursively, with numbers for the values that were found there. */
interface Noted {
  readonly counter: Counter;
  readonly inner: Map<string, Noted>;
  /** Whether the list of its keys was read. */
  isListed: boolean;
  /** Numbers of the values other than trees. */
  readonly plain: Map<unknown, number>;
  objects: WeakMap<object, number>;
  readonly trees: Sequences;
  /** The value numbered last: successive arguments share most of their parts. */
  last: unknown;
  lastNumber: number;
}

/** In place of a last value; no argument holds it. */
const NOTHING = Symbol("nothing numbered");
/** In place of -0, which a Map does not tell from 0. */
const MINUS_ZERO = Symbol("-0");

/** Counts the numbers given for one cached function: values and sequences share none. */
interface Counter {
  count: number;
}

/** Above every count: a cache is cleared long before. */
const MOST_NUMBERS = 2 ** 26;

/**
 * Numbers for sequences of numbers. A sequence is read from its first item on: each item leads from the number of
 * what precedes it to the next. Short numbers in place of long texts: a text for each result would dominate memory.
 */
class Sequences {
  readonly #next = new Map<number, number>();
  /** The sequence before: where the new one begins like it, nothing is looked up. */
  #items: number[] = [];
  #reached: number[] = [];
  /** How many of its numbers are those of what precedes them: a sequence may end early, with an error. */
  #valid = 0;
  #place = 0;
  #number = 0;
  readonly #counter: Counter;

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  begin(): void {
    this.#place = 0;
    this.#number = 0;
  }

  add(item: number): void {
    const place = this.#place++;
    if (place < this.#valid && this.#items[place] === item) {
      this.#number = this.#reached[place];
      return;
    }
    const key = this.#number * MOST_NUMBERS + item;
    let number = this.#next.get(key);
    if (number === undefined) {
      number = ++this.#counter.count;
      this.#next.set(key, number);
    }
    this.#items[place] = item;
    this.#reached[place] = number;
    this.#valid = place + 1;
    this.#number = number;
  }

  /** The number of what was added since `begin`. */
  get number(): number {
    return this.#number;
  }

  clear(): void {
    this.#next.clear();
    this.#items = [];
    this.#reached = [];
    this.#valid = 0;
  }
}

const nothingNoted = (counter: Counter): Noted => ({
  counter,
  inner: new Map(),
  isListed: false,
  plain: new Map(),
  objects: new WeakMap(),
  trees: new Sequences(counter),
  last: NOTHING,
  lastNumber: 0,
});

type Tree = Readonly<Record<string, unknown>>;

/** Proxies that note reads; if one is passed to another cached function, it counts as a tree there too. */
const watchedTrees = new WeakSet<object>();

/** Whether a value is compared by its keys. Components, lists and class instances count as one value. */
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && (watchedTrees.has(value) || isPlain(value));

const isPlain = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && !("keyWithout" in value);

/** The number of a value; two trees share one only if their values at everything noted are equal. */
function numberOf(value: unknown, noted: Noted): number {
  if (Object.is(noted.last, value)) return noted.lastNumber;
  noted.lastNumber = isTree(value) ? numberOfTree(value, noted) : numberOfPlain(value, noted);
  noted.last = value;
  return noted.lastNumber;
}

function numberOfTree(tree: Tree, noted: Noted): number {
  const { trees, inner } = noted;
  trees.begin();
  if (noted.isListed) trees.add(numberOfPlain(Object.keys(tree).join(), noted));
  for (const [key, own] of inner) trees.add(numberOf(tree[key], own));
  return trees.number;
}

/** Numbers and texts are compared as they are, objects by identity. */
function numberOfPlain(value: unknown, { plain, objects, counter }: Noted): number {
  const isObject = (typeof value === "object" || typeof value === "function") && value !== null;
  const key = Object.is(value, -0) ? MINUS_ZERO : value;
  const known = isObject ? objects.get(value) : plain.get(key);
  if (known !== undefined) return known;
  const number = ++counter.count;
  if (isObject) objects.set(value, number);
  else plain.set(key, number);
  return number;
}

/** Clears the numbers after a new kind of read; they no longer cover it, and the results are cleared too. */
function forgetNumbers(noted: Noted): void {
  noted.plain.clear();
  noted.objects = new WeakMap();
  noted.trees.clear();
  noted.last = NOTHING;
  for (const inner of noted.inner.values()) forgetNumbers(inner);
}

/** One call of a function, which notes the reads of its arguments until it returns. */
class Watch {
  /** Whether something was read that no earlier call had read. */
  hasGrown = false;
  #isOver = false;
  readonly #seen = new Map<Noted, object>();

  end(): void {
    this.#isOver = true;
  }

  of<T extends object>(target: T, noted: Noted): T {
    const known = this.#seen.get(noted);
    if (known !== undefined) return known as T;
    const open = this.#openOf(target as Tree, noted);
    if (open !== null) {
      this.#seen.set(noted, open);
      return open as T;
    }
    const listed = (): void => {
      this.#check();
      if (!noted.isListed) this.hasGrown = noted.isListed = true;
    };
    const watched: T = new Proxy(target, {
      get: (of, key) => {
        const value: unknown = Reflect.get(of, key);
        if (typeof key !== "string") return value;
        const inner = this.#note(noted, key);
        return isTree(value) ? this.of(value, inner) : value;
      },
      has: (of, key) => {
        listed();
        return Reflect.has(of, key);
      },
      ownKeys: (of) => {
        listed();
        return Reflect.ownKeys(of);
      },
      getOwnPropertyDescriptor: (of, key): PropertyDescriptor | undefined => {
        listed();
        const own = Reflect.getOwnPropertyDescriptor(of, key);
        // Reads through the descriptor's value would not be noted, so it is read by key.
        return own === undefined
          ? own
          : { ...own, value: typeof key === "string" ? watched[key as keyof T] : own.value };
      },
    });
    this.#seen.set(noted, watched);
    watchedTrees.add(watched);
    return watched;
  }

  /** The tree, parts wrapped, if its key list and keys were all noted: only parts add reads. Else null. */
  #openOf(tree: Tree, { inner, isListed }: Noted): Tree | null {
    if (!isListed) return null;
    const parts: [key: string, watched: Tree][] = [];
    for (const key of Object.keys(tree)) {
      const noted = inner.get(key);
      if (noted === undefined) return null;
      const value = tree[key];
      if (isTree(value)) parts.push([key, this.of(value, noted)]);
    }
    return parts.every(([key, watched]) => watched === tree[key])
      ? tree
      : { ...tree, ...Object.fromEntries(parts) };
  }

  #note(noted: Noted, key: string): Noted {
    this.#check();
    let inner = noted.inner.get(key);
    if (inner === undefined) {
      inner = nothingNoted(noted.counter);
      noted.inner.set(key, inner);
      this.hasGrown = true;
    }
    return inner;
  }

  #check(): void {
    if (this.#isOver)
      throw new RangeError(
        "a remembered result: expected it to hold no argument, received a late read of one",
      );
  }
}

/**
 * Caches a function of trees of plain values, such as a design and a workload, and shares a result between
 * arguments that agree in everything it reads. Reads are observed, not declared: the function runs on proxies
 * that note their keys, and the values of all keys that any call has read are the cache key; arguments with
 * equal values there take the same path. Errors are cached too; the cache is cleared above `most` results. A
 * result must not hold or later read its arguments, and arguments must not change after a call.
 */
export function rememberedReads<Arguments extends readonly object[], Result>(
  compute: (...args: Arguments) => Result,
  most: number,
): (...args: Arguments) => Result {
  const roots: Noted[] = [];
  const counter = { count: 0 };
  const calls = new Sequences(counter);
  const known = new Map<number, { readonly result: Result } | { readonly error: unknown }>();
  const keyOf = (args: Arguments): number => {
    calls.begin();
    for (let n = 0; n < roots.length; n++) calls.add(numberOf(args[n], roots[n]));
    return calls.number;
  };
  return (...args) => {
    while (roots.length < args.length) roots.push(nothingNoted(counter));
    let key = keyOf(args);
    let found = known.get(key);
    if (found === undefined) {
      const watch = new Watch();
      const watched = args.map((own, n) => watch.of(own, roots[n])) as unknown as Arguments;
      try {
        found = { result: compute(...watched) };
      } catch (error) {
        found = { error };
      }
      watch.end();
      // A newly read key may distinguish arguments whose results were shared until now.
      if (watch.hasGrown || known.size >= most) {
        known.clear();
        roots.forEach(forgetNumbers);
        calls.clear();
        counter.count = 0;
        key = keyOf(args);
      }
      known.set(key, found);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}
