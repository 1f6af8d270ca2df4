/** A binary heap of numbers with the smallest on top. */
export class MinHeap {
  readonly #keys: number[] = [];

  /** How many keys the heap contains. */
  get size(): number {
    return this.#keys.length;
  }

  /** Adds a key. */
  push(key: number): void {
    const keys = this.#keys;
    let hole = keys.push(key) - 1;
    while (hole > 0) {
      const parent = hole - 1 >> 1;
      if (keys[parent]! <= key) break;
      keys[hole] = keys[parent]!;
      hole = parent;
    }
    keys[hole] = key;
  }

  /** Removes the smallest key. The heap must not be empty. */
  pop(): number {
    const keys = this.#keys;
    const smallest = keys[0]!;
    const key = keys.pop()!;
    const size = keys.length;
    if (size === 0) return smallest;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[hole] = keys[child]!;
      hole = child;
    }
    keys[hole] = key;
    return smallest;
  }
}
