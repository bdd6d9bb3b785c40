import { type ByteSource, byteFault } from "../stored/byte-source.ts";

/** Bytes per read. */
const WINDOW = 1 << 20;

/**
 * Reads the values of a GGUF header in sequence: little-endian numbers, and texts after their uint64 length.
 * Throws ConfigError, with the position, for a value beyond the first `limit` bytes of the file.
 */
export class Cursor {
  at = 0;
  private window = new Uint8Array(0);
  private view = new DataView(this.window.buffer);
  private start = 0;

  readonly source: ByteSource;
  private readonly limit: number;

  constructor(source: ByteSource, limit: number) {
    this.source = source;
    this.limit = limit;
  }

  /** Remaining bytes of the header's limit. */
  get left(): number {
    return this.limit - this.at;
  }

  /** Throws ConfigError unless so many bytes remain. */
  expect(bytes: number, path: string): void {
    if (bytes > this.left)
      throw this.fault(
        path,
        this.limit < this.source.size
          ? `expected a header of at most ${this.limit} bytes, received a longer one`
          : `expected ${bytes} more bytes, received the end of the file after ${this.left}`,
      );
  }

  skip(bytes: number, path: string): void {
    this.expect(bytes, path);
    this.at += bytes;
  }

  uint8 = (path: string): number => this.take(1, path, (view, at) => view.getUint8(at));
  int8 = (path: string): number => this.take(1, path, (view, at) => view.getInt8(at));
  uint16 = (path: string): number => this.take(2, path, (view, at) => view.getUint16(at, true));
  int16 = (path: string): number => this.take(2, path, (view, at) => view.getInt16(at, true));
  uint32 = (path: string): number => this.take(4, path, (view, at) => view.getUint32(at, true));
  int32 = (path: string): number => this.take(4, path, (view, at) => view.getInt32(at, true));
  float32 = (path: string): number => this.take(4, path, (view, at) => view.getFloat32(at, true));
  float64 = (path: string): number => this.take(8, path, (view, at) => view.getFloat64(at, true));
  /** Exact up to 2^53, rounded above. */
  uint64 = (path: string): number =>
    this.take(8, path, (view, at) => view.getUint32(at, true) + 2 ** 32 * view.getUint32(at + 4, true));
  int64 = (path: string): number =>
    this.take(8, path, (view, at) => view.getUint32(at, true) + 2 ** 32 * view.getInt32(at + 4, true));

  /** A count of items of at least `bytes` bytes: at most `most`, and no more than fit in the file. */
  count(bytes: number, most: number, path: string): number {
    const from = this.at;
    const count = this.uint64(path);
    const possible = Math.min(most, Math.floor(this.left / bytes));
    if (count > possible)
      throw byteFault(
        this.source.file,
        from,
        path,
        `expected at most ${possible}${possible < most ? " (what is left of the file holds no more)" : ""}, received ${count}`,
      );
    return count;
  }

  /** The bytes of a text of at most `most` bytes; a view that the next read may overwrite. */
  textBytes(most: number, path: string): Uint8Array {
    const length = this.count(1, most, path);
    this.load(length);
    const from = this.at - this.start;
    this.at += length;
    return this.window.subarray(from, from + length);
  }

  /** A text of at most `most` bytes. Throws ConfigError for bytes that are no UTF-8. */
  text(most: number, path: string): string {
    const from = this.at;
    try {
      return UTF8.decode(this.textBytes(most, path));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw byteFault(this.source.file, from, path, "expected UTF-8 text, received other bytes");
    }
  }

  /** A text of printable ASCII, as the format requires for names. */
  name(most: number, path: string): string {
    const from = this.at;
    const name = this.text(most, path);
    if (/^[!-~]+$/.test(name)) return name;
    throw byteFault(
      this.source.file,
      from,
      path,
      `expected a name of printable ASCII, received ${name === "" ? "an empty one" : JSON.stringify(name)}`,
    );
  }

  fault(path: string, message: string): Error {
    return byteFault(this.source.file, this.at, path, message);
  }

  private take(bytes: number, path: string, read: (view: DataView, at: number) => number): number {
    this.expect(bytes, path);
    this.load(bytes);
    const value = read(this.view, this.at - this.start);
    this.at += bytes;
    return value;
  }

  /** Loads the next so many bytes, which must exist, into the window. */
  private load(bytes: number): void {
    if (this.at >= this.start && this.at + bytes <= this.start + this.window.length) return;
    const length = Math.min(Math.max(bytes, WINDOW), this.source.size - this.at);
    if (this.window.length !== length) {
      this.window = new Uint8Array(length);
      this.view = new DataView(this.window.buffer);
    }
    this.source.fill(this.at, this.window);
    this.start = this.at;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
