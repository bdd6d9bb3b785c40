import { createContext, Script } from "node:vm";

const CALL = new Script("run()");

/** A call that went on for longer than it was given. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/**
 * What `run` returns, or TimeLimitError after so many milliseconds: also in the middle of a regular expression or a loop
 * that no event can end. For code that handles what a file holds and whose time nothing bounds.
 */
export function withinTime<T>(milliseconds: number, run: () => T): T {
  let result: T | undefined;
  const context = createContext({
    run: () => {
      result = run();
    },
  });
  try {
    // A script's timeout ends whatever it calls, functions of this side included.
    CALL.runInContext(context, { timeout: Math.ceil(milliseconds) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitError(`expected an answer within ${(milliseconds / 1000).toFixed(0)} s`);
  }
  return result as T;
}
