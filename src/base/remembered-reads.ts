// Caching of functions of configs, keyed by exactly the values that they read.

/** What was read from a tree, by key, recursively. */
interface Noted {
  readonly inner: Map<string, Noted>;
  /** Whether the list of its keys was read. */
  isListed: boolean;
  /** Short names of the values noted here: storing a long text with each result would dominate memory. */
  readonly names: Map<string, string>;
  /** The value named last: successive arguments share most of their parts. */
  last: unknown;
  lastName: string;
}

/** In place of a last value; no argument holds it. */
const NOTHING = Symbol("nothing named");

const nothingNoted = (): Noted => ({
  inner: new Map(),
  isListed: false,
  names: new Map(),
  last: NOTHING,
  lastName: "",
});

type Tree = Readonly<Record<string, unknown>>;

/** Proxies that note reads; if one is passed to another cached function, it counts as a tree there too. */
const watchedTrees = new WeakSet<object>();

/** Whether a value is compared by its keys. Components, lists and class instances count as one value. */
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && (watchedTrees.has(value) || isPlain(value));

const isPlain = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && !("keyWithout" in value);

const namesOfObjects = new WeakMap<object, string>();
let next = 0;

/** Identifies a value that is not a tree: numbers and strings as they are, objects by a unique number. */
function identityOf(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return Object.is(value, -0) ? "-0" : String(value);
  let name = namesOfObjects.get(value);
  if (name === undefined) {
    name = `#${next++}`;
    namesOfObjects.set(value, name);
  }
  return name;
}

/** Names a value; two trees share a name only if their values at everything noted are equal. */
function nameOf(value: unknown, noted: Noted): string {
  if (Object.is(noted.last, value)) return noted.lastName;
  noted.lastName = isTree(value) ? nameOfTree(value, noted) : identityOf(value);
  noted.last = value;
  return noted.lastName;
}

function nameOfTree(tree: Tree, noted: Noted): string {
  let text = noted.isListed ? Object.keys(tree).join() : "";
  for (const [key, inner] of noted.inner) text += ` ${nameOf(tree[key], inner)}`;
  let name = noted.names.get(text);
  if (name === undefined) {
    name = `@${noted.names.size}`;
    noted.names.set(text, name);
  }
  return name;
}

/** Clears the names after a new kind of read; they no longer cover it, and the results are cleared too. */
function forgetNames(noted: Noted): void {
  noted.names.clear();
  noted.last = NOTHING;
  for (const inner of noted.inner.values()) forgetNames(inner);
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
      inner = nothingNoted();
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
  const known = new Map<string, { readonly result: Result } | { readonly error: unknown }>();
  const keyOf = (args: Arguments): string => {
    let key = "";
    for (let n = 0; n < roots.length; n++) key += ` ${nameOf(args[n], roots[n])}`;
    return key;
  };
  return (...args) => {
    while (roots.length < args.length) roots.push(nothingNoted());
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
        roots.forEach(forgetNames);
        key = keyOf(args);
      }
      known.set(key, found);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}
