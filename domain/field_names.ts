import { type Said, said } from "./said.ts";

/**
 * What programs call the same thing, here and elsewhere: OpenAI's chat completions and responses, and
 * what is often guessed.
 */
const synonyms: readonly (readonly string[])[] = [
  ["message", "user_message", "messages", "prompt", "input", "content", "question"],
  ["system_message", "system", "system_prompt", "instructions", "developer"],
  ["max_tokens", "max_completion_tokens", "max_output_tokens"],
  ["stop", "stop_sequences"],
  ["title", "name"],
  ["query", "q"],
  ["page_size", "limit", "max_results"],
  ["page_token", "cursor", "after"],
  ["chat_id", "conversation", "conversation_id", "thread_id", "previous_response_id"],
  ["user_id", "user"],
];

/** What is said in another way than by a field of the JSON API. */
const ways: readonly (readonly [names: readonly string[], way: Said])[] = [
  [["stream", "stream_options"], said`for events, send the header Accept: text/event-stream`],
  [["user_id", "user"], said`the header X-Parley-User says for whom the service token acts`],
  [
    ["chat_id", "conversation", "conversation_id", "thread_id", "previous_response_id"],
    said`the path names the chat: /api/v1/chats/{chat_id}/messages`,
  ],
  [["request_id", "idempotency_key"], said`send the header Idempotency-Key`],
  [
    [
      ...["model", "temperature", "top_p", "n", "stop", "max_tokens", "max_completion_tokens"],
      ...["max_output_tokens", "presence_penalty", "frequency_penalty", "settings"],
      ...["system_message", "system", "instructions", "system_prompt", "title"],
    ],
    said`it belongs to the chat: PATCH /api/v1/chats/{chat_id} changes it`,
  ],
  [
    [
      ...["response_format", "tools", "tool_choice", "parallel_tool_calls", "functions"],
      ...["function_call", "logprobs", "top_logprobs", "logit_bias", "seed", "store", "metadata"],
      ...["modalities", "audio", "prediction", "reasoning", "reasoning_effort", "verbosity"],
      ...["service_tier", "web_search_options", "top_k", "truncation", "include", "background"],
    ],
    said`Parley has nothing like it`,
  ],
];

/** Longest name that is compared with others, in UTF-16 code units. */
const MAX_NAME = 40;

/**
 * What is wrong with a name that nothing in a request has, and what would be right.
 *
 * @param name As it was sent, without the names of what it is in.
 * @param place `known`: paths of all fields of the request, such as `settings.top_p`. `parent`: the path
 * of what the name is in; empty at the top.
 */
export function noSuchField(
  name: string,
  { known, parent }: { readonly known: readonly string[]; readonly parent: string },
): Said {
  const meant = meantField(name, known);
  if (meant && lastOf(meant) === name) {
    const home = parentOf(meant);
    return home === ""
      ? said`There is no such field here; it belongs at the top, beside the others`
      : said`There is no such field here; it belongs in ${home}`;
  }
  if (meant && name === "messages") {
    return said`There is no such field; send the newest one as ${meant}, for the chat keeps the others`;
  }
  if (meant && areSynonyms(name, lastOf(meant))) {
    return said`There is no such field; it is called ${meant} here`;
  }
  if (meant) return said`There is no such field; did you mean ${meant}?`;
  const way = ways.find(([names]) => names.includes(name))?.[1];
  if (way) return said`There is no such field; ${way}`;
  const there = known.filter((path) => parentOf(path) === parent).map(lastOf).join(", ");
  return there === ""
    ? said`There is no such field`
    : said`There is no such field; there are ${there}`;
}

/**
 * The field that was most likely meant: one of that name elsewhere in the request, one that is called so
 * in other APIs, or one whose name differs by its writing or a slip.
 *
 * @param known Paths of all fields of the request.
 */
export function meantField(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_NAME) return undefined;
  return known.find((path) => lastOf(path) === lastOf(name)) ??
    known.find((path) => areSynonyms(name, lastOf(path))) ??
    known.find((path) => plain(path) === plain(name) || plain(lastOf(path)) === plain(name)) ??
    known.find((path) => isSlip(plain(name), plain(lastOf(path))));
}

function areSynonyms(name: string, other: string): boolean {
  return synonyms.some((names) => names.includes(name) && names.includes(other));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** Whatever style a name is written in: `maxTokens`, `max-tokens`. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

/** Whether a letter is missing, doubled, wrong, or has changed its place; of long names two. */
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
