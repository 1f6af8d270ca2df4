import * as z from "zod";
import { type Network, parseNetwork } from "../../domain/network_address.ts";
import { withoutCall } from "../openai/base_url.ts";

// Each schema parses text, and its error message completes the sentence "expected …".

/** Any text that isn't blank. */
export function text(expected: string) {
  return z.string().trim().min(1, expected);
}

/** A number, which may have a fraction. */
export function decimal(min: number, max: number) {
  return z.string().refine(
    (value) => /^[-+]?\d*\.?\d+$/.test(value) && Number(value) >= min && Number(value) <= max,
    `a number from ${min} to ${max}`,
  ).transform(Number);
}

/** A whole number. @param unit What it counts, e.g. `seconds`, for the error message. */
export function wholeNumber(min: number, max: number, unit?: string) {
  return z.string().refine(
    (value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max,
    `a whole number${unit ? ` of ${unit}` : ""} from ${min} to ${max}`,
  ).transform(Number);
}

const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

/** A number of bytes, such as `500MB` or `1.5GiB`; `null` (no limit) for 0 and `off`. */
export function bytes() {
  return z.string().transform((value, context) => {
    if (value === "off") return null;
    const [, number, unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?) ?([kmgt]?i?b|)$/i.exec(value) ?? [];
    const size = Math.floor(Number(number) * (units[unit.toLowerCase()] ?? NaN));
    if (Number.isSafeInteger(size)) return size === 0 ? null : size;
    context.addIssue("a number of bytes such as 500MB or 1GiB, or off for no limit");
    return z.NEVER;
  });
}

/** One of these words. */
export function oneOf<const Word extends string>(words: readonly [Word, ...Word[]]) {
  return z.enum(words, words.join(" or "));
}

/** Some of these words, separated by commas. */
export function someOf<const Word extends string>(words: readonly [Word, ...Word[]]) {
  return z.string().transform((value) => value.split(",").map((word) => word.trim())).pipe(
    z.array(z.enum(words, `${words.join(" or ")}, or both with a comma`)),
  );
}

/** An http or https URL; slashes at its end are removed. */
function httpUrl() {
  return z.string().refine(isHttpUrl, "an http or https URL").transform((url) =>
    url.replace(/\/+$/, "")
  );
}

/** A URL to which paths are added, so it must not have a query. */
export function baseUrl() {
  return httpUrl().refine(
    (value) => !/[?#]/.test(value),
    "an http or https URL without a query, e.g. http://127.0.0.1:11434/v1",
  ).superRefine((value, context) => {
    const base = withoutCall(value);
    if (base) context.addIssue(`the URL to which paths of calls are added: ${base}`);
  });
}

/** An origin: scheme, host and port. */
export function httpOrigin() {
  return httpUrl().refine(
    (value) => URL.parse(value)?.pathname === "/" && !/[?#@]/.test(value),
    "an http or https URL without a path, e.g. https://chat.example.com",
  ).transform((value) => new URL(value).origin);
}

/** Origins whose pages may call the API, or `*` for any. */
export function corsOrigins() {
  return z.string().transform((value, context) => {
    if (value === "*") return ["*"];
    return value.split(",").map((entry) => {
      const url = URL.parse(entry.trim());
      if (/^https?:$/.test(url?.protocol ?? "") && `${url!.origin}/` === url!.href) {
        return url!.origin;
      }
      context.addIssue("* or origins with commas between them, e.g. https://app.example.com");
      return z.NEVER;
    });
  });
}

/** Names of identity providers, for variables and URLs. */
export function providerNames() {
  return z.string().transform((value) => value.split(",").map((name) => name.trim().toLowerCase()))
    .refine(
      (names) =>
        names.every((name) => /^[a-z][a-z0-9]{0,31}$/.test(name)) &&
        new Set(names).size === names.length,
      "different names of up to 32 letters and digits with commas between them, e.g. google,corp",
    );
}

/** The issuer of an identity provider. Sign-ins go over TLS, except to this machine. */
export function issuerUrl() {
  return z.string().refine((value) => {
    const url = URL.parse(value);
    const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url?.hostname ?? "");
    return (url?.protocol === "https:" || isHere && url?.protocol === "http:") &&
      !/[?#@]/.test(value);
  }, "the https URL that the provider calls its issuer, e.g. https://accounts.google.com");
}

/** OAuth scopes; `openid` is always among them. */
export function scopeList() {
  return z.string().refine(
    (value) => /^[\x21\x23-\x5b\x5d-\x7e ]+$/.test(value),
    "scopes with spaces between them, e.g. openid email profile",
  ).transform((value) => [...new Set(["openid", ...value.split(" ").filter(Boolean)])]);
}

/** Domains of e-mail addresses. */
export function domainNames() {
  return z.string().transform((value) => value.split(",").map((name) => name.trim().toLowerCase()))
    .refine(
      (names) => names.every((name) => /^[^\s@.,/:]+(\.[^\s@.,/:]+)+$/.test(name)),
      "domains with commas between them, e.g. example.com,example.org",
    );
}

/** Where images may be loaded from: origins for the page's CSP, or `https:` for any. */
export function imageSources() {
  return z.string().transform((value, context) => {
    if (value === "off") return [];
    if (value === "on") return ["https:"];
    return value.split(",").map((entry) => {
      const url = URL.parse(entry.trim());
      if (url?.protocol === "https:" && `${url.origin}/` === url.href) return url.origin;
      context.addIssue(
        "off, on, or https origins with commas between them, e.g. https://i.example.com",
      );
      return z.NEVER;
    });
  });
}

/** Maximum number of proxies in a row. */
const MAX_PROXIES = 16;

/** How many proxies are trusted, or the networks that they are in. */
export function trustedProxies() {
  return z.string().transform((value, context): number | Network[] => {
    if (value === "off") return 0;
    if (value === "on") return 1;
    if (/^\d+$/.test(value) && Number(value) <= MAX_PROXIES) return Number(value);
    const networks = value.split(",").map((entry) => parseNetwork(entry.trim()));
    if (networks.every((network) => network !== null)) return networks;
    context.addIssue(
      `off, on, a number of proxies up to ${MAX_PROXIES}, or addresses and networks with commas between them, e.g. 10.0.0.0/8,fd00::/8`,
    );
    return z.NEVER;
  });
}

/** A URL of a database. Percent-encoded parts of a MySQL URL are valid. */
export function databaseUrl() {
  return z.string().refine((value) => {
    if (value.startsWith("sqlite:")) return value.length > "sqlite:".length;
    const url = URL.parse(value);
    return url?.protocol === "mysql:" && url.hostname !== "" && url.pathname.length > 1 &&
      [url.username, url.password, url.pathname].every(isDecodable);
  }, "sqlite:path/to/file.db or mysql://user:password@host:3306/database, where %25 is a %");
}

/** `name=contextTokens,…`. Names may contain colons and equals signs, so the last `=` separates. */
export function modelList() {
  return z.string().transform((value, context) =>
    value.split(",").map((entry) => {
      const [, name, contextTokens] = entry.trim().match(/^(.+)=(\d{3,9})$/) ?? [];
      if (name && contextTokens) return { name, contextTokens: Number(contextTokens) };
      context.addIssue("name=contextTokens, several of them with commas, e.g. llama3.2=131072");
      return z.NEVER;
    })
  );
}

/** Names of upstreams, separated by commas. */
export function upstreamNames() {
  return z.string().transform((value) => value.split(",").map((name) => name.trim())).refine(
    (names) =>
      names.every((name) => /^[a-z][a-z0-9-]{0,31}$/.test(name)) &&
      new Set(names).size === names.length,
    "different names of small letters, digits and hyphens with commas, e.g. openrouter,local",
  );
}

/** `name=contextTokens,…`, where each `=contextTokens` may be left out. */
export function namedModels() {
  return z.string().transform((value) =>
    value.split(",").map((entry) => {
      const [, name, contextTokens] = /^(.+?)(?:=(\d{3,9}))?$/.exec(entry.trim()) ?? [];
      return { name: name ?? "", contextTokens: contextTokens ? Number(contextTokens) : null };
    })
  ).refine(
    (models) => models.every(({ name }) => name !== ""),
    "name or name=contextTokens, several of them with commas, e.g. gpt-4o=128000,o3",
  );
}

/** Headers that belong to the connection or the body. */
const ownHeaders = /^(host|connection|content-length|content-type|transfer-encoding)$/;

/** HTTP headers: `name=value,…`, or a JSON object where values have commas. */
export function headerList() {
  return z.string().transform((value) => pairsOf(value)).refine(
    (headers) =>
      Object.entries(headers).every(([name, value]) =>
        /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && !ownHeaders.test(name) &&
        /^[\x20-\x7e]+$/.test(value)
      ),
    'name=value, several of them with commas, or a JSON object, e.g. {"x-title":"Parley"}',
  );
}

/** Parameters of a URL: `name=value&…`. */
export function queryList() {
  return z.string().transform((value) =>
    Object.fromEntries(new URLSearchParams(value.replace(/^\?/, "")))
  ).refine(
    (query) => Object.entries(query).every(([name, value]) => name !== "" && value !== ""),
    "parameters of a URL, e.g. api-version=2024-10-21",
  );
}

/** An object of texts from JSON or from `name=value` pairs; names in lower case. */
function pairsOf(value: string): Record<string, string> {
  const entries = parseJsonPairs(value) ?? value.split(",").map((pair) => {
    const [name = "", ...rest] = pair.split("=");
    return [name, rest.join("=")] as const;
  });
  return Object.fromEntries(
    entries.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]),
  );
}

function parseJsonPairs(value: string): [string, string][] | null {
  try {
    return Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(value)));
  } catch {
    return null;
  }
}

/** Texts that aren't empty, as a JSON array or separated by commas. @param most Maximum number. */
export function textList(most: number) {
  return z.string().transform((value) => parseJsonStrings(value) ?? value.split(",")).refine(
    (texts) => texts.length <= most && !texts.includes(""),
    `at most ${most} texts, as a JSON array or with commas between them`,
  );
}

function parseJsonStrings(value: string): string[] | null {
  try {
    return z.array(z.string()).nullable().catch(null).parse(JSON.parse(value));
  } catch {
    return null;
  }
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

function isHttpUrl(value: string): boolean {
  const protocol = URL.parse(value)?.protocol;
  return protocol === "http:" || protocol === "https:";
}
