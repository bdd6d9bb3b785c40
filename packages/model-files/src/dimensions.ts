import { ConfigError, fault, type Issue } from "#base";

/** Sizes of a decoder from its checkpoint's header. */
export interface Dimensions {
  /** Width of the residual stream. */
  readonly width: number;
  /** Width of the feed-forward layer. */
  readonly hidden: number;
  readonly layers: number;
  /** Query heads. */
  readonly heads: number;
  /** Key and value heads; query head h uses number floor(h · keyValueHeads / heads). */
  readonly keyValueHeads: number;
  readonly vocabulary: number;
  /** Most positions of a sequence. */
  readonly context: number;
  /** Whether the output head is the embedding. */
  readonly tiedClassifier: boolean;
  /** Dimensions of a head: width / heads, unless the model states otherwise. */
  readonly headWidth: number;
  /** keyValueHeads × headWidth. */
  readonly keyValueWidth: number;
}

/** Header before the weights: seven int32. */
export const HEADER_BYTES = 28;

/** Limits far above any model that plain TypeScript can run; sizes below them stay exact integers. */
export const LARGEST = {
  width: 1 << 15,
  hidden: 1 << 17,
  layers: 1 << 10,
  heads: 1 << 10,
  vocabulary: 1 << 20,
  context: 1 << 20,
};

/**
 * Reads the header of a llama2.c "legacy" checkpoint; `bytes` may be the first 28 of `size`. Throws
 * ConfigError for an invalid header, or a file length that does not match it.
 */
export function readDimensions(bytes: Uint8Array, file: string, size: number = bytes.length): Dimensions {
  if (bytes.length < HEADER_BYTES)
    throw fault(file, "header", `expected at least ${HEADER_BYTES} bytes, received ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [width, hidden, layers, heads, keyValueHeads, signedVocabulary, context] = Array.from(
    { length: 7 },
    (_, i) => view.getInt32(4 * i, true),
  );
  // In this layout a negative vocabulary marks a separate output head.
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
