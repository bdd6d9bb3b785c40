/** A sum whose error does not grow with the number of terms. Source: Neumaier, ZAMM 54, 1974, from memory. */
export interface CompensatedSum {
  add(term: number): void;
  readonly value: number;
}

export function compensatedSum(): CompensatedSum {
  let sum = 0;
  let lost = 0;
  return {
    add(term) {
      const next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    },
    get value() {
      return sum + lost;
    },
  };
}
