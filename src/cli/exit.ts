/** Exit codes, as scripts rely on them. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3, interrupted: 130 } as const;

/** A verb sets the code when it ends neither plainly nor with an error. */
export interface Outcome {
  code: number;
}
