import assert from "node:assert/strict";
import { type Config, ConfigError, readConfig } from "../../../infra/config/config.ts";
import { readTls } from "../../../infra/grpc/read_tls.ts";
import { type Certificates, makeCertificates } from "../../support/grpc/certificates.ts";
import { requireProgram } from "../../support/suite/requirements.ts";

const { ignore } = requireProgram("openssl");

type Paths = { readonly cert: string; readonly key: string; readonly clientCa?: string };

function configOf({ cert, key, clientCa }: Paths): Config {
  return readConfig({
    GRPC_TLS_CERT: cert,
    GRPC_TLS_KEY: key,
    ...clientCa && { GRPC_TLS_CLIENT_CA: clientCa },
  });
}

/** Paths of a valid certificate, key and CA. */
function goodPaths(certificates: Certificates): Required<Paths> {
  const { path } = certificates;
  return { cert: path("server.pem"), key: path("server.key"), clientCa: path("ca.pem") };
}

/** PEM by its frame, but with neither a certificate nor a key in it. */
function garbage(label: string): string {
  return `-----BEGIN ${label}-----\n${btoa("no such thing")}\n-----END ${label}-----\n`;
}

Deno.test({
  name: "readTls() reads a chain of certificates, its key, and several authorities",
  ignore,
  async fn() {
    await using certificates = await makeCertificates();
    const { ca, client, server } = certificates;
    const chain = new Uint8Array([...server.cert, ...ca]);
    const authorities = new Uint8Array([...ca, ...client.cert]);
    const [cert, clientCa] = [certificates.path("chain.pem"), certificates.path("authorities.pem")];
    await Deno.writeFile(cert, chain);
    await Deno.writeFile(clientCa, authorities);
    const tls = await readTls(configOf({ ...goodPaths(certificates), cert, clientCa }));
    assert.deepEqual(tls, { cert: chain, key: server.key, clientCa: authorities });
    assert.equal(await readTls(readConfig({})), undefined);
  },
});

Deno.test({
  name: "readTls() names the variable and path of a file with the wrong content",
  ignore,
  async fn() {
    await using certificates = await makeCertificates();
    const { ca, path } = certificates;
    const good = goodPaths(certificates);
    await Deno.writeTextFile(path("empty.pem"), "");
    await Deno.writeTextFile(path("bad.pem"), garbage("CERTIFICATE"));
    await Deno.writeTextFile(path("bad.key"), garbage("PRIVATE KEY"));
    const half = new TextDecoder().decode(ca) + garbage("CERTIFICATE");
    await Deno.writeTextFile(path("half.pem"), half);
    const wrong: [name: string, file: string, paths: Paths][] = [
      ["GRPC_TLS_CERT", "none.pem", { ...good, cert: path("none.pem") }],
      ["GRPC_TLS_CERT", "empty.pem", { ...good, cert: path("empty.pem") }],
      ["GRPC_TLS_CERT", "bad.pem", { ...good, cert: path("bad.pem") }],
      ["GRPC_TLS_CERT", "server.key", { ...good, cert: good.key }],
      ["GRPC_TLS_KEY", "bad.key", { ...good, key: path("bad.key") }],
      ["GRPC_TLS_KEY", "server.pem", { ...good, key: good.cert }],
      ["GRPC_TLS_KEY", "client.key", { ...good, key: path("client.key") }],
      ["GRPC_TLS_CLIENT_CA", "bad.pem", { ...good, clientCa: path("bad.pem") }],
      ["GRPC_TLS_CLIENT_CA", "half.pem", { ...good, clientCa: path("half.pem") }],
    ];
    for (const [name, file, paths] of wrong) {
      await assert.rejects(readTls(configOf(paths)), (error: Error) => {
        assert.ok(error instanceof ConfigError);
        const [problem = ""] = error.problems;
        assert.ok(problem.startsWith(`${name} is "${path(file)}": expected a PEM file`), problem);
        return true;
      });
    }
  },
});
