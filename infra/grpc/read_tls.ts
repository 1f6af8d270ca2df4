import { type Config, ConfigError } from "../config.ts";
import type { GrpcTls } from "./server_credentials.ts";

/**
 * Reads the certificates that the configuration names, if any.
 *
 * @throws {ConfigError} naming the variable of a file that can't be read.
 */
export async function readTls({ grpcTls }: Config): Promise<GrpcTls | undefined> {
  if (!grpcTls) return undefined;
  const { cert, key, clientCa } = grpcTls;
  return {
    cert: await readPem("GRPC_TLS_CERT", cert),
    key: await readPem("GRPC_TLS_KEY", key),
    ...clientCa !== null && { clientCa: await readPem("GRPC_TLS_CLIENT_CA", clientCa) },
  };
}

async function readPem(name: string, path: string): Promise<Uint8Array> {
  try {
    const pem = await Deno.readFile(path);
    if (new TextDecoder().decode(pem).includes("-----BEGIN ")) return pem;
    throw new Error("it holds no PEM");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`${name} is "${path}": expected a PEM file in certs/ (${reason})`]);
  }
}
