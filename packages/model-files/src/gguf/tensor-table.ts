// Tensor table of a GGUF file: names, shapes, types, and positions.

import { type ByteSource, byteFault, type TensorEntry } from "../stored/byte-source.ts";
import { BLOCK_LAYOUTS, STORED_TYPES, typeOfCode } from "../stored/stored-types.ts";
import type { Cursor } from "./cursor.ts";

/** Bounds of the format, and on a tensor's numbers (assumed). */
const MOST = { nameBytes: 64, axes: 4, numbers: 2 ** 40 };

/** Rounds up to an alignment. */
export const aligned = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;

/** An entry of the table; `offset` counts from the start of the weights. */
interface Listed {
  readonly name: string;
  readonly at: number;
  readonly shape: readonly number[];
  readonly type: string;
  readonly offset: number;
  readonly bytes: number | null;
}

/** Reads the next entry. Throws ConfigError for an impossible shape or type. */
export function readTensor(cursor: Cursor, path: string): Listed {
  const { at } = cursor;
  const { file } = cursor.source;
  const name = cursor.name(MOST.nameBytes, `${path}.name`);
  const axesAt = cursor.at;
  const axes = cursor.uint32(`${name}.n_dimensions`);
  if (axes < 1 || axes > MOST.axes)
    throw byteFault(file, axesAt, `${name}.n_dimensions`, `expected 1 to ${MOST.axes}, received ${axes}`);
  const shape: number[] = [];
  for (let n = 0; n < axes; n++) {
    const from = cursor.at;
    const size = cursor.uint64(`${name}.dimensions[${n}]`);
    if (size < 1 || shape.reduce((product, other) => product * other, size) > MOST.numbers)
      throw byteFault(
        file,
        from,
        `${name}.dimensions[${n}]`,
        `expected a shape of 1 to 2^40 numbers, received ${[...shape, size].join(" × ")}`,
      );
    shape.push(size);
  }
  const type = readTensorType(cursor, name);
  const offset = cursor.uint64(`${name}.offset`);
  return { name, at, shape, type, offset, bytes: tensorBytes(file, at, name, type, shape) };
}

function readTensorType(cursor: Cursor, name: string): string {
  const { at } = cursor;
  const code = cursor.uint32(`${name}.type`);
  const type = typeOfCode(code);
  if (type !== undefined) return type;
  throw byteFault(
    cursor.source.file,
    at,
    `${name}.type`,
    `expected the number of one of ${STORED_TYPES.join(", ")}, received ${code}`,
  );
}

function tensorBytes(
  file: string,
  at: number,
  name: string,
  type: string,
  [columns, ...others]: readonly number[],
): number | null {
  const stored = STORED_TYPES.find((known) => known === type);
  if (stored === undefined) return null;
  const { numbers, bytes } = BLOCK_LAYOUTS[stored];
  if (columns % numbers !== 0)
    throw byteFault(
      file,
      at,
      `${name}.dimensions[0]`,
      `expected a multiple of the ${numbers} numbers of a block of ${type}, received ${columns}`,
    );
  return others.reduce((product, size) => product * size, (columns / numbers) * bytes);
}

/** Tensors with their places. Each begins where the one before ends, rounded up to the alignment. */
export function placed(
  listed: readonly Listed[],
  start: number,
  alignment: number,
  source: ByteSource,
  isHeaderOnly: boolean,
): Map<string, TensorEntry> {
  const tensors = new Map<string, TensorEntry>();
  let next = 0;
  // The end of a tensor of an unsupported type is unknown.
  let isExact = true;
  for (const { name, at, shape, type, offset, bytes } of listed) {
    const fail = (path: string, message: string): never => {
      throw byteFault(source.file, at, `${name}${path}`, message);
    };
    if (tensors.has(name)) fail("", "expected a tensor once, received it again");
    if (offset !== next && (isExact || offset < next || offset % alignment !== 0))
      fail(".offset", `expected ${next}, where the tensor before ends, received ${offset}`);
    const begin = start + offset;
    if (!isHeaderOnly && begin + (bytes ?? 0) > source.size)
      fail(
        ".offset",
        `expected ${bytes ?? 0} bytes from byte ${begin} on (${type}, ${shape.join(" × ")}), received a file of ${source.size} bytes`,
      );
    next = aligned(offset + (bytes ?? 1), alignment);
    isExact = bytes !== null;
    tensors.set(name, { name, type, shape: [...shape].reverse(), source, begin, bytes });
  }
  return tensors;
}
