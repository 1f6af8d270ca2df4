import { type Browser, chromium } from "playwright-core";
import { requireProgram } from "../suite/requirements.ts";

const program = requireProgram("chromium");

/** For `Deno.test`: true where this machine has no browser. */
export const lacksBrowser = program.ignore;

/** Keeps Chromium from talking to anyone but us; it runs as root in containers, hence no sandbox. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts headless Chromium. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: program.path!, args: flags });
}
