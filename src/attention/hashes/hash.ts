import type { z } from "zod";
import type { HashCode } from "../hash-code.ts";

/** What every hash is asked for. */
export interface HashRequest {
  readonly rounds: number;
  /** Buckets of a round that the config wants, at least 2; the hash has the largest number that it can below it. */
  readonly buckets: number;
}

/** A hash as its author writes it: everything that the rest of the framework asks about it, in one record. */
export interface HashDefinition<Shape extends z.ZodObject, Code extends HashCode = HashCode> {
  /** Its word at `workload.attention.hash`. */
  readonly name: string;
  /** The same in a sentence, with its article. */
  readonly title: string;
  /** Key of references.bib. */
  readonly source: string;
  /** Keys of `workload.attention` that only this hash reads. */
  readonly params: Shape;
  /** Those of them that every config states, whatever its hash, as configs of schema version 1 do. */
  readonly stated?: readonly (keyof z.output<Shape> & string)[];
  /** The code, with whatever else of the parameters the law asks for. */
  code(request: HashRequest & z.output<Shape>): Code;
  /** What of the projections it needs, and so which readouts serve it: ADCs give `values`, which serve any. */
  readonly reads: "signs" | "largest" | "values";
  /** Additions or comparisons of a round that turn digital projections into an id. */
  comparisons(code: Code): number;
  /** What agrees or not when two vectors are hashed: each sign by itself (the code then has `word`), or a round's bucket. */
  readonly event: "bit" | "bucket";
  /**
   * Probability of the event for two vectors of equal length at a cosine under Gaussian projections that are read with
   * independent noise of `noise` times their deviation.
   */
  law(code: Code, cosine: number, noise: number): number;
  /** What the estimate of quality takes it for: sizes of projections decide nothing, or which is the largest. Null: no estimate. */
  readonly surrogate: "sign" | "largest" | null;
}

/** A hash with its parameter type sealed in: what schemas, mapping, simulation and reports handle. */
export interface Hash extends Omit<HashDefinition<z.ZodObject>, "code" | "stated"> {
  readonly stated: readonly string[];
  /** The code of a parsed `workload.attention` and its number of buckets. */
  code(request: HashRequest & Readonly<Record<string, unknown>>): HashCode;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Seals a hash's parameter type. Throws RangeError for a name that is not kebab-case. */
export function defineHash<Shape extends z.ZodObject, Code extends HashCode>(
  definition: HashDefinition<Shape, Code>,
): Hash {
  if (!IDENTIFIER.test(definition.name))
    throw new RangeError(`defineHash: expected a kebab-case name, received "${definition.name}"`);
  return {
    ...definition,
    stated: definition.stated ?? [],
    code: (request) => definition.code(request as HashRequest & z.output<Shape>),
    comparisons: (code) => definition.comparisons(code as Code),
    law: (code, cosine, noise) => definition.law(code as Code, cosine, noise),
  };
}
