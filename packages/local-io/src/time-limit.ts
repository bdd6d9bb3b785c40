import { createContext, Script } from "node:vm";

const CALL = new Script("run()");

/** A call exceeded its time limit. */
class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";
}

/**
 * Returns the result of `run`, or throws TimeLimitError after so many milliseconds, even within a regular
 * expression or a loop that no event can end. For code of unbounded time on the content of a file.
 */
export function withinTime<T>(milliseconds: number, run: () => T): T {
  let result: T | undefined;
  const context = createContext({
    run: () => {
      result = run();
    },
  });
  try {
    // A script's timeout ends all that it calls, including functions of this context.
    CALL.runInContext(context, { timeout: Math.ceil(milliseconds) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    throw new TimeLimitError(`expected an answer within ${(milliseconds / 1000).toFixed(0)} s`);
  }
  return result as T;
}
