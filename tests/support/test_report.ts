/** Counts of one suite: a folder directly under `tests/`. */
export type SuiteResult = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each test that failed: its file and name, and then why. */
  readonly failures: readonly string[];
};

/**
 * Sums up a test report by suite.
 *
 * @param junit The XML that `deno test --junit-path` writes.
 */
export function readTestReport(junit: string): SuiteResult[] {
  const suites = new Map<string, { passed: number; skipped: number; failures: string[] }>();
  for (
    const [, path = "", cases = ""] of junit.matchAll(/<testsuite name="(.*?)"(.*?)<\/testsuite>/gs)
  ) {
    const name = suiteOf(path);
    const suite = suites.get(name) ?? { passed: 0, skipped: 0, failures: [] };
    for (const [testCase] of cases.matchAll(/<testcase .*?<\/testcase>/gs)) {
      if (/<(failure|error)/.test(testCase)) suite.failures.push(`${path}: ${failureIn(testCase)}`);
      else if (/<skipped/.test(testCase)) suite.skipped++;
      else suite.passed++;
    }
    suites.set(name, suite);
  }
  return [...suites].map(([name, suite]) => ({ name, failed: suite.failures.length, ...suite }));
}

function failureIn(testCase: string): string {
  const [, name = ""] = /name="(.*?)"/s.exec(testCase) ?? [];
  const [, reason = ""] = /<(?:failure|error)[^>]*>(.*)<\/(?:failure|error)>/s.exec(testCase) ?? [];
  return plain(`${name}\n${reason}`);
}

/** Text as it was before it became XML. */
function plain(xml: string): string {
  const characters = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };
  return xml.replace(/&(amp|apos|gt|lt|quot);/g, (_, name) => characters[name as "amp"]);
}

/** `./tests/infra/config_test.ts` → `infra`; files directly under `tests/` count as `program`. */
function suiteOf(path: string): string {
  const parts = path.split("/").slice(path.split("/").indexOf("tests") + 1);
  return parts.length > 1 ? parts[0]! : "program";
}
