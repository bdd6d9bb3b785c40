import { writeSync } from "node:fs";

/** Characters per write: writing one line costs as much as writing a thousand. */
const BLOCK = 1 << 16;

/** Milliseconds before a full descriptor is tried again. */
const PAUSE = 5;

/**
 * Writes text to a descriptor completely: it repeats the rest of a short write and waits for a full pipe.
 * Throws the system's error, such as ENOSPC or EPIPE. (Node's own streams drop the rest of a short write.)
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
      // Another program, such as a terminal or a parent, made the descriptor non-blocking.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      else if (code !== "EINTR") throw error;
    }
}
