import { ConfigError, type Issue } from "../base/errors.ts";

/** What a worker answers that cannot work: a class of errors does not survive the way between threads. */
export interface Unfit {
  readonly unfit: readonly Issue[];
}

/** A worker's task, or one that says why there is none: a ConfigError while it was made. */
export async function taskOrFault<Task, Result>(
  make: () => Promise<(task: Task) => Result>,
): Promise<(task: Task) => Result | Unfit> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { issues } = error;
    return () => ({ unfit: issues });
  }
}

/** A worker's result. Throws the ConfigError for which there is none. */
export function resultOrFault<Result extends object>(answer: Result | Unfit): Result {
  if ("unfit" in answer) throw new ConfigError(answer.unfit);
  return answer;
}
