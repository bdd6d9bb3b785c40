import type { Dense } from "../base/dense.ts";

/** Queries and keys go through the same projection, but a circuit scales and disturbs each read by itself. */
export type Role = "query" | "key";

/**
 * Bucket ids of one head, rounds × tokens, round-major, each in [0, buckets). `vectors` is tokens × head width.
 * The software hash and the crossbar hash are two values of this type and differ in nothing else.
 */
export type Hasher = (vectors: Dense, role: Role) => Int32Array;
