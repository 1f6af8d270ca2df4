import { refusalKind, type StatedRefusal, type UpstreamRefusal } from "./refusal_kinds.ts";
import { retryWait } from "./retry_pace.ts";
import { isContext, statedContext } from "./stated_context.ts";
import { statedWait } from "./stated_wait.ts";

/** Most UTF-16 code units of the sentences that are kept. */
const MAX_MESSAGE = 2_000;

/** Deepest nesting that is read: gateways wrap the error of the server behind them. */
const MAX_DEPTH = 8;

/** Most sentences and codes that are read. */
const MAX_STATEMENTS = 40;

/** Longest wait that is believed, in milliseconds: limits per month are the longest. */
const LONGEST_DEMAND = 31 * 86_400_000;

/**
 * Fields that contain what the error says. Others are not read, because they may repeat the
 * request: `input` (FastAPI), `flagged_input` (OpenRouter).
 */
const containers = new Set([
  ...["error", "errors", "detail", "details", "message", "innererror", "inner_error", "ctx"],
  ...["metadata", "raw", "headers", "violations", "provider_specific_fields"],
  // Google; RFC 7807
  ...["fieldviolations", "invalid-params", "invalid_params"],
  // MiniMax
  "base_resp",
]);
const codeFields = new Set([
  "code",
  "type",
  "reason",
  "reasons",
  "status",
  "quotaid",
  "status_code",
]);
const paramFields = new Set(["param", "parameter", "field", "name", "pointer"]);
const textFields = new Set(["message", "msg", "error", "detail", "raw", "status_msg"]);

/**
 * Reads an error of a model's server: its body or an error among its events, in any of the forms
 * that servers use.
 *
 * @param body The body's text, or the parsed error.
 */
export function readRefusal(
  body: unknown,
  { status, headers = new Headers() }: { status: number; headers?: Headers },
): UpstreamRefusal {
  const found: Statements = { codes: [], texts: [], params: [], waits: [], contexts: [] };
  const value = typeof body === "string" ? parsed(body) : body;
  collect(typeof value === "string" ? { message: pageTitle(value) } : value, found, MAX_DEPTH);
  const message = [...new Set(found.texts)].join(" ").slice(0, MAX_MESSAGE);
  const waitMs = retryWait(headers) ?? found.waits[0] ?? statedWait(message);
  const codes = found.codes.map(plainCode);
  const stated = codes.find((code) => /^[45]\d\d$/.test(code));
  const refusal: StatedRefusal = {
    status: Number.isNaN(status) && stated ? Number(stated) : status,
    codes,
    message,
    params: found.params,
    contextTokens: found.contexts[0] ?? statedContext(message),
    waitMs: waitMs === null ? null : Math.min(waitMs, LONGEST_DEMAND),
  };
  return { ...refusal, kind: refusalKind(refusal) };
}

type Statements = {
  readonly codes: string[];
  readonly texts: string[];
  readonly params: string[];
  readonly waits: number[];
  readonly contexts: number[];
};

function collect(value: unknown, found: Statements, depth: number): void {
  if (typeof value !== "object" || value === null || depth === 0) return;
  if (found.codes.length + found.texts.length > MAX_STATEMENTS) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_STATEMENTS)) collect(item, found, depth - 1);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    collectField(name.toLowerCase(), inner, found);
    if (containers.has(name.toLowerCase())) collect(parsed(inner), found, depth - 1);
    if (name === "errors" || name === "detail") collectKeys(inner, found);
  }
}

/** Some name the fields by the keys of their problems: `{"temperature": ["must be 1"]}`. */
function collectKeys(problems: unknown, found: Statements): void {
  if (typeof problems !== "object" || problems === null || Array.isArray(problems)) return;
  for (const [name, said] of Object.entries(problems).slice(0, MAX_STATEMENTS)) {
    if (typeof said !== "string" && !Array.isArray(said)) continue;
    found.params.push(name);
    collectField("message", said, found);
  }
}

function collectField(name: string, value: unknown, found: Statements): void {
  const items = Array.isArray(value) ? value : [value];
  const words = items.filter((item) => typeof item === "string" || typeof item === "number")
    .map((item) => String(item));
  if (codeFields.has(name)) found.codes.push(...words);
  if (textFields.has(name)) found.texts.push(...words.filter((word) => parsed(word) === word));
  if (paramFields.has(name)) found.params.push(...words);
  // FastAPI: `["body", "temperature"]`.
  if (name === "loc") found.params.push(pathOf(words));
  // llama.cpp
  if (name === "n_ctx" && isContext(value)) found.contexts.push(value);
  if (name === "retrydelay") found.waits.push(...words.map(durationMs).filter(Number.isFinite));
  if (name === "x-ratelimit-reset") found.waits.push(...words.map(untilMs).filter(Number.isFinite));
}

function pathOf(loc: readonly string[]): string {
  return loc.filter((part) => part !== "body" && !/^\d+$/.test(part)).join(".");
}

/** Google's `RetryInfo` has seconds, such as `38.5s`. */
function durationMs(text: string): number {
  return Number(/^(\d+(?:\.\d+)?)s$/.exec(text)?.[1] ?? NaN) * 1000;
}

/** OpenRouter puts the limit's end into its error, in milliseconds since 1970. */
function untilMs(text: string): number {
  return Math.max(0, Number(text) - Date.now());
}

/** Parses JSON, also JSON in a string, as gateways pass on another server's error. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The title, if the text is a page of HTML: the rest of it says nothing about the request. */
function pageTitle(text: string): string {
  if (!/^\s*</.test(text)) return text;
  return /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1]?.trim() ?? "";
}

function plainCode(code: string): string {
  return code.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().replace(/[^a-z0-9]+/g, "_");
}
