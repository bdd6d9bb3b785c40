/** Numbers in a row, in memory that doubles. */
export class GrowingTape {
  #numbers = new Int32Array(1 << 12);
  #length = 0;

  write(numbers: readonly number[]): void {
    if (this.#length + numbers.length > this.#numbers.length) {
      const longer = new Int32Array(2 * (this.#length + numbers.length));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    for (const number of numbers) this.#numbers[this.#length++] = number;
  }

  written(): Int32Array {
    return this.#numbers.slice(0, this.#length);
  }
}
