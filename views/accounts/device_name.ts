import type { AccountTexts } from "../texts/account.ts";

// Most user agents also contain the names of other browsers: the first match in this order is right
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
 * Names a browser and its system, such as "Firefox on Windows".
 *
 * @param userAgent The `User-Agent` header. It can be any text, and is never shown itself.
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
