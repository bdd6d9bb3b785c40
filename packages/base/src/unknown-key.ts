import {
  didYouMean,
  editDistance,
  nestedKeys,
  otherWord,
  partHint,
  partsOf,
  placeHint,
  plainWord,
  singular,
  withoutKey,
} from "./errors.ts";

/** A key of a schema. */
export interface DescribedKey {
  /** Dotted path. */
  readonly path: string;
  readonly doc: string;
  /** Models that have it; empty where every one does. */
  readonly models: readonly string[];
}

/** Message for a key that an object of the `known` keys does not have, with `keyHint`. */
export const unknownKeyMessage = (
  wanted: Misplaced,
  known: readonly string[],
  owners: readonly string[] | undefined,
): string =>
  `expected a known key, received ${JSON.stringify(wanted.key.slice(0, 64))}${keyHint(wanted, known, owners)}`;

/**
 * What a key that an object of the `known` keys does not have may be. `owners` are the models of the same place that have
 * it; undefined where another hint follows.
 */
export function keyHint(
  wanted: Misplaced,
  known: readonly string[],
  owners: readonly string[] | undefined,
): string {
  const { key, here, child = "" } = wanted;
  const whole = here === "" ? key : `${here}.${key}`;
  const inside = `${whole.slice(0, whole.lastIndexOf("."))}.`;
  if (key.includes(".") && wanted.all.some(({ path }) => path.startsWith(inside)))
    return `; write it nested: ${nestedKeys(key.slice(0, 128))}`;
  if (known.includes(child)) return `; write ${child} without ${key} around it`;
  const meant = meantHere(key, known, owners ?? []);
  if (meant !== "") return meant;
  if (owners === undefined) return nearHere(wanted, known, true);
  return (
    ownedBy(owners) ||
    placeHint(key, here, known).replace(child === "" ? "?" : `.${child}?`, "?") ||
    withoutKey(key, known) ||
    (isSlip(key, known) ? "" : describedAs(wanted, known, SURE)) ||
    nearHere(wanted, known, false) ||
    partHint(key, here, known) ||
    describedAs(wanted, known, LEAST_SHARED) ||
    knownHere(known)
  );
}

/** Whether a name of several words is a known one but for two letters; of one word, always: its sound is likelier than its sense. */
const isSlip = (key: string, known: readonly string[]): boolean =>
  key.length > 64 ||
  key.includes(".") ||
  partsOf(key).length < 2 ||
  known.some((own) => editDistance(plainWord(key), plainWord(own)) <= Math.min(2, key.length / 4));

/** The nearest key here, unless it is far and the very name is a key elsewhere. */
function nearHere(wanted: Misplaced, known: readonly string[], isHinted: boolean): string {
  const here = didYouMean(wanted.key, known);
  const { key } = wanted;
  if (here === "") return elsewhere(wanted, isHinted || isShort(known));
  const exact = wanted.isObject ? placesLike(wanted, true) : { places: [], isSame: false };
  // An object of that very name in another section is likelier than another name here.
  if (exact.isSame && exact.places.length === 1) return `; did you mean ${exact.places[0]}?`;
  const plain = plainWord(wanted.key.slice(0, 64));
  const last = plainWord(partsOf(key).at(-1) ?? "");
  const firsts = known.map((own) => plainWord(partsOf(own)[0] ?? ""));
  // "resistance" in a driver is its own "outputResistance", not that of another component.
  const isOwn = known.some(
    (own) => editDistance(plain, plainWord(own)) <= 1 || plainWord(partsOf(own).at(-1) ?? "") === last,
  );
  return isOwn || (!wanted.isObject && firsts.includes(plain)) ? here : elsewhere(wanted, true, true) || here;
}

/** The key for one that others call so, with the models that have a key of that very name. */
function meantHere(key: string, known: readonly string[], owners: readonly string[]): string {
  const own = otherWord(key, known);
  return own === undefined
    ? ""
    : `; did you mean "${own}"?${ownedBy(owners.filter((one) => !one.includes(" (as "))).replace(/^; it/, ` "${key}"`)}`;
}

/** Most models that are named. */
const MOST_OWNERS = 3;

/** Names the models that have a key, where the chosen one has not. */
function ownedBy(owners: readonly string[]): string {
  if (owners.length === 0) return "";
  const more = owners.length > MOST_OWNERS ? " and others" : "";
  return `; it is a key of ${owners.slice(0, MOST_OWNERS).join(", ")}${more}`;
}

/** Most suggested places. */
const MOST_PLACES = 2;

/** Of a name that more objects have, so many are named. */
const MOST_NAMED = 6;

/** Whether a line holds all the keys that there are. */
const isShort = (known: readonly string[]): boolean =>
  known.length > 0 && known.join(", ").length <= LONGEST_LIST;

/** The keys that there are, as many as a line holds. */
export function knownHere(known: readonly string[]): string {
  if (known.length === 0) return "";
  const list = known.join(", ");
  if (list.length <= LONGEST_LIST) return `; there are ${list}`;
  const shown = list.slice(0, LONGEST_LIST).split(", ").slice(0, -1);
  return `; there are ${shown.join(", ")} and ${known.length - shown.length} more`;
}

/** Longest list of keys, characters: a message ends in a whole word. */
const LONGEST_LIST = 140;

/** A key that an object does not have. */
export interface Misplaced {
  readonly key: string;
  readonly isObject: boolean;
  /** The first key inside it. */
  readonly child?: string;
  /** Path of the object; empty for the root. */
  readonly here: string;
  readonly all: readonly DescribedKey[];
}

/** Suggests where keys of this name are (objects, if an object was given) or, unless `isExact`, of one like it; empty if none or many. */
function elsewhere(wanted: Misplaced, isListed: boolean, isExact = false): string {
  const { key, here } = wanted;
  // A letter is a key of many things.
  if (key.length < 3 && here !== "") return "";
  const { places: all, isSame } = placesLike(wanted, isExact);
  const inside =
    here === "" || all.length <= MOST_PLACES
      ? []
      : all.filter(
          (place) => place.startsWith(`${here}.`) && place.split(".").length - here.split(".").length === 2,
        );
  const places = inside.length > 0 ? inside : all;
  if (places.length === 0) return parted(wanted);
  if (places.length <= MOST_PLACES) return `; did you mean ${places.join(" or ")}?`;
  // A name that is only similar may match many keys; a long list of them would not help.
  if ((isListed && here !== "" && inside.length === 0) || (!isSame && places.length > MOST_NAMED)) return "";
  const more = places.length > MOST_NAMED ? ` and ${places.length - MOST_NAMED} more` : "";
  const which = isSame ? "keys of that name are" : "keys of such a name are";
  return `; ${which} ${places.slice(0, MOST_NAMED).join(", ")}${more}`;
}

/** Where a key and the only one inside it are one word: "tile: { rows }" is tileRows. */
function parted({ key, child, here, all }: Misplaced): string {
  if (child === undefined) return "";
  const whole = plainWord(`${key}${child}`);
  const own = all.map(({ path }) => path).filter((path) => plainWord(lastOf(path)) === whole);
  const [place = ""] = own.filter((path) => path.startsWith(here));
  return place === "" ? "" : `; did you mean ${place}?`;
}

const lastOf = (place: string): string => place.slice(place.lastIndexOf(".") + 1);

/** Places, the nearest first, whose key is of a name, or else of one that is spelt like it, that others call so, or nearly the same. */
function placesLike(
  { key, isObject, here, all: keys }: Misplaced,
  isExact: boolean,
): { readonly places: readonly string[]; readonly isSame: boolean } {
  const known = new Map<string, boolean>();
  for (const { path } of keys)
    for (let at = path.indexOf("."); at >= 0; at = path.indexOf(".", at + 1))
      known.set(path.slice(0, at), true);
  for (const { path } of keys) known.set(path, false);
  const own = here === "" ? key : `${here}.${key}`;
  known.delete(own);
  const all = [...known.keys()].sort((a, b) => stepsBetween(own, a) - stepsBetween(own, b));
  const ways = likenesses(key, here);
  const [root] = own.split(".");
  // What others call so in the same section is likelier than the very name in another.
  const isFar =
    here !== "" && !isExact && !all.some((place) => ways[0](place) && place.startsWith(`${root}.`));
  const tests = key.length > 64 ? [] : isExact ? ways.slice(0, 4) : isFar ? [ways[4], ...ways] : ways;
  for (const [n, isLike] of tests.entries()) {
    const alike = all.filter(isLike);
    const same = alike.filter((place) => known.get(place) === isObject);
    // An object cannot be what is one value elsewhere, but a value may be of an object there.
    const places = same.length > 0 || n === 0 || isObject ? same : alike;
    if (places.length > 0) return { places, isSame: ways[0](places[0]) };
  }
  return { places: [], isSame: false };
}

/** In which ways a place may be meant by a key, the surest first. */
function likenesses(key: string, here: string): readonly ((place: string) => boolean)[] {
  const plain = plainWord(key);
  const parts = partsOf(key);
  const around = here.includes(".") ? `${here}.` : here;
  const isPart = (step: string | undefined, part: string): boolean =>
    step !== undefined && (plainWord(step) === plainWord(part) || otherWord(part, [step]) !== undefined);
  const most = plain.length > 8 ? 2 : 1;
  return [
    (place) => lastOf(place) === key,
    (place) =>
      plainWord(lastOf(place)) === plain ||
      (`${here}.`.startsWith(place.slice(0, place.lastIndexOf(".") + 1)) &&
        singular(plainWord(lastOf(place))) === singular(plain)),
    (place) => plain.length > 4 && plainWord(place.replaceAll(".", "")).endsWith(plain),
    (place) => {
      const steps = place.split(".").slice(-parts.length);
      return parts.length > 1 && parts.every((part, n) => isPart(steps[n], part));
    },
    // What others call so is looked for near by: "size" is the capacity of a memory, not of an array.
    (place) => place.startsWith(around) && otherWord(key, [lastOf(place)]) !== undefined,
    (place) => plain.length > 4 && editDistance(plain, plainWord(lastOf(place))) <= most,
  ];
}

/** Objects that are left and entered on the way from one place to another. */
function stepsBetween(from: string, to: string): number {
  const [mine, its] = [from.split("."), to.split(".")];
  const other = mine.findIndex((step, n) => step !== its[n]);
  return its.length - 2 * (other < 0 ? mine.length : other);
}

/** Least share of a name's words that a key has in its own names and its description, and a share that is sure. */
const [LEAST_SHARED, SURE] = [0.6, 0.8];

/** Most keys that are suggested for their words. */
const MOST_DESCRIBED = 2;

/** Quantities by their symbols. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ["v", "voltage"],
  ["r", "resistance"],
  ["g", "conductance"],
  ["i", "current"],
  ["t", "time"],
  ["f", "clock"],
]);

const wordsIn = (text: string): string[] => partsOf(text).map((part) => part.toLowerCase());

/** Words of each key's own name, of the objects around it and of what is said of it. */
const worded = new WeakMap<readonly DescribedKey[], readonly (readonly (readonly string[])[])[]>();

function wordsOf(all: readonly DescribedKey[]): readonly (readonly (readonly string[])[])[] {
  const known =
    worded.get(all) ??
    all.map(({ path, doc }) => [
      wordsIn(lastOf(path)),
      wordsIn(path.slice(0, -lastOf(path).length)),
      doc.toLowerCase().split(/[^a-z0-9]+/),
    ]);
  worded.set(all, known);
  return known;
}

/** The keys that have most words of a name, in their own names or in what is said of them: "readout_noise_std". */
function describedAs({ key, here, all }: Misplaced, known: readonly string[], least: number): string {
  const wanted = (key.length > 64 ? [] : wordsIn(key))
    .map((word) => SYMBOLS.get(word) ?? word)
    .filter((word) => word.length > 1);
  if (wanted.length === 0 || (wanted.length === 1 && wanted[0].length < 5)) return "";
  const words = wordsOf(all);
  const shares = all.map(({ path }, n) => {
    const worth = (word: string): number =>
      [1, 0.8, 0.6].find((_, kind) => words[n][kind].some((its) => isAlike(word, its))) ?? 0;
    const shared = wanted.reduce((sum, word) => sum + worth(word), 0) / wanted.length;
    return shared + (path.startsWith(`${here}.`) ? 0.1 : 0);
  });
  const best = Math.max(0, ...shares);
  const found = new Set(all.flatMap(({ path }, n) => (shares[n] === best ? [path] : [])));
  if (best < least || found.size > MOST_DESCRIBED) return "";
  const texts = [...found].map((path) => {
    const last = lastOf(path);
    if (known.includes(last) && path === `${here}.${last}`) return `"${last}"`;
    const models = all.flatMap((one) => (one.path === path ? one.models : []));
    return models.length === 1 ? `${path} (of ${models[0]})` : path;
  });
  return `; did you mean ${texts.join(" or ")}?`;
}

/** Whether two words are one, in another number or abbreviated to four letters at least: "prog" and "programming". */
function isAlike(word: string, its: string): boolean {
  const [one, other] = [singular(word), singular(its)];
  return (
    one === other ||
    (Math.min(one.length, other.length) > 3 && (one.startsWith(other) || other.startsWith(one)))
  );
}
