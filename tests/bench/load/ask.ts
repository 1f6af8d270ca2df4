import { askApi } from "./ask_api.ts";
import { askCompletions } from "./ask_completions.ts";
import { askGrpc, askGrpcV1 } from "./ask_grpc.ts";
import { askPage } from "./ask_page.ts";

/**
 * Asks a question and reads the whole answer.
 *
 * @param onText Called for every read that brought text: several tokens may come with one.
 */
export type Ask = (question: string, onText: OnText) => Promise<void>;

/**
 * Takes what was read.
 *
 * @param bytes How many, with the prefix of five for a gRPC message.
 * @param content What was read, as text; only valid until the call returns.
 */
export type OnText = (bytes: number, content: () => string) => void;

/** The server to ask. It is passed between processes as JSON. */
export type Target =
  /** OpenAI's protocol: the upstream itself, or a relay before it. */
  | { readonly kind: "completions"; readonly url: string }
  /** Parley's page, each question by the next user: sends the form, then follows the answer. */
  | {
    readonly kind: "page";
    readonly origin: string;
    readonly cookies: readonly string[];
    chatId?: string;
  }
  /** The JSON API of some processes of Parley, which take turns, as events. */
  | { readonly kind: "api"; readonly origins: readonly string[] }
  /** `pb.ChatService`, the text so far with each message. */
  | { readonly kind: "grpc"; readonly address: string }
  /** `parley.v1.ChatService`, the new text with each message. */
  | { readonly kind: "grpc-v1"; readonly address: string };

/** Makes the client of a target. */
export async function askOf(target: Target): Promise<Ask> {
  if (target.kind === "completions") return askCompletions(target.url);
  if (target.kind === "page") return askPage(target);
  if (target.kind === "api") return askApi(target.origins);
  if (target.kind === "grpc-v1") return await askGrpcV1(target.address);
  return await askGrpc(target.address);
}
