import { writeSync } from "node:fs";

/** Characters gathered before they are written: a write of one line costs as much as one of a thousand. */
const BLOCK = 1 << 16;

/** Milliseconds before a descriptor that cannot take bytes now is tried again. */
const PAUSE = 5;

/**
 * Writes pieces of text to a descriptor to the last byte: what a short write left is written again, and a pipe that is full
 * is waited for. Throws what the system says, ENOSPC or EPIPE. (Node's own streams drop the rest of a short write.)
 */
export function writeAll(descriptor: number, pieces: Iterable<string>, write = writeSync): void {
  let held = "";
  for (const piece of pieces) {
    held += piece;
    if (held.length < BLOCK) continue;
    writeBytes(descriptor, Buffer.from(held, "utf8"), write);
    held = "";
  }
  writeBytes(descriptor, Buffer.from(held, "utf8"), write);
}

function writeBytes(descriptor: number, bytes: Uint8Array, write: typeof writeSync): void {
  for (let done = 0; done < bytes.length; )
    try {
      done += write(descriptor, bytes, done, bytes.length - done);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A descriptor that another program made non-blocking, such as a terminal or the pipe of a parent.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      else if (code !== "EINTR") throw error;
    }
}
