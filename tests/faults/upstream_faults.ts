import type { Answer } from "../../domain/chats/message.ts";
import { settled } from "../support/upstream/completions.ts";
import { type FakeScript, refuse, say } from "../support/upstream/fake_openai.ts";

/** The state in which an answer is stored. */
export type Ending = Partial<Pick<Answer, "state" | "errorCode" | "finishReason" | "content">>;

/** A failure or an oddity of the upstream. */
export type Fault = {
  /** How the upstream handles each request. */
  readonly script: FakeScript;
  /** The expected stored answer, besides its state `failed`. */
  readonly ending: Ending;
  /** The expected text under the answer on the page; `null` for none. */
  readonly note: RegExp | null;
  /** The expected number of requests to the upstream; 1 by default. */
  readonly requests?: number;
  /** The configured URL of the upstream. */
  readonly url?: string;
};

/** Sends one word. */
export const once: FakeScript = (exchange) => exchange.text("Once");
const soonAgain = { "retry-after-ms": "1" };

/** The end of a complete answer. */
export const whole: Ending = { state: "complete", errorCode: null, finishReason: "stop" };

/** Does these steps one after another. */
export function inTurn(...scripts: FakeScript[]): FakeScript {
  return async (exchange) => {
    for (const script of scripts) await script(exchange);
  };
}

/** Handles the first request with the first step, and so on; all further ones with the last. */
function onEach(...scripts: FakeScript[]): FakeScript {
  return (exchange) => (scripts.length > 1 ? scripts.shift()! : scripts[0]!)(exchange);
}

/** Sends the events of an answer in pieces of one byte. */
function crumbs(lineEnd: string, text: string): FakeScript {
  return async (exchange) => {
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}`;
    const lines = [": hello", chunk({ content: text }, null), "", ": still here"];
    const all = [...lines, "", chunk({}, "stop"), "", "data: [DONE]", "", ""].join(lineEnd);
    for (const byte of new TextEncoder().encode(all)) await exchange.raw(new Uint8Array([byte]));
    await exchange.end();
  };
}

const ODD_TEXT = "Grüße, 世界! 👩‍🚀\r\n\ttab";

/** The faults, by name as in a test's name. */
export const upstreamFaults: Record<string, Fault> = {
  "429, always": {
    script: (exchange) => refuse(429)(exchange),
    ending: { errorCode: "upstream_rate_limited", content: "" },
    note: /too busy\. Try again in a few minutes/,
    requests: 3,
  },
  "429 with Retry-After, once": {
    script: onEach(refuse(429, "Slow down", { "retry-after": "0" }), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 2,
  },
  "429 with a Retry-After of ten minutes": {
    script: refuse(429, "Slow down", { "retry-after": "600" }),
    ending: { errorCode: "upstream_rate_limited", content: "" },
    note: /too busy\. Try again after \d+:\d\d/,
  },
  "503, always": {
    script: refuse(503, "Busy", soonAgain),
    ending: { errorCode: "upstream_error", content: "" },
    note: /had an error\. Try again/,
    requests: 3,
  },
  "503, twice": {
    script: onEach(refuse(503), refuse(503, "Busy", soonAgain), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 3,
  },
  "500, always": {
    script: refuse(500, "Oops", soonAgain),
    ending: { errorCode: "upstream_error", content: "" },
    note: /had an error/,
    requests: 3,
  },
  "401": {
    script: refuse(401),
    ending: { errorCode: "upstream_unauthorized", content: "" },
    note: /refused this server’s API key/,
  },
  "404": {
    script: refuse(404),
    ending: { errorCode: "upstream_not_found", content: "" },
    note: /does not know this model/,
  },
  "400": {
    script: refuse(400),
    ending: { errorCode: "upstream_rejected", content: "" },
    note: /refused this chat/,
  },
  "nobody listens": {
    script: () => {},
    url: "http://127.0.0.1:1/v1",
    ending: { errorCode: "upstream_unreachable", content: "" },
    note: /can’t be reached/,
    requests: 0,
  },
  "the host has no address": {
    script: () => {},
    url: "http://upstream.invalid/v1",
    ending: { errorCode: "upstream_unreachable", content: "" },
    note: /can’t be reached/,
    requests: 0,
  },
  "the connection breaks before the response, once": {
    script: onEach((exchange) => exchange.reset(), say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
    requests: 2,
  },
  "the first byte is slow": {
    script: inTurn(settled, say("Here I am")),
    ending: { ...whole, content: "Here I am" },
    note: null,
  },
  "the first byte never comes": {
    script: (exchange) => exchange.hang(),
    ending: { errorCode: "upstream_timeout", content: "" },
    note: /was silent for too long\. Try again/,
  },
  "the text stops coming": {
    script: inTurn(once, (exchange) => exchange.hang()),
    ending: { errorCode: "upstream_timeout", content: "Once" },
    note: /was silent for too long/,
  },
  "the connection breaks in the middle": {
    script: inTurn(once, settled, (exchange) => exchange.reset()),
    ending: { errorCode: "upstream_broken_off", content: "Once" },
    note: /broke off before the answer was finished\. Try again/,
  },
  "the response ends in the middle": {
    script: inTurn(once, (exchange) => exchange.end()),
    ending: { errorCode: "upstream_broken_off", content: "Once" },
    note: /broke off/,
  },
  "the response ends without [DONE]": {
    script: inTurn(once, (exchange) => exchange.finish(), (exchange) => exchange.end()),
    ending: { ...whole, content: "Once" },
    note: null,
  },
  "the connection breaks before [DONE]": {
    script: inTurn(once, (exchange) => exchange.finish(), settled, (exchange) => exchange.reset()),
    ending: { ...whole, content: "Once" },
    note: null,
  },
  "an error in the middle": {
    script: inTurn(once, (exchange) => exchange.event({ error: { message: "Out of memory" } })),
    ending: { errorCode: "upstream_error", content: "Once" },
    note: /had an error/,
  },
  "malformed JSON in the middle": {
    script: inTurn(once, (exchange) => exchange.raw('data: {"choices": [{]}\n\n')),
    ending: { errorCode: "upstream_error", content: "Once" },
    note: /had an error/,
  },
  "no text at all": {
    script: (exchange) => exchange.complete(),
    ending: { ...whole, content: "" },
    note: /answer has no text\. Try again/,
  },
  "nothing but [DONE]": {
    script: inTurn((exchange) => exchange.raw("data: [DONE]\n\n"), (exchange) => exchange.end()),
    ending: { errorCode: "upstream_broken_off", content: "" },
    note: /broke off/,
  },
  "the length limit": {
    script: inTurn(once, (exchange) => exchange.complete("length")),
    ending: { ...whole, finishReason: "length", content: "Once" },
    note: /reached its length limit/,
  },
  "a content filter": {
    script: inTurn(once, (exchange) => exchange.complete("content_filter")),
    ending: { ...whole, finishReason: "content_filter", content: "Once" },
    note: /content filter/,
  },
  "a refusal": {
    script: inTurn(
      (exchange) => exchange.event({ choices: [{ delta: { refusal: "I can’t." } }] }),
      (exchange) => exchange.complete(),
    ),
    ending: { ...whole, content: "I can’t." },
    note: null,
  },
  "reasoning before the text": {
    script: inTurn(
      (exchange) => exchange.event({ choices: [{ delta: { reasoning_content: "Hm" } }] }),
      say("Here I am"),
    ),
    ending: { ...whole, content: "Here I am" },
    note: null,
  },
  "bytes that come one by one": {
    script: crumbs("\n", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
  "bytes that come one by one, lines that end in CRLF": {
    script: crumbs("\r\n", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
  "bytes that come one by one, lines that end in CR": {
    script: crumbs("\r", ODD_TEXT),
    ending: { ...whole, content: ODD_TEXT },
    note: null,
  },
};
