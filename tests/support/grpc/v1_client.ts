import {
  Client,
  type ClientReadableStream,
  credentials,
  loadPackageDefinition,
  Metadata,
  status,
} from "@grpc/grpc-js";
import { load, type MethodDefinition } from "@grpc/proto-loader";
import { fileURLToPath } from "node:url";
import type { ProtoGrpcType } from "../../../infra/grpc/generated/chat_service.ts";
import type { AnswerDetails__Output } from "../../../infra/grpc/generated/parley/v1/AnswerDetails.ts";
import type { AnswerEvent__Output } from "../../../infra/grpc/generated/parley/v1/AnswerEvent.ts";
import type { ChatServiceDefinition } from "../../../infra/grpc/generated/parley/v1/ChatService.ts";
import type { TurnBegun__Output } from "../../../infra/grpc/generated/parley/v1/TurnBegun.ts";
import { bearer } from "./client.ts";
import { SERVICE_TOKEN } from "../app/test_app.ts";

type Methods = {
  [Name in keyof ChatServiceDefinition as string extends Name ? never : Name]:
    ChatServiceDefinition[Name];
};

/** A method of `parley.v1.ChatService`. */
export type MethodName = keyof Methods;

/** A method's request. */
export type RequestOf<Name extends MethodName> = Methods[Name] extends // deno-lint-ignore no-explicit-any -- only the request matters
MethodDefinition<infer Request, any, any, any> ? Request
  : never;

/** A method's response, as clients read it. */
export type ResponseOf<Name extends MethodName> = Methods[Name] extends // deno-lint-ignore no-explicit-any -- only the response matters
MethodDefinition<any, any, any, infer Response> ? Response
  : never;

/** Methods whose responses are a stream of events. */
export type StreamName = {
  [Name in MethodName]: ResponseOf<Name> extends { event: AnswerEvent__Output | null } ? Name
    : never;
}[MethodName];

/** Methods with one response. */
export type UnaryName = Exclude<MethodName, StreamName>;

/** How a call ended. */
export type CallEnd = {
  readonly code: status;
  readonly details: string;
  readonly trailers: Metadata;
};

/** The content of a stream, from the first event to the status. */
export type StreamEnd = CallEnd & {
  readonly events: readonly AnswerEvent__Output[];
  readonly begun?: TurnBegun__Output;
  /** All deltas of each answer together. */
  readonly texts: readonly string[];
  /** How each answer ended. */
  readonly answers: readonly AnswerDetails__Output[];
};

/** A streaming call. */
export type OpenStream = {
  readonly call: ClientReadableStream<{ event: AnswerEvent__Output | null }>;
  /** The events so far. */
  readonly events: readonly AnswerEvent__Output[];
  readonly end: Promise<StreamEnd>;
  /** Waits for an event like this one. Rejects when the call ends without it. */
  until(matches: (event: AnswerEvent__Output) => boolean): Promise<AnswerEvent__Output>;
};

/** Longest time for a call of a test, in milliseconds. */
const PATIENCE = 30_000;

/** Metadata with the service token, which acts for `user`. */
export function actingFor(user: string, others: Record<string, string> = {}): Metadata {
  return bearer(SERVICE_TOKEN, { "x-parley-user": user, ...others });
}

/** A client of `parley.v1.ChatService`, made from the .proto file, like users' clients. */
export class ChatClientV1 {
  readonly #client: Client;
  readonly #methods: Methods;
  readonly #metadata: Metadata;

  private constructor(client: Client, methods: Methods, metadata: Metadata) {
    this.#client = client;
    this.#methods = methods;
    this.#metadata = metadata;
  }

  /** @param metadata Metadata of calls without their own; by default the service's for `user-1`. */
  static async connect(
    address: string,
    metadata: Metadata = actingFor("user-1"),
  ): Promise<ChatClientV1> {
    const { service } = (await loadContractV1()).ChatService;
    const client = new Client(address, credentials.createInsecure());
    return new ChatClientV1(client, service, metadata);
  }

  /** The same client for another caller. */
  as(metadata: Metadata): ChatClientV1 {
    return new ChatClientV1(this.#client, this.#methods, metadata);
  }

  /** Calls a method that must succeed. @returns its response. */
  async ask<Name extends UnaryName>(
    name: Name,
    request: RequestOf<Name>,
  ): Promise<ResponseOf<Name>> {
    const { code, details, response } = await this.call(name, request);
    if (response) return response;
    throw new Error(`${name} failed with ${status[code]}: ${details}`);
  }

  /** Calls a method with one response, with any status. */
  call<Name extends UnaryName>(
    name: Name,
    request: RequestOf<Name>,
  ): Promise<CallEnd & { readonly response?: ResponseOf<Name> }> {
    const { path, requestSerialize, responseDeserialize } = this.#method(name);
    const deadline = Date.now() + PATIENCE;
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        ...[path, requestSerialize, responseDeserialize, request] as const,
        ...[this.#metadata, { deadline }] as const,
        (error, response) => {
          const { code = status.OK, details = "", metadata = new Metadata() } = error ?? {};
          resolve({ code, details, trailers: metadata, response });
        },
      );
    });
  }

  /** Opens a stream. @param deadline In milliseconds since 1970. */
  open<Name extends StreamName>(
    name: Name,
    request: RequestOf<Name>,
    deadline: number = Date.now() + PATIENCE,
  ): OpenStream {
    const { path, requestSerialize, responseDeserialize } = this.#method(name);
    const call = this.#client.makeServerStreamRequest(
      ...[path, requestSerialize, responseDeserialize, request] as const,
      ...[this.#metadata, { deadline }] as const,
    );
    return openStream(call as OpenStream["call"]);
  }

  /** Reads a stream to its end, with any status. */
  read<Name extends StreamName>(name: Name, request: RequestOf<Name>): Promise<StreamEnd> {
    return this.open(name, request).end;
  }

  /** Calls any method with any request, and waits for the end. */
  callAny(name: MethodName, request: object): Promise<CallEnd> {
    const isStream = this.#methods[name].responseStream;
    return isStream
      ? this.read(name as StreamName, request)
      : this.call(name as UnaryName, request);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #method<Name extends MethodName>(
    name: Name,
  ): MethodDefinition<RequestOf<Name>, object, object, ResponseOf<Name>> {
    return this.#methods[name] as never;
  }
}

/** The contract, as clients load it. */
export async function loadContractV1(): Promise<ProtoGrpcType["parley"]["v1"]> {
  const root = fileURLToPath(new URL("../../../proto/", import.meta.url));
  const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
  const file = "parley/v1/chat_service.proto";
  const definition = await load(file, { ...options, includeDirs: [root] });
  return (loadPackageDefinition(definition) as unknown as ProtoGrpcType).parley.v1;
}

function openStream(call: OpenStream["call"]): OpenStream {
  const events: AnswerEvent__Output[] = [];
  const waiting = new Set<() => void>();
  const wake = () => waiting.forEach((look) => look());
  let isOver = false;
  const end = new Promise<StreamEnd>((resolve) => {
    call.on("data", ({ event }) => {
      events.push(event!);
      wake();
    });
    call.on("error", () => {});
    call.on("status", ({ code, details, metadata: trailers }) => {
      isOver = true;
      wake();
      resolve({ code, details, trailers, ...summary(events) });
    });
  });
  const until = (matches: (event: AnswerEvent__Output) => boolean) =>
    new Promise<AnswerEvent__Output>((resolve, reject) => {
      const look = () => {
        const found = events.find(matches);
        if (!found && !isOver) return;
        waiting.delete(look);
        if (found) resolve(found);
        else reject(new Error(`The call ended after ${JSON.stringify(events)}`));
      };
      waiting.add(look);
      look();
    });
  return { call, events, end, until };
}

function summary(
  events: readonly AnswerEvent__Output[],
): Pick<StreamEnd, "events" | "begun" | "texts" | "answers"> {
  const texts: string[] = [];
  const answers: AnswerDetails__Output[] = [];
  for (const { delta, ended } of events) {
    if (delta) texts[delta.index] = (texts[delta.index] ?? "") + delta.text;
    if (ended) answers[ended.index] = ended.answer!;
  }
  const begun = events.find(({ begun }) => begun)?.begun ?? undefined;
  return { events, texts, answers, ...begun && { begun } };
}
