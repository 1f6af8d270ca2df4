import { Buffer } from "node:buffer";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { StartError } from "../runtime/start_error.ts";
import type { ConnectionWithoutGoaway } from "./goaway_filter.ts";
import type { GrpcPeers } from "./grpc_peers.ts";

/** Certificates in PEM. */
export type GrpcTls = {
  /** The server's certificate, followed by the intermediate certificates. */
  readonly cert: Uint8Array;
  /** The certificate's private key. */
  readonly key: Uint8Array;
  /** When given, only clients with a certificate from this authority may connect. */
  readonly clientCa?: Uint8Array;
};

/** Where to listen, and what to do with connections. */
export type GrpcListenerOptions = {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Without it, connections are not encrypted. */
  readonly tls?: GrpcTls;
  readonly peers: GrpcPeers;
  readonly onConnection: (connection: ConnectionWithoutGoaway) => void;
};

/** A port that accepts connections. */
export interface GrpcListener {
  /** The port that the system assigned. */
  readonly port: number;
  /** Accepts no more connections. Resolves when all open ones have ended. */
  close(): Promise<void>;
  /** Ends the remaining connections. */
  destroy(): void;
}

/**
 * Listens for HTTP/2. grpc-js could listen itself, but then its connections couldn't be filtered.
 *
 * @throws {StartError} naming host and port when it can't listen there.
 */
export async function listenForGrpc(options: GrpcListenerOptions): Promise<GrpcListener> {
  const { host, port, tls, peers, onConnection } = options;
  const sockets = new Set<Socket>();
  const open = (socket: Socket) => {
    socket.setNoDelay(true);
    onConnection(peers.open(socket));
  };
  const server = tls ? tlsServer(tls, open) : createServer(open);
  // With TLS, this comes before the handshake.
  server.prependListener("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    peers.connect(socket);
  });
  await listening(server, { host, port });
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close() {
      server.close();
      return closed;
    },
    destroy() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** With `clientCa`, mutual TLS. */
function tlsServer({ cert, key, clientCa }: GrpcTls, accept: (socket: Socket) => void): Server {
  const server = createTlsServer({
    cert: Buffer.from(cert),
    key: Buffer.from(key),
    ALPNProtocols: ["h2"],
    // Without a `ca`, OpenSSL clients fail the handshake with this server on Deno.
    ca: Buffer.from(clientCa ?? cert),
    requestCert: clientCa !== undefined,
    rejectUnauthorized: clientCa !== undefined,
  }, (socket: TLSSocket) => accept(socket));
  // Nothing to log: the client learns that the handshake has failed.
  server.on("tlsClientError", (_, socket) => socket.destroy());
  return server;
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: Error & { code?: string }) => {
      const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
      const reason = cause.code === "EADDRINUSE" ? "the port is in use" : cause.message;
      reject(new StartError(`Cannot serve gRPC at ${address}: ${reason}`, { cause }));
    });
    server.listen(port, host, () => resolve());
  });
}
