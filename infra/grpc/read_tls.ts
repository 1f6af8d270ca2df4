import { Buffer } from "node:buffer";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Config, ConfigError } from "../config/config.ts";
import type { GrpcTls } from "./grpc_listener.ts";

/** A variable's name and value, and what the file should contain. */
type PemFile = { readonly name: string; readonly path: string; readonly content: string };

/**
 * Reads the certificates that the configuration names, if any. They are checked here because the
 * TLS server accepts any file, and then fails every handshake.
 *
 * @throws {ConfigError} naming the variable of a file that can't be read or has the wrong content,
 * or of a key that belongs to another certificate.
 */
export async function readTls({ grpcTls }: Config): Promise<GrpcTls | undefined> {
  if (!grpcTls) return undefined;
  const content = "certificates";
  const certFile = { name: "GRPC_TLS_CERT", path: grpcTls.cert, content };
  const keyFile = { name: "GRPC_TLS_KEY", path: grpcTls.key, content: "a private key" };
  const cert = await readPem(certFile, readCertificates);
  const key = await readPem(keyFile, (pem) => {
    if (readCertificates(cert)[0]?.checkPrivateKey(createPrivateKey(Buffer.from(pem)))) return;
    throw new Error(`it is not the key to the certificate in "${certFile.path}"`);
  });
  if (grpcTls.clientCa === null) return { cert, key };
  const caFile = { name: "GRPC_TLS_CLIENT_CA", path: grpcTls.clientCa, content };
  return { cert, key, clientCa: await readPem(caFile, readCertificates) };
}

/** @param check Throws when the file has the wrong content. */
async function readPem(
  { name, path, content }: PemFile,
  check: (pem: Uint8Array) => unknown,
): Promise<Uint8Array> {
  try {
    const pem = await Deno.readFile(path);
    check(pem);
    return pem;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([
      `${name} is "${path}": expected a PEM file of ${content}, in certs/ (${reason})`,
    ]);
  }
}

/** All certificates in a PEM file: a server's with its intermediates, or authorities'. */
function readCertificates(pem: Uint8Array): X509Certificate[] {
  const text = new TextDecoder().decode(pem);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs);
  if (!blocks) throw new Error("it holds no certificate");
  return blocks.map((block) => new X509Certificate(block));
}
