import { ChatClientV1 } from "./v1_client.ts";
import { type GrpcTest, type GrpcTestOptions, startGrpcTest } from "./test_server.ts";

/** A gRPC server with a client of `parley.v1.ChatService`, which acts for `user-1`. */
export type GrpcTestV1 = GrpcTest & { readonly v1: ChatClientV1 };

/** Starts the app, the server and its clients. Disposing ends them all. */
export async function startGrpcTestV1(options: GrpcTestOptions = {}): Promise<GrpcTestV1> {
  await using stack = new AsyncDisposableStack();
  const t = stack.use(await startGrpcTest(options));
  const v1 = stack.use(await ChatClientV1.connect(t.address));
  const owned = stack.move();
  return { ...t, v1, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
