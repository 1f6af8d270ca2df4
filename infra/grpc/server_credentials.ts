import { Buffer } from "node:buffer";
import { ServerCredentials } from "@grpc/grpc-js";

/** Certificates in PEM. */
export type GrpcTls = {
  /** The server's certificate, followed by those between it and a root. */
  readonly cert: Uint8Array;
  /** The private key to it. */
  readonly key: Uint8Array;
  /** When given, only clients with a certificate signed by this authority are let in. */
  readonly clientCa?: Uint8Array;
};

/** Plain text without `tls`, else TLS, and with `tls.clientCa` mutual TLS. */
export function serverCredentials(tls?: GrpcTls): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const cert = Buffer.from(tls.cert);
  // With null for roots, OpenSSL clients fail the handshake with this server on Deno.
  const roots = tls.clientCa ? Buffer.from(tls.clientCa) : cert;
  const pair = { cert_chain: cert, private_key: Buffer.from(tls.key) };
  return ServerCredentials.createSsl(roots, [pair], tls.clientCa !== undefined);
}
