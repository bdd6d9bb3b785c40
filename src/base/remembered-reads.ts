// Functions of parts of a config that remember their results by exactly what they read.

/** What was read of a tree: its values and parts by their keys. */
interface Noted {
  readonly inner: Map<string, Noted>;
  /** Whether the list of its keys was read. */
  isListed: boolean;
  /** Names of the values that were noted here: a long text for each result would be most of what is kept. */
  readonly names: Map<string, string>;
  /** The tree that was named last: most arguments share most of their parts with those before. */
  last: Tree | null;
  lastName: string;
}

const nothingNoted = (): Noted => ({
  inner: new Map(),
  isListed: false,
  names: new Map(),
  last: null,
  lastName: "",
});

type Tree = Readonly<Record<string, unknown>>;

/** Trees whose reads are noted: of one that a remembered function calls, arguments are those of the other. */
const watchedTrees = new WeakSet<object>();

/** Whether a value is known by its keys. A component is one value, and so are a list and what has a class. */
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && (watchedTrees.has(value) || isPlain(value));

const isPlain = (value: object): boolean =>
  Object.getPrototypeOf(value) === Object.prototype && !("keyWithout" in value);

const numbers = new WeakMap<object, number>();
let next = 0;

/** A text for each value that is no tree: a number or a word as it is, an object by a number of its own. */
function identityOf(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return Object.is(value, -0) ? "-0" : String(value);
  const known = numbers.get(value) ?? next++;
  numbers.set(value, known);
  return `#${known}`;
}

/** A name for the values of everything that was noted, as they are in another tree: equal for equal values alone. */
function nameOf(value: unknown, noted: Noted): string {
  if (!isTree(value)) return identityOf(value);
  if (noted.last === value) return noted.lastName;
  let text = noted.isListed ? Object.keys(value).join() : "";
  for (const [key, inner] of noted.inner) text += ` ${nameOf(value[key], inner)}`;
  const name = noted.names.get(text) ?? `@${noted.names.size}`;
  noted.names.set(text, name);
  noted.last = value;
  noted.lastName = name;
  return name;
}

/** After a read that no run had done before, names cover too little; without results they are of no use. */
function forgetNames(noted: Noted): void {
  noted.names.clear();
  noted.last = null;
  for (const inner of noted.inner.values()) forgetNames(inner);
}

/** One run of a function on its arguments, whose reads are noted until it is over. */
class Watch {
  /** Whether something was read that no run had read before. */
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
        // What is read through it would not be noted, so it is read by its key.
        return own === undefined
          ? own
          : { ...own, value: typeof key === "string" ? watched[key as keyof T] : own.value };
      },
    });
    this.#seen.set(noted, watched);
    watchedTrees.add(watched);
    return watched;
  }

  /** A tree whose own keys were all noted, with their list: no read of it is new, only those of its parts may be. Null for others. */
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
 * A function of trees of plain values, such as a design and a workload, that shares its results between arguments which agree in everything that it
 * reads of them. What is read is observed, not listed: it runs on arguments that note their keys, and results are known
 * by the values of all keys that any run has read. Arguments with the same values of these take the same way through the function. What it
 * throws is remembered as well; of more than `most` results all are forgotten. A result must not hold its arguments or read them later,
 * and arguments must not change after a call.
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
    let found = known.get(keyOf(args));
    if (found === undefined) {
      const watch = new Watch();
      const watched = args.map((own, n) => watch.of(own, roots[n])) as unknown as Arguments;
      try {
        found = { result: compute(...watched) };
      } catch (error) {
        found = { error };
      }
      watch.end();
      // A key that no run had read before tells results apart that were one until now.
      if (watch.hasGrown || known.size >= most) {
        known.clear();
        roots.forEach(forgetNames);
      }
      known.set(keyOf(args), found);
    }
    if ("error" in found) throw found.error;
    return found.result;
  };
}
