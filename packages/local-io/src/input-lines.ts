/** A line of an input. */
export interface InputLine {
  /** Line number in the input, from 1; blank lines count. */
  readonly number: number;
  /** Content without the line end; null for a line longer than the limit. */
  readonly bytes: Uint8Array | null;
  /** Length in bytes. */
  readonly length: number;
}

const NEWLINE = 10;
const RETURN = 13;
const BLANKS: readonly number[] = [9, RETURN, 32];
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];

/**
 * Non-blank lines of an input, those of one chunk as one list. Of a line above `most` bytes only the length
 * is kept, so an input without line ends takes no more memory than one with them.
 */
export async function* inputLines(
  input: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<readonly InputLine[]> {
  let number = 0;
  let pieces: Uint8Array[] = [];
  let length = 0;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > most) pieces = [];
    // A copy, because the buffer behind a chunk is larger than the piece that is kept.
    else pieces.push(piece.slice());
  };
  const close = (last: Uint8Array): InputLine | null => {
    length += last.length;
    const whole = length > most ? null : pieces.length === 0 ? last : joined([...pieces, last], length);
    const line = { number: ++number, bytes: whole === null ? null : bare(whole, number), length };
    pieces = [];
    length = 0;
    return line.bytes?.every((byte) => BLANKS.includes(byte)) === true ? null : line;
  };
  for await (const chunk of input) {
    const lines: InputLine[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = close(chunk.subarray(from, end));
      if (line !== null) lines.push(line);
      from = end + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  const last = length > 0 ? close(new Uint8Array(0)) : null;
  if (last !== null) yield [last];
}

/** Removes the byte-order mark of a file and the carriage return of a line. */
function bare(bytes: Uint8Array, number: number): Uint8Array {
  const from =
    number === 1 && BYTE_ORDER_MARK.every((byte, n) => bytes[n] === byte) ? BYTE_ORDER_MARK.length : 0;
  return bytes.subarray(from, bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
