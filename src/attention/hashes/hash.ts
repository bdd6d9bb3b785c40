import type { z } from "zod";
import type { HashCode } from "../hash-code.ts";

/** Requirements that every hash receives. */
export interface HashRequest {
  readonly rounds: number;
  /** Buckets per round in the config, at least 2; the hash uses the largest number it supports up to it. */
  readonly buckets: number;
}

/** A hash as its author writes it: all that the rest of the framework needs to know, in one record. */
export interface HashDefinition<Shape extends z.ZodObject, Code extends HashCode = HashCode> {
  /** Its value of `workload.attention.hash`. */
  readonly name: string;
  /** Its name in a sentence, with its article. */
  readonly title: string;
  /** Key of references.bib. */
  readonly source: string;
  /** Keys of `workload.attention` that only this hash reads. */
  readonly params: Shape;
  /** Those of them that are present whatever the hash, as in configs of schema version 1. */
  readonly stated?: readonly (keyof z.output<Shape> & string)[];
  /** The code, with any parameters that the law needs. */
  code(request: HashRequest & z.output<Shape>): Code;
  /** What it needs of the projections, hence which readouts suit: ADCs give `values`, which serve any. */
  readonly reads: "signs" | "largest" | "values";
  /** Additions or comparisons of a round that turn digital projections into an id. */
  comparisons(code: Code): number;
  /** What can agree for two vectors: each sign (the code then has `word`), or a round's bucket. */
  readonly event: "bit" | "bucket";
  /**
   * Probability of the event for two vectors of equal length at a cosine, under Gaussian projections read
   * with independent noise of `noise` times their deviation.
   */
  law(code: Code, cosine: number, noise: number): number;
  /** What decides the hash in the quality estimate: signs, or the largest projection. Null: no estimate. */
  readonly surrogate: "sign" | "largest" | null;
}

/** A hash with its parameter type hidden, for schemas, mapping, simulation and reports. */
export interface Hash extends Omit<HashDefinition<z.ZodObject>, "code" | "stated"> {
  readonly stated: readonly string[];
  /** The code of a parsed `workload.attention` and its number of buckets. */
  code(request: HashRequest & Readonly<Record<string, unknown>>): HashCode;
}

const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Hides a hash's parameter type. Throws RangeError for a name that is not kebab-case. */
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
