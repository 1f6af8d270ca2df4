import {
  type Client,
  type ClientReadableStream,
  credentials,
  makeClientConstructor,
  type requestCallback,
  type ServiceError,
} from "@grpc/grpc-js";
import { service } from "grpc-health-check";

type HealthStatus = { readonly status: string };

type HealthClient = Client & {
  check(request: { service: string }, callback: requestCallback<HealthStatus>): void;
  watch(request: { service: string }): ClientReadableStream<HealthStatus>;
};

/** A client of `grpc.health.v1.Health`, without a token. */
export function healthClient(address: string) {
  const Health = makeClientConstructor(service, "Health");
  const client = new Health(address, credentials.createInsecure()) as unknown as HealthClient;
  return {
    /** The status of a service. Rejects with the gRPC error. */
    check: (service: string): Promise<string> =>
      new Promise((resolve, reject) =>
        client.check(
          { service },
          (error, response) => error ? reject(error) : resolve(response!.status),
        )
      ),
    /** The statuses of a service as they change; the iteration throws when the call fails. */
    async *watch(service: string): AsyncGenerator<string, void> {
      const call = client.watch({ service });
      call.on("error", (_: ServiceError) => {});
      for await (const { status } of call) yield status;
    },
    [Symbol.dispose]: () => client.close(),
  };
}
