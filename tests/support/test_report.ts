/** Counts of one suite: a folder directly under `tests/`. */
export type SuiteResult = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
};

/**
 * Sums up a test report by suite.
 *
 * @param junit The XML that `deno test --junit-path` writes.
 */
export function readTestReport(junit: string): SuiteResult[] {
  const suites = new Map<string, { passed: number; failed: number; skipped: number }>();
  for (
    const [, path = "", cases = ""] of junit.matchAll(/<testsuite name="(.*?)"(.*?)<\/testsuite>/gs)
  ) {
    const name = suiteOf(path);
    const counts = suites.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
    for (const [testCase] of cases.matchAll(/<testcase .*?<\/testcase>/gs)) {
      if (/<(failure|error)/.test(testCase)) counts.failed++;
      else if (/<skipped/.test(testCase)) counts.skipped++;
      else counts.passed++;
    }
    suites.set(name, counts);
  }
  return [...suites].map(([name, counts]) => ({ name, ...counts }));
}

/** `./tests/infra/config_test.ts` → `infra`; files directly under `tests/` count as `program`. */
function suiteOf(path: string): string {
  const parts = path.split("/").slice(path.split("/").indexOf("tests") + 1);
  return parts.length > 1 ? parts[0]! : "program";
}
