import {
  type ChannelCredentials,
  credentials,
  loadPackageDefinition,
  Metadata,
  type requestCallback,
} from "@grpc/grpc-js";
import { load } from "@grpc/proto-loader";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../../infra/grpc/generated/chat_service.ts";
import type { AnswerEvent__Output } from "../../../infra/grpc/generated/parley/v1/AnswerEvent.ts";
import type { Chat, Chat__Output } from "../../../infra/grpc/generated/parley/v1/Chat.ts";
import type { ChatServiceClient } from "../../../infra/grpc/generated/parley/v1/ChatService.ts";
import type { ContinueAnswerRequest } from "../../../infra/grpc/generated/parley/v1/ContinueAnswerRequest.ts";
import type { FollowAnswerRequest } from "../../../infra/grpc/generated/parley/v1/FollowAnswerRequest.ts";
import type { GetChatResponse__Output } from "../../../infra/grpc/generated/parley/v1/GetChatResponse.ts";
import type { ListChatsResponse__Output } from "../../../infra/grpc/generated/parley/v1/ListChatsResponse.ts";
import type { ListMessagesResponse__Output } from "../../../infra/grpc/generated/parley/v1/ListMessagesResponse.ts";
import type { ListModelsResponse__Output } from "../../../infra/grpc/generated/parley/v1/ListModelsResponse.ts";
import type { Message__Output } from "../../../infra/grpc/generated/parley/v1/Message.ts";
import type { Model__Output } from "../../../infra/grpc/generated/parley/v1/Model.ts";
import type { RegenerateAnswerRequest } from "../../../infra/grpc/generated/parley/v1/RegenerateAnswerRequest.ts";
import type { SearchChatsResponse__Output } from "../../../infra/grpc/generated/parley/v1/SearchChatsResponse.ts";
import type { SearchHit__Output } from "../../../infra/grpc/generated/parley/v1/SearchHit.ts";
import type { SendMessageRequest } from "../../../infra/grpc/generated/parley/v1/SendMessageRequest.ts";
import type { StartChatRequest } from "../../../infra/grpc/generated/parley/v1/StartChatRequest.ts";
import type { StopAnswerResponse__Output } from "../../../infra/grpc/generated/parley/v1/StopAnswerResponse.ts";
import type { UpdateChatResponse__Output } from "../../../infra/grpc/generated/parley/v1/UpdateChatResponse.ts";

/** Where the server is and who calls. */
export type ConnectionOptions = {
  /** `host:port`. */
  readonly address: string;
  readonly token: string;
  /** For whom the service token acts; a user's own token needs none. */
  readonly user?: string;
  readonly tls?: ClientTls;
};

/** PEM texts; without `ca`, the authorities that Node trusts. */
export type ClientTls = { readonly ca?: string; readonly cert?: string; readonly key?: string };

/** A call that streams answers. Breaking off its iteration cancels it. */
export type AnswerCall = AsyncIterable<{ readonly event: AnswerEvent__Output | null }>;

/** Longest that a call which doesn't stream may take, in milliseconds. */
const PATIENCE = 10_000;

const channelOptions = {
  // By default the second try to connect waits a second; the user waits for it, too.
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 5_000,
  // A server that vanished without a word is noticed, and the answer read elsewhere.
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  // Left unused, a connection is closed before the server ends it for its age: Deno 2.9.6 may die of
  // a server's GOAWAY (https://github.com/denoland/deno/issues/36788).
  "grpc.client_idle_timeout_ms": 60_000,
  "grpc.enable_http_proxy": 0,
};

/** A server as one user sees it. All methods reject with grpc-js's `ServiceError`. */
export class ChatConnection implements Disposable {
  readonly #client: ChatServiceClient;
  readonly #metadata = new Metadata();

  private constructor(client: ChatServiceClient, { token, user }: ConnectionOptions) {
    this.#client = client;
    this.#metadata.set("authorization", `Bearer ${token}`);
    if (user) this.#metadata.set("x-parley-user", user);
  }

  /** Reads the contract. Connects with the first call. */
  static async open(options: ConnectionOptions): Promise<ChatConnection> {
    const folder = fileURLToPath(new URL("../../../proto", import.meta.url));
    const definition = await load("parley/v1/chat_service.proto", {
      ...{ keepCase: true, longs: String, enums: String, defaults: true, oneofs: true },
      includeDirs: [folder],
    });
    const { parley } = loadPackageDefinition(definition) as unknown as ProtoGrpcType;
    const channel = channelCredentials(options.tls);
    const client = new parley.v1.ChatService(options.address, channel, channelOptions);
    return new ChatConnection(client, options);
  }

  /** Starts a chat. */
  start(request: StartChatRequest): AnswerCall {
    return this.#client.StartChat(request, this.#metadata);
  }

  /** Asks the next question. */
  send(request: SendMessageRequest): AnswerCall {
    return this.#client.SendMessage(request, this.#metadata);
  }

  /** Answers a question once more. */
  regenerate(request: RegenerateAnswerRequest): AnswerCall {
    return this.#client.RegenerateAnswer(request, this.#metadata);
  }

  /** Lets an answer go on where it ended. */
  continue(request: ContinueAnswerRequest): AnswerCall {
    return this.#client.ContinueAnswer(request, this.#metadata);
  }

  /** Reads an answer from a position on. */
  follow(request: FollowAnswerRequest): AnswerCall {
    return this.#client.FollowAnswer(request, this.#metadata);
  }

  /** Stops an answer. */
  async stop(chatId: string, answerId: string): Promise<void> {
    const request = { chat_id: chatId, answer_id: answerId };
    await unary<StopAnswerResponse__Output>((options, done) =>
      this.#client.StopAnswer(request, this.#metadata, options, done)
    );
  }

  /** The models on offer, the default one first. */
  async models(): Promise<Model__Output[]> {
    const { models } = await unary<ListModelsResponse__Output>((options, done) =>
      this.#client.ListModels({}, this.#metadata, options, done)
    );
    return models;
  }

  /** The newest chats, at most `count`. */
  async chats(count: number): Promise<Chat__Output[]> {
    const { chats } = await unary<ListChatsResponse__Output>((options, done) =>
      this.#client.ListChats({ page_size: count }, this.#metadata, options, done)
    );
    return chats;
  }

  /** Chats and messages with these words, the newest, at most `count`. */
  async search(query: string, count: number): Promise<SearchHit__Output[]> {
    const request = { query, page_size: count };
    const { hits } = await unary<SearchChatsResponse__Output>((options, done) =>
      this.#client.SearchChats(request, this.#metadata, options, done)
    );
    return hits;
  }

  /** A chat. */
  async chat(chatId: string): Promise<Chat__Output> {
    const { chat } = await unary<GetChatResponse__Output>((options, done) =>
      this.#client.GetChat({ chat_id: chatId }, this.#metadata, options, done)
    );
    return chat!;
  }

  /** The newest messages of a chat, at most `count`, oldest of them first. */
  async messages(chatId: string, count: number): Promise<Message__Output[]> {
    const request = { chat_id: chatId, page_size: count };
    const { messages } = await unary<ListMessagesResponse__Output>((options, done) =>
      this.#client.ListMessages(request, this.#metadata, options, done)
    );
    return messages.reverse();
  }

  /** Changes of a chat what the paths name. */
  async update(chat: Chat, ...paths: string[]): Promise<Chat__Output> {
    const request = { chat, update_mask: { paths } };
    const { chat: updated } = await unary<UpdateChatResponse__Output>((options, done) =>
      this.#client.UpdateChat(request, this.#metadata, options, done)
    );
    return updated!;
  }

  /** Closes it; calls under way end. */
  [Symbol.dispose](): void {
    this.#client.close();
  }
}

function channelCredentials(tls: ClientTls | undefined): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  const bytes = (pem: string | undefined) => pem === undefined ? null : Buffer.from(pem);
  return credentials.createSsl(bytes(tls.ca), bytes(tls.key), bytes(tls.cert));
}

function unary<R>(
  begin: (options: { deadline: number }, done: requestCallback<R>) => void,
): Promise<R> {
  return new Promise((resolve, reject) => {
    const options = { deadline: Date.now() + PATIENCE };
    begin(options, (error, response) => error ? reject(error) : resolve(response!));
  });
}
