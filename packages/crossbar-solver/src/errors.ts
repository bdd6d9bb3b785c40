/** An iteration stopped short of its tolerance. The unfinished value is never returned. */
export class UnconvergedError extends Error {
  override readonly name = "UnconvergedError";
}
