/**
 * Windows that the time after warm-up is divided into; the medians of first and last are compared.
 */
const WINDOWS = 4;

/** The result of judging memory over time. */
export type MemoryVerdict = {
  /** Median of the first window after warm-up, in megabytes. */
  readonly before: number;
  /** Median of the last window, in megabytes. */
  readonly after: number;
  /** Growth from one to the other, as a fraction of the first: 0.05 is 5 %. */
  readonly growth: number;
};

/**
 * Tells whether memory is flat. The first third is warm-up, in which code is compiled and heaps
 * grow.
 *
 * @param samples Megabytes, at regular intervals.
 */
export function judgeMemory(samples: readonly number[]): MemoryVerdict {
  const settled = samples.slice(Math.floor(samples.length / 3));
  const width = Math.max(1, Math.floor(settled.length / WINDOWS));
  const before = median(settled.slice(0, width));
  const after = median(settled.slice(-width));
  return { before, after, growth: after / before - 1 };
}

/** A curve as one line: about 30 of its values, in whole megabytes. */
export function showMemory(samples: readonly number[]): string {
  const step = Math.max(1, Math.ceil(samples.length / 30));
  return samples.filter((_, index) => index % step === 0).map(Math.round).join(" ");
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
