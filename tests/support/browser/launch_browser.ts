import { type Browser, chromium } from "playwright-core";
import { requireProgram } from "../suite/requirements.ts";

const program = requireProgram("chromium");

/** For `Deno.test`: true if this machine has no browser. */
export const lacksBrowser = program.ignore;

/** Stops Chromium's own requests. In containers it runs as root, so it can't have its sandbox. */
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
