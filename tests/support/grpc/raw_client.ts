import { Buffer } from "node:buffer";
import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import { type Goaway, GoawayWatch } from "./goaway_watch.ts";

/** A valid or invalid call to send. */
export type RawCall = {
  /** `/package.Service/Method`; the method of `pb.ChatService` by default. */
  readonly path?: string;
  /** Headers that replace, or are added to, those of a valid call. */
  readonly headers?: OutgoingHttpHeaders;
  /** Called with the bytes of the response as they arrive. */
  readonly onData?: (bytes: Uint8Array) => void;
  /** The bytes of the request's body; {@link grpcFrame} makes a valid one. */
  readonly body?: Uint8Array;
};

/** The outcome of a call. */
export type RawOutcome = {
  /** The HTTP status; 0 if there was no response. */
  readonly httpStatus: number;
  /** The gRPC status; `null` if there was none. */
  readonly code: number | null;
  readonly message: string;
  readonly headers: IncomingHttpHeaders;
  /** The HTTP/2 error with which the server ended the stream or the connection; 0 for none. */
  readonly refusal: number;
};

/** How long a call may take, in milliseconds. */
const PATIENCE = 20_000;

/** A connection for calls that no gRPC client would send. */
export class RawGrpcClient implements Disposable {
  /** The connection itself. */
  readonly session: ClientHttp2Session;
  /** The first GOAWAY frame, which the session doesn't see. */
  readonly goaway: Promise<Goaway>;

  constructor(address: string) {
    const [host = "", port] = address.split(":");
    const { promise, resolve } = Promise.withResolvers<Goaway>();
    this.goaway = promise;
    this.session = connect(`http://${address}`, {
      maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER,
      createConnection: () => new GoawayWatch({ host, port: Number(port) }, resolve),
    });
    this.session.on("error", () => {});
  }

  /** Resolves with the server's next settings. Before the first, its limits are unknown here. */
  settings(): Promise<void> {
    return new Promise((resolve) => this.session.once("remoteSettings", () => resolve()));
  }

  /** Sends a call and waits for its end. Rejects when it doesn't end in time. */
  send(
    { path = "/pb.ChatService/ChatStream", headers, onData, body }: RawCall,
  ): Promise<RawOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<RawOutcome>();
    const stream = this.session.request({
      ":method": "POST",
      ":path": path,
      te: "trailers",
      "content-type": "application/grpc",
      ...headers,
    }, { endStream: false });
    const timer = setTimeout(() => reject(new Error("The call never ended")), PATIENCE);
    let seen: IncomingHttpHeaders = {};
    const take = (headers: IncomingHttpHeaders) => seen = { ...seen, ...headers };
    stream.on("response", take).on("trailers", take).on("error", () => {});
    stream.on("data", onData ?? (() => {}));
    stream.on("close", () => {
      clearTimeout(timer);
      const code = seen["grpc-status"];
      resolve({
        httpStatus: Number(seen[":status"] ?? 0),
        code: code === undefined ? null : Number(code),
        message: decodeURIComponent(String(seen["grpc-message"] ?? "")),
        headers: seen,
        refusal: stream.rstCode ?? 0,
      });
    });
    stream.end(body);
    return promise;
  }

  [Symbol.dispose](): void {
    this.session.destroy();
  }
}

/** A message as gRPC frames it: a flag, the length, the bytes. */
export function grpcFrame(
  message: Uint8Array,
  { flag = 0, length = message.length }: { flag?: number; length?: number } = {},
): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** A protobuf field with a text or bytes of fewer than 128 bytes. */
export function protoField(number: number, value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([number << 3 | 2, bytes.length]), bytes]);
}
