import type {
  CompletionErrorCode,
  CompletionEvent,
} from "../../../domain/models/completion_provider.ts";
import type { FinishReason } from "../../../domain/models/finish_reason.ts";
import type { Source } from "../../../domain/models/source.ts";
import type { ChatConfig } from "../../../domain/models/settings.ts";
import type { FakeChatBody, FakeModels, FakeScript } from "./fake_openai.ts";

/** A server's answer to one request, as its documentation or source shows it. */
export type ServerReply = {
  /** 200 by default. */
  readonly status?: number;
  /** Added to `content-type`, or in its place. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * The lines of a stream. An object becomes an event: `data: `, its JSON, and a blank line. A
   * string is sent as it is, without a line end of its own.
   */
  readonly stream?: readonly (string | object)[];
  /** The body, if it is no stream: JSON, or text as it is. */
  readonly body?: string | object;
};

/** What Parley must make of a reply. What is left out isn't compared. */
export type Expected = {
  /** The whole text of the first choice. */
  readonly text?: string;
  /** The whole thinking of the first choice, apart from its text. */
  readonly thinking?: string;
  /** The pages that it cites. */
  readonly sources?: readonly Source[];
  /** The finish event of the first choice, without its type and index; `null`: there is none. */
  readonly finish?: Omit<Extract<CompletionEvent, { type: "finish" }>, "type" | "index"> | null;
  /** The token counts, without their type; `null`: there are none. */
  readonly usage?: Omit<Extract<CompletionEvent, { type: "usage" }>, "type"> | null;
  /** The error's code, or `null` for none, which is the default. */
  readonly error?: CompletionErrorCode | null;
  /** The wait that the server asks for, in seconds, or `null` for none. */
  readonly wait?: number | null;
  /** How many requests the server received; 1 by default. */
  readonly requests?: number;
};

/** One behaviour of a server. It is a row of `docs/model_servers.md`. */
export type ServerCase = {
  /** What the server does, e.g. `ends at its limit with MAX_TOKENS`. */
  readonly behaviour: string;
  /** What a person sees in Parley, e.g. `cut off at its limit, with Continue`. */
  readonly shown: string;
  /** Address of the documentation, issue or source that says so. */
  readonly source: string;
  /** Settings of the request that differ from the defaults. */
  readonly config?: Partial<ChatConfig>;
  /** What the server replies: the same each time, or by the request. */
  readonly reply: ServerReply | ((body: FakeChatBody, requestNumber: number) => ServerReply);
  readonly expected: Expected;
};

/** A server that speaks OpenAI's API in its own way. */
export type ModelServer = {
  /** As in the heading of `docs/model_servers.md`. */
  readonly name: string;
  /** The month in which the behaviours were read, e.g. `2026-11`. */
  readonly read: string;
  /** A model of it, which the requests ask for. */
  readonly model: string;
  /** Its list of models, with the fields that it publishes. */
  readonly models?: FakeModels;
  readonly cases: readonly ServerCase[];
};

/** What a refusal is made from; all but the status and the body as in {@link ServerCase}. */
type RefusalFacts = Pick<ServerCase, "behaviour" | "shown" | "source"> & Pick<Expected, "wait"> & {
  readonly error: CompletionErrorCode;
  readonly reply: ServerReply;
};

/** A case in which a server refuses every request. */
export function refusal({ error, wait, ...facts }: RefusalFacts): ServerCase {
  return { ...facts, expected: { text: "", error, ...wait !== undefined && { wait } } };
}

/** What a mended refusal is made from. */
type MendFacts = Pick<ServerCase, "behaviour" | "shown" | "source" | "config"> & {
  readonly isRefused: (body: FakeChatBody) => boolean;
  readonly refusal: ServerReply;
};

/** A case in which a server refuses some requests, and answers when they are changed. */
export function mended({ isRefused, refusal, ...facts }: MendFacts): ServerCase {
  const stream = [textChunk("Hello"), finishChunk("stop"), DONE];
  const message = { role: "assistant", content: "Hello" };
  const body = wholeCompletion({ message, finish_reason: "stop" });
  return {
    ...facts,
    reply: (asked) => isRefused(asked) ? refusal : asked.stream ? { stream } : { body },
    expected: { text: "Hello", finish: { reason: "stop" }, requests: 2 },
  };
}

/** A script that plays a case: it answers every request as the server would. */
export function serverScript({ reply }: ServerCase): FakeScript {
  let requestNumber = 0;
  return async (exchange) => {
    const { request: { body } } = exchange;
    const given = typeof reply === "function" ? reply(body, ++requestNumber) : reply;
    if (!given.stream) return await exchange.error(given.status ?? 200, given.body, given.headers);
    await exchange.open(given.headers);
    for (const line of given.stream) {
      await exchange.raw(typeof line === "string" ? line : `data: ${JSON.stringify(line)}\n\n`);
    }
    await exchange.end();
  };
}

/** The last line of most streams. */
export const DONE = "data: [DONE]\n\n";

/** An event with a piece of text. @param more Other fields of the choice. */
export function textChunk(content: string, more: object = {}): object {
  return chunk({ delta: { content }, finish_reason: null, ...more });
}

/** An event with these fields of a delta, and neither text nor a finish reason. */
export function deltaChunk(delta: object): object {
  return chunk({ delta, finish_reason: null });
}

/** An event with a finish reason and no text. @param more Other fields of the event. */
export function finishChunk(finish_reason: string | null, more: object = {}): object {
  return { ...chunk({ delta: {}, finish_reason }), ...more };
}

/** A stream of the text `Hello` that ends with this reason. @param usage Token counts, if any. */
export function helloEnding(finish_reason: string | null, usage?: object): ServerReply {
  const end = finishChunk(finish_reason);
  return { stream: [textChunk("Hello"), end, ...usage ? [usageChunk(usage)] : [], DONE] };
}

/** What Parley makes of {@link helloEnding}, if the reason is one that it knows. */
export function hello(reason: FinishReason, more: Expected = {}): Expected {
  return { text: "Hello", finish: { reason }, ...more };
}

/** An event with token counts and no choice, as OpenAI sends it last. */
export function usageChunk(usage: object): object {
  return { ...chunk(), choices: [], usage };
}

/** An event with one choice of these fields. */
export function chunk(choice: object = {}): object {
  const choices = [{ index: 0, ...choice }];
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices };
}

/** A completion that isn't streamed, with one choice. */
export function wholeCompletion(choice: object, usage?: object): object {
  const choices = [{ index: 0, ...choice }];
  return { id: "chatcmpl-1", object: "chat.completion", created: 1, model: "m", choices, usage };
}
