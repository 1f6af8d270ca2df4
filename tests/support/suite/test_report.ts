/** Counts of one suite: a folder directly under `tests/`. */
export type SuiteResult = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each failed test: its file and name, then the reason. */
  readonly failures: readonly string[];
  readonly times: readonly TestTime[];
};

/** The time of one test. */
export type TestTime = {
  /** Its file and name. */
  readonly test: string;
  readonly seconds: number;
};

type Suite = {
  passed: number;
  skipped: number;
  readonly failures: string[];
  readonly times: TestTime[];
};

/**
 * Sums up a test report by suite.
 *
 * @param junit The XML that `deno test --junit-path` writes.
 */
export function readTestReport(junit: string): SuiteResult[] {
  const suites = new Map<string, Suite>();
  for (
    const [, path = "", cases = ""] of junit.matchAll(/<testsuite name="(.*?)"(.*?)<\/testsuite>/gs)
  ) {
    const name = suiteOf(path);
    const suite = suites.get(name) ?? { passed: 0, skipped: 0, failures: [], times: [] };
    for (const [testCase] of cases.matchAll(/<testcase .*?<\/testcase>/gs)) {
      if (/<(failure|error)/.test(testCase)) suite.failures.push(`${path}: ${failureIn(testCase)}`);
      else if (/<skipped/.test(testCase)) suite.skipped++;
      else suite.passed++;
      suite.times.push({ test: `${path}: ${nameIn(testCase)}`, seconds: secondsIn(testCase) });
    }
    suites.set(name, suite);
  }
  return [...suites].map(([name, suite]) => ({ name, failed: suite.failures.length, ...suite }));
}

function nameIn(testCase: string): string {
  return plain(/name="(.*?)"/s.exec(testCase)?.[1] ?? "");
}

function secondsIn(testCase: string): number {
  return Number(/ time="(.*?)"/.exec(testCase)?.[1] ?? 0);
}

function failureIn(testCase: string): string {
  const [, reason = ""] = /<(?:failure|error)[^>]*>(.*)<\/(?:failure|error)>/s.exec(testCase) ?? [];
  return `${nameIn(testCase)}\n${plain(reason)}`;
}

/** Decodes XML's character references. */
function plain(xml: string): string {
  const characters = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };
  return xml.replace(/&(amp|apos|gt|lt|quot);/g, (_, name) => characters[name as "amp"]);
}

/** `./tests/infra/config_test.ts` → `infra`; files directly under `tests/` count as `program`. */
function suiteOf(path: string): string {
  const parts = path.split("/").slice(path.split("/").indexOf("tests") + 1);
  return parts.length > 1 ? parts[0]! : "program";
}
