import { dense } from "../../base/dense.ts";
import { hypervolume } from "../../explore/hypervolume.ts";
import { nonDominated } from "../../explore/pareto.ts";
import type { Outcome } from "../../explore/search/search.ts";
import type { Progress } from "../progress.ts";

const REFRESH_MILLISECONDS = 500;

/** A line of progress: points, rate, time left, front, hypervolume. Costs nothing where nobody looks. */
export class StudyProgress {
  readonly #line: Progress;
  readonly #isShown: boolean;
  readonly #columns: number;
  /** In minimised sense; null without one in every objective. */
  readonly #reference: readonly number[] | null;
  #front: number[] = [];
  #recent: number[] = [];
  #points = 0;
  #drawn = 0;

  constructor(line: Progress, isShown: boolean, columns: number, reference: readonly number[] | null) {
    this.#line = line;
    this.#isShown = isShown && columns > 0;
    this.#columns = columns;
    this.#reference = reference;
  }

  /** Points done out of `total` on a level, `started` ms ago for those of this run. */
  update(level: string, done: number, fresh: number, total: number, elapsed: number): void {
    const now = performance.now();
    this.#points = done;
    if (now - this.#drawn < REFRESH_MILLISECONDS) return;
    this.#drawn = now;
    const rate = elapsed > 0 ? (1000 * fresh) / elapsed : 0;
    const left = rate > 0 ? `, ${duration((total - this.#points) / rate)} left` : "";
    this.#line.update(
      `${level}: ${done} of ${total} points, ${rate.toPrecision(3)}/s${left}${this.#isShown ? this.#frontText() : ""}`,
    );
  }

  /** Takes a feasible point's objectives. */
  add({ objectives, violation }: Outcome): void {
    if (this.#isShown && violation === 0) this.#recent.push(...objectives);
  }

  done(): void {
    this.#line.done();
  }

  #frontText(): string {
    const columns = this.#columns;
    const all = Float64Array.from([...this.#front, ...this.#recent]);
    const points = dense(all.length / columns, columns, all);
    this.#recent = [];
    this.#front = nonDominated(points).flatMap((row) => [
      ...all.subarray(row * columns, (row + 1) * columns),
    ]);
    const size = this.#front.length / columns;
    const volume =
      this.#reference === null || columns > 3
        ? ""
        : `, hypervolume ${hypervolume(dense(size, columns, Float64Array.from(this.#front)), this.#reference).toPrecision(5)}`;
    return `, front ${size}${volume}`;
  }
}

/** Seconds as 45 s, 3 min or 2.5 h. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
