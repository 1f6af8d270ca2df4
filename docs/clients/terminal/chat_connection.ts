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

/** The server to connect to, and credentials. */
export type ConnectionOptions = {
  /** `host:port`. */
  readonly address: string;
  readonly token: string;
  /** User that the service token acts for; not needed with a user's API token. */
  readonly user?: string;
  readonly tls?: ClientTls;
};

/** Certificates and key as PEM. Without `ca`, Node's certificate authorities are trusted. */
export type ClientTls = { readonly ca?: string; readonly cert?: string; readonly key?: string };

/** A call that streams answers. Leaving the iteration cancels the call. */
export type AnswerCall = AsyncIterable<{ readonly event: AnswerEvent__Output | null }>;

/** Deadline of a unary call, in milliseconds. */
const UNARY_DEADLINE_MS = 10_000;

const channelOptions = {
  // The default is a second, for which the user would wait.
  "grpc.initial_reconnect_backoff_ms": 200,
  "grpc.max_reconnect_backoff_ms": 5_000,
  // Notices a server that vanished without closing the connection.
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  // Closes an unused connection before the server does because of its age: a server's GOAWAY can
  // crash Deno 2.9.6 (https://github.com/denoland/deno/issues/36788).
  "grpc.client_idle_timeout_ms": 60_000,
  "grpc.enable_http_proxy": 0,
};

/** A user's connection to a server. All methods reject with grpc-js's `ServiceError`. */
export class ChatConnection implements Disposable {
  readonly #client: ChatServiceClient;
  readonly #metadata = new Metadata();

  private constructor(client: ChatServiceClient, { token, user }: ConnectionOptions) {
    this.#client = client;
    this.#metadata.set("authorization", `Bearer ${token}`);
    if (user) this.#metadata.set("x-parley-user", user);
  }

  /** Loads the `.proto` files. The first call connects. */
  static async open(options: ConnectionOptions): Promise<ChatConnection> {
    const folder = fileURLToPath(new URL("../../../proto", import.meta.url));
    const definition = await load("parley/v1/chat_service.proto", {
      keepCase: true,
      longs: String,
      enums: String,
      defaults: true,
      oneofs: true,
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

  /** Asks for another answer to a question. */
  regenerate(request: RegenerateAnswerRequest): AnswerCall {
    return this.#client.RegenerateAnswer(request, this.#metadata);
  }

  /** Continues an answer that ended early. */
  continue(request: ContinueAnswerRequest): AnswerCall {
    return this.#client.ContinueAnswer(request, this.#metadata);
  }

  /** Follows an answer from a position. */
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

  /** Lists the models, the default first. */
  async models(): Promise<Model__Output[]> {
    const { models } = await unary<ListModelsResponse__Output>((options, done) =>
      this.#client.ListModels({}, this.#metadata, options, done)
    );
    return models;
  }

  /** Lists the newest chats, at most `count`. */
  async chats(count: number): Promise<Chat__Output[]> {
    const { chats } = await unary<ListChatsResponse__Output>((options, done) =>
      this.#client.ListChats({ page_size: count }, this.#metadata, options, done)
    );
    return chats;
  }

  /** Finds the newest chats and messages with these words, at most `count`. */
  async search(query: string, count: number): Promise<SearchHit__Output[]> {
    const request = { query, page_size: count };
    const { hits } = await unary<SearchChatsResponse__Output>((options, done) =>
      this.#client.SearchChats(request, this.#metadata, options, done)
    );
    return hits;
  }

  /** Reads a chat. */
  async chat(chatId: string): Promise<Chat__Output> {
    const { chat } = await unary<GetChatResponse__Output>((options, done) =>
      this.#client.GetChat({ chat_id: chatId }, this.#metadata, options, done)
    );
    return chat!;
  }

  /** Lists the newest messages of a chat, at most `count`, the oldest first. */
  async messages(chatId: string, count: number): Promise<Message__Output[]> {
    const request = { chat_id: chatId, page_size: count };
    const { messages } = await unary<ListMessagesResponse__Output>((options, done) =>
      this.#client.ListMessages(request, this.#metadata, options, done)
    );
    return messages.reverse();
  }

  /** Updates the fields of a chat that `paths` names. */
  async update(chat: Chat, ...paths: string[]): Promise<Chat__Output> {
    const request = { chat, update_mask: { paths } };
    const { chat: updated } = await unary<UpdateChatResponse__Output>((options, done) =>
      this.#client.UpdateChat(request, this.#metadata, options, done)
    );
    return updated!;
  }

  /** Closes the connection, and ends its calls. */
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
    const options = { deadline: Date.now() + UNARY_DEADLINE_MS };
    begin(options, (error, response) => error ? reject(error) : resolve(response!));
  });
}
