import { ConfigError, fault, type Issue } from "../base/errors.ts";

/** Sizes of a decoder, as its checkpoint's header gives them. */
export interface Dimensions {
  /** Residual stream. */
  readonly width: number;
  /** Feed-forward layer. */
  readonly hidden: number;
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  /** Key and value heads; query head h reads number floor(h · keyValueHeads / heads). */
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  /** Most positions that a sequence may take. */
  readonly context: number;
  /** Output head is the embedding. */
  readonly tiedClassifier: boolean;
  /** Dimensions of a head: width / heads, unless the model says otherwise. */
  readonly headWidth: number;
  /** keyValueHeads × headWidth. */
  readonly keyValueWidth: number;
}

/** Seven int32 stand before the weights. */
export const HEADER_BYTES = 28;

/** Far above any model that plain TypeScript can run, and low enough that sizes stay exact integers. */
export const LARGEST = {
  width: 1 << 15,
  hidden: 1 << 17,
  layers: 1 << 10,
  heads: 1 << 10,
  vocabulary: 1 << 20,
  context: 1 << 20,
};

/**
 * Header of a llama2.c "legacy" checkpoint, of which `bytes` may be the first 28 of `size`. Throws ConfigError when it is no
 * header, or the file's length is not what it asks for.
 */
export function readDimensions(bytes: Uint8Array, file: string, size: number = bytes.length): Dimensions {
  if (bytes.length < HEADER_BYTES)
    throw fault(file, "header", `expected at least ${HEADER_BYTES} bytes, received ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [width, hidden, layers, heads, keyValueHeads, signedVocabulary, context] = Array.from(
    { length: 7 },
    (_, i) => view.getInt32(4 * i, true),
  );
  // A negative vocabulary is the layout's mark for an output head of its own.
  const vocabulary = Math.abs(signedVocabulary);
  checkHeader({ width, hidden, layers, heads, keyValueHeads, vocabulary, context }, file);
  const headWidth = width / heads;
  const dimensions: Dimensions = {
    width,
    hidden,
    layers,
    heads,
    keyValueHeads,
    vocabulary,
    context,
    tiedClassifier: signedVocabulary > 0,
    headWidth,
    keyValueWidth: keyValueHeads * headWidth,
  };
  const expected = checkpointBytes(dimensions);
  if (size !== expected)
    throw fault(file, "(root)", `expected ${expected} bytes (from the header), received ${size}`);
  return dimensions;
}

/** Length of a checkpoint of these sizes, bytes. */
export function checkpointBytes(d: Dimensions): number {
  const attention = d.width + 2 * d.width * d.width + 2 * d.keyValueWidth * d.width;
  const feedForward = d.width + 3 * d.hidden * d.width;
  const heads = (d.tiedClassifier ? 1 : 2) * d.vocabulary * d.width;
  return (
    HEADER_BYTES + 4 * (heads + d.layers * (attention + feedForward) + d.width + d.context * d.headWidth)
  );
}

type Header = Pick<
  Dimensions,
  "width" | "hidden" | "layers" | "heads" | "keyValueHeads" | "vocabulary" | "context"
>;

function checkHeader(header: Header, file: string): void {
  const issues: Issue[] = [];
  const expect = (holds: boolean, field: keyof Header, expectation: string): void => {
    if (!holds)
      issues.push({
        place: file,
        path: `header.${field}`,
        message: `expected ${expectation}, received ${header[field]}`,
      });
  };
  for (const field of ["width", "hidden", "layers", "heads", "vocabulary", "context"] as const)
    expect(
      header[field] >= 1 && header[field] <= LARGEST[field],
      field,
      `an integer in [1, ${LARGEST[field]}]`,
    );
  const { width, heads, keyValueHeads } = header;
  if (issues.length === 0) {
    expect(width % (2 * heads) === 0, "width", `a multiple of 2 × ${heads} heads`);
    expect(keyValueHeads >= 1 && heads % keyValueHeads === 0, "keyValueHeads", `a divisor of ${heads} heads`);
  }
  if (issues.length > 0) throw new ConfigError(issues);
}
