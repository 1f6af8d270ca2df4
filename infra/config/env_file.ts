import { parseEnv } from "node:util";
import type { Environment } from "./config.ts";
import { nameProblem } from "./names.ts";

/** What a `.env` file sets, and what in it probably isn't meant as it is written. */
export type EnvFile = {
  readonly values: Environment;
  /** One sentence each. They show names, but no values, because those may be secrets. */
  readonly warnings: readonly string[];
};

/** Reads the contents of a `.env` file. */
export function readEnvFile(bytes: Uint8Array): EnvFile {
  const { text, warning } = decode(bytes);
  const values = parseEnv(text);
  return { values, warnings: [...warning ? [warning] : [], ...lineWarnings(text)] };
}

/** UTF-16 and a mark at the beginning come from editors on Windows, and are understood. */
function decode(bytes: Uint8Array): { readonly text: string; readonly warning?: string } {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (encoding !== "utf-8") {
    return { text, warning: ".env is UTF-16, which most programs can't read: save it as UTF-8" };
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    const warning = ".env begins with a byte order mark (BOM), which other programs take for a " +
      "part of the first name: save it as UTF-8 without BOM";
    return { text, warning };
  }
  return text.includes("\ufffd")
    ? { text, warning: ".env has bytes that are not UTF-8: save it as UTF-8" }
    : { text };
}

/** Without a mark, text that begins with a zero byte in its first two is UTF-16, too. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe || first !== 0 && second === 0) return "utf-16le";
  if (first === 0xfe && second === 0xff || first === 0 && second !== 0) return "utf-16be";
  return "utf-8";
}

function lineWarnings(text: string): string[] {
  const lines = withoutQuoted(text).split("\n");
  const set = new Map<string, number>();
  return lines.flatMap((line, index) => {
    const place = `.env line ${index + 1}`;
    if (/^\s*(#|$)/.test(line)) return [];
    const [, before, colon] = /^\s*(?:export\s+)?([\w.-]+)\s*(:?)/.exec(line) ?? [];
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line) ?? [];
    if (before && colon) return [`${place} sets nothing: write ${before}=… for ${before}: …`];
    if (!name) return [`${place} sets nothing: expected NAME=value`];
    const earlier = set.get(name);
    set.set(name, index + 1);
    const problem = earlier === undefined
      ? nameProblem(name)
      : `was set on line ${earlier} already: this line counts`;
    return problem ? [`${place}: ${name} ${problem}`] : [];
  });
}

/** The same lines, without what is in quotes, which may go on over several of them. */
function withoutQuoted(text: string): string {
  return text.replace(/=[ \t]*(["'`])[^]*?\1/g, (value) => `=${value.replaceAll(/[^\n]/g, "")}`);
}
