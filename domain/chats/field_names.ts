import { modelSettings } from "../models/settings.ts";
import { type Said, said } from "../said.ts";

/**
 * Names of the same field here and elsewhere: in OpenAI's chat completions and responses, and
 * common guesses.
 */
const synonyms: readonly (readonly string[])[] = [
  ["message", "user_message", "messages", "prompt", "input", "content", "question", "text"],
  ["system_message", "system", "system_prompt", "instructions", "developer"],
  ["max_tokens", "max_completion_tokens", "max_output_tokens"],
  ["stop", "stop_sequences"],
  ["title", "name"],
  ["pinned", "is_pinned"],
  ["archived", "is_archived"],
  ["query", "q"],
  ["page_size", "limit", "max_results"],
  ["page_token", "cursor", "after"],
  ["chat_id", "conversation", "conversation_id", "thread_id", "previous_response_id"],
  ["user_id", "user", "safety_identifier"],
];

/** The answer to a name of something that Parley doesn't have. */
const UNSUPPORTED = said`Parley has nothing like it`;

/** Fields of other APIs for things that Parley doesn't have. */
const unsupportedNames: readonly string[] = [
  ...["response_format", "tools", "tool_choice", "parallel_tool_calls", "max_tool_calls"],
  ...["functions", "function_call", "logprobs", "top_logprobs", "logit_bias", "seed", "store"],
  ...["metadata", "modalities", "audio", "image", "prediction", "reasoning", "reasoning_effort"],
  ...["verbosity", "service_tier", "web_search_options", "top_k", "truncation", "include"],
  ...["background", "moderation", "context_management", "access_programs"],
  ...["prompt_cache_key", "prompt_cache_options", "prompt_cache_retention"],
];

/** Names that are no field of the JSON API's calls, and how to say the same thing. */
const otherWays: readonly (readonly [names: readonly string[], way: Said])[] = [
  [["stream", "stream_options"], said`for events, send the header Accept: text/event-stream`],
  [
    ["user_id", "user", "safety_identifier"],
    said`the header X-Parley-User says for whom the service token acts`,
  ],
  [
    ["chat_id", "conversation", "conversation_id", "thread_id", "previous_response_id"],
    said`the path names the chat: /api/v1/chats/{chat_id}/messages`,
  ],
  [["request_id", "idempotency_key"], said`send the header Idempotency-Key`],
  [
    [
      ...Object.values(modelSettings).map(({ publicName }) => publicName),
      ...["max_completion_tokens", "max_output_tokens", "settings", "model", "title"],
      ...["system_message", "system", "instructions", "system_prompt"],
    ],
    said`it belongs to the chat: PATCH /api/v1/chats/{chat_id} changes it`,
  ],
  [unsupportedNames, UNSUPPORTED],
];

/** Longest name that is compared with known ones, in UTF-16 code units. */
const MAX_NAME = 40;

/**
 * The error about an unknown name in a request, with a suggestion.
 *
 * @param name The name as it was sent, without the path of its parent.
 * @param place `known`: paths of all fields of the request, such as `settings.top_p`. `parent`: the
 * path of the name's parent; empty at the top. `kind`: what the name would be; a field by default.
 */
export function noSuchField(
  name: string,
  { known, parent, kind = said`field` }: {
    readonly known: readonly string[];
    readonly parent: string;
    readonly kind?: Said;
  },
): Said {
  const meant = meantField(name, known);
  if (meant) return notAsMeant(name, meant, kind);
  const way = otherWays.find(([names]) => isAmong(lastOf(name), names))?.[1];
  if (way) return said`There is no such ${kind}; ${way}`;
  const [only, ...others] = known.filter((path) => parentOf(path) === parent).map(lastOf);
  if (only === undefined) return said`There is no such ${kind}`;
  if (others.length === 0) return said`There is no such ${kind}; there is only ${only}`;
  return said`There is no such ${kind}; there are ${[only, ...others].join(", ")}`;
}

function notAsMeant(name: string, meant: string, kind: Said): Said {
  const home = parentOf(meant);
  if (home !== "" && name.includes(".")) {
    return said`There is no such ${kind}; put ${lastOf(meant)} into the object ${home}`;
  }
  if (lastOf(meant) === name) {
    return home === ""
      ? said`There is no such ${kind} here; it belongs at the top level`
      : said`There is no such ${kind} here; it belongs in ${home}`;
  }
  if (name === "messages") {
    return said`There is no such ${kind}; send only the newest as ${meant}; the chat keeps the others`;
  }
  return areSynonyms(lastOf(name), lastOf(meant))
    ? said`There is no such ${kind}; it is called ${meant} here`
    : said`There is no such ${kind}; did you mean ${meant}?`;
}

/**
 * The field that was most likely meant: one of that name elsewhere in the request, one that other
 * APIs call so, or one whose name differs only in style or by a typo. Names from other APIs are not
 * taken for typos.
 *
 * @param path The name that was sent; of a dotted path, the last name counts.
 * @param known Paths of all fields of the request.
 */
export function meantField(path: string, known: readonly string[]): string | undefined {
  const name = lastOf(path);
  if (name.length > MAX_NAME) return undefined;
  return known.find((path) => lastOf(path) === name) ??
    known.find((path) => areSynonyms(name, lastOf(path))) ??
    known.find((path) => plain(path) === plain(name) || plain(lastOf(path)) === plain(name)) ??
    (isKnownElsewhere(name)
      ? undefined
      : known.find((path) => isSlip(plain(name), plain(lastOf(path)))));
}

/**
 * The answer to a path whose last name is from another API, for something Parley doesn't have.
 *
 * @returns `undefined` for other names.
 */
export function nothingLike(path: string): Said | undefined {
  return isAmong(lastOf(path), unsupportedNames) ? UNSUPPORTED : undefined;
}

function areSynonyms(name: string, other: string): boolean {
  return plain(name) !== plain(other) &&
    synonyms.some((names) => isAmong(name, names) && names.includes(other));
}

function isKnownElsewhere(name: string): boolean {
  return synonyms.some((names) => isAmong(name, names)) ||
    otherWays.some(([names]) => isAmong(name, names));
}

function isAmong(name: string, names: readonly string[]): boolean {
  return name.length <= MAX_NAME && names.some((other) => plain(other) === plain(name));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** A name without its style, so that `maxTokens`, `max_tokens` and `max-tokens` are the same. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

/**
 * Whether a name is a typo of another: one letter missing, doubled, wrong or swapped; two in long
 * names.
 */
function isSlip(name: string, right: string): boolean {
  if (right.length < 4) return false;
  return editDistance(name, right) <= (right.length < 8 ? 1 : 2);
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let [beforeLast, last]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        last![j]! + 1,
        row[j - 1]! + 1,
        last![j - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast![j - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last!, row];
  }
  return last![b.length]!;
}
