import type { AccountTexts } from "../texts/account.ts";

// What browsers say of themselves names most others, too; the first that is found is the right one
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent).
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|Opera|OPT)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

/**
 * A browser in words that its user knows it by.
 *
 * @param userAgent What it said of itself, of any content; what isn't known is not repeated.
 */
export function deviceName(t: AccountTexts, userAgent: string): string {
  const browser = firstMatch(browsers, userAgent);
  if (!browser) return t.unknownBrowser;
  const system = firstMatch(systems, userAgent);
  return system ? t.onSystem(browser, system) : browser;
}

function firstMatch(names: readonly [RegExp, string][], text: string): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}
