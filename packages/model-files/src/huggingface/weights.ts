import { ConfigError } from "#base";
import type { Norm, Projection } from "../decoder.ts";
import type { Tensors } from "./safetensors.ts";

/** Weights of a family, taken by name; tensors left at the end indicate another model. */
export interface WeightSource {
  readonly has: (name: string) => boolean;
  matrix(name: string, rows: number, columns: number): Float32Array;
  vector(name: string, size: number): Float32Array;
  /** Gain and, if `bias`, bias. */
  norm(name: string, size: number, bias: boolean): Norm;
  /** `.weight` of outputs × inputs and, if `bias`, `.bias`. */
  projection(name: string, outputs: number, inputs: number, bias: boolean): Projection;
  /** Throws ConfigError if a tensor was neither taken nor accepted by `mayStay`. */
  finish(mayStay: (name: string) => boolean): void;
}

/** `prefix` precedes names of the base model in files of the whole model; files without it are accepted. */
export function weightSource(tensors: Tensors, prefix: string, probe: string): WeightSource {
  const base = tensors.has(prefix + probe) ? prefix : "";
  const taken = new Set<string>();
  const full = (name: string): string =>
    tensors.has(name) && name.startsWith("lm_head") ? name : base + name;
  const take = (name: string, shape: readonly number[]): Float32Array => {
    taken.add(full(name));
    return tensors.take(full(name), shape);
  };
  const vector = (name: string, size: number): Float32Array => take(name, [size]);
  const matrix = (name: string, rows: number, columns: number): Float32Array => take(name, [rows, columns]);
  return {
    has: (name) => tensors.has(full(name)),
    matrix,
    vector,
    norm: (name, size, bias) => ({
      gain: vector(`${name}.weight`, size),
      bias: bias ? vector(`${name}.bias`, size) : null,
    }),
    projection: (name, outputs, inputs, bias) => ({
      weights: matrix(`${name}.weight`, outputs, inputs),
      bias: bias ? vector(`${name}.bias`, outputs) : null,
    }),
    finish: (mayStay) => {
      const unknown = tensors.names.filter((name) => !taken.has(name) && !mayStay(name));
      if (unknown.length > 0)
        throw new ConfigError(
          unknown.map((name) => ({
            place: tensors.file,
            path: name,
            message: "expected only tensors that the config's architecture has, received this one besides",
          })),
        );
    },
  };
}
