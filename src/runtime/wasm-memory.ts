const PAGE = 65_536;

/** Makes a memory at least so many bytes long; arrays on it are detached where it grows. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
