import { requireProgram } from "../suite/requirements.ts";

/** Certificates in PEM, made by `openssl` in a folder of their own. */
export type Certificates = AsyncDisposable & {
  /** The authority that signed the other two. */
  readonly ca: Uint8Array;
  /** For `localhost` and `127.0.0.1`. */
  readonly server: { readonly cert: Uint8Array; readonly key: Uint8Array };
  readonly client: { readonly cert: Uint8Array; readonly key: Uint8Array };
  /** The path of a file, e.g. `ca.pem`, `client.pem` or `client.key`. */
  path(name: string): string;
};

/**
 * Makes an authority, and certificates for a server and a client, valid for a day. Needs `openssl`.
 */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await Deno.makeTempDir({ prefix: "parley-certificates-" });
  const path = (name: string) => `${folder}/${name}`;
  const pair = async (name: string) => ({
    cert: await Deno.readFile(path(`${name}.pem`)),
    key: await Deno.readFile(path(`${name}.key`)),
  });
  const issue = (name: string, ...extensions: string[]) =>
    openssl([
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-days", "1", "-subj", `/CN=${name}`],
      ...["-keyout", path(`${name}.key`), "-out", path(`${name}.pem`)],
      ...extensions.flatMap((extension) => ["-addext", extension]),
      ...name === "ca" ? [] : ["-CA", path("ca.pem"), "-CAkey", path("ca.key")],
    ]);
  await issue("ca", "basicConstraints=critical,CA:TRUE");
  const leaf = "basicConstraints=critical,CA:FALSE";
  await issue("server", leaf, "subjectAltName=DNS:localhost,IP:127.0.0.1");
  await issue("client", leaf);
  return {
    ca: await Deno.readFile(path("ca.pem")),
    server: await pair("server"),
    client: await pair("client"),
    path,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(args: string[]): Promise<void> {
  const { path } = requireProgram("openssl");
  const { success, stderr } = await new Deno.Command(path!, { args }).output();
  if (!success) throw new Error(`openssl ${args[0]}: ${new TextDecoder().decode(stderr)}`);
}
