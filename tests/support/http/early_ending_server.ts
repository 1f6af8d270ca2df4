import { ServerCredentials, type ServerWritableStream } from "@grpc/grpc-js";
import { listenForGrpc } from "../../../infra/grpc/grpc_listener.ts";
import { GrpcPeers } from "../../../infra/grpc/grpc_peers.ts";
import { GRPC_GUESTS } from "../../../infra/connections/guests.ts";
import { createReflection } from "../../../infra/grpc/reflection.ts";
import { StrictServer } from "../../../infra/grpc/strict_server.ts";
import { loadContractV1 } from "../grpc/v1_client.ts";

/** A server whose streams end properly, but before the answer. */
export type EarlyEndingServer = AsyncDisposable & { readonly port: number };

/** The events of each stream, in order; further streams are empty. */
export type Streams = readonly (readonly Event[])[];

/** An event of the answer, with the API's names. */
type Event = { readonly delta: Delta } | { readonly ended: true };
type Delta = { readonly text: string; readonly position: number };

const ids = { chat_id: "chat", question_id: "question", answer_ids: ["answer"] };

/** Serves `parley.v1`, and ends the streams with OK. */
export async function startEarlyEndingGrpc(streams: Streams): Promise<EarlyEndingServer> {
  const { ChatService } = await loadContractV1();
  const next = streams[Symbol.iterator]();
  const say = (call: ServerWritableStream<unknown, { event: object }>) => {
    for (const event of next.next().value ?? []) call.write({ event: grpcEvent(event) });
    call.end();
  };
  const times = { firstCall: 60_000, nextCall: 60_000, call: 60_000 };
  const peers = new GrpcPeers({ log: { warn() {} }, guests: GRPC_GUESTS, times });
  const server = new StrictServer({ peers });
  server.addService(ChatService.service, {
    StartChat(call: ServerWritableStream<unknown, { event: object }>) {
      call.write({ event: { begun: ids } });
      say(call);
    },
    FollowAnswer: say,
    ListModels: (_: unknown, callback: (error: null, response: object) => void) =>
      callback(null, { models: [] }),
  });
  (await createReflection()).addToServer(server);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const onConnection = injector.injectConnection.bind(injector);
  const listener = await listenForGrpc({ host: "127.0.0.1", port: 0, peers, onConnection });
  return {
    port: listener.port,
    async [Symbol.asyncDispose]() {
      const closed = listener.close();
      server.forceShutdown();
      listener.destroy();
      await closed;
      peers.stop();
    },
  };
}

/** Serves the JSON API's events, and ends the bodies. */
export function startEarlyEndingWeb(streams: Streams): EarlyEndingServer {
  const next = streams[Symbol.iterator]();
  const answer = (request: Request) => {
    const isResumed = request.headers.has("Last-Event-ID");
    const begun = isResumed ? "" : frame("begun", "0", ids);
    const body = (next.next().value ?? []).map(webEvent).join("");
    return new Response(begun + body, { headers: { "Content-Type": "text/event-stream" } });
  };
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, answer);
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

function grpcEvent(event: Event): object {
  if ("delta" in event) return { delta: { index: 0, ...event.delta } };
  const answer = { state: "ANSWER_STATE_COMPLETE", finish_reason: "FINISH_REASON_STOP" };
  return { ended: { index: 0, answer } };
}

function webEvent(event: Event): string {
  if ("delta" in event) {
    return frame("delta", String(event.delta.position), { index: 0, ...event.delta });
  }
  return frame("ended", "end", { index: 0, answer: { state: "complete", finish_reason: "stop" } });
}

function frame(event: string, id: string, data: object): string {
  return `event:${event}\nid:${id}\ndata:${JSON.stringify(data)}\n\n`;
}
