/** The quantile `q` (0 to 1) of some figures; `NaN` of none. */
export function quantile(figures: readonly number[], q: number): number {
  const sorted = Float64Array.from(figures).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
