import { type ChannelCredentials, credentials, status } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { bearer, chatClient, finished } from "../../support/grpc/client.ts";
import { type Certificates, makeCertificates } from "../../support/grpc/certificates.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../../support/grpc/test_server.ts";
import { requireProgram } from "../../support/suite/requirements.ts";

const openssl = requireProgram("openssl");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: openssl.ignore, fn });
}

async function ask({ address }: GrpcTest, channel: ChannelCredentials) {
  using client = await chatClient(address, channel);
  const request = { user_id: "user-1", user_message: "Hi" };
  const deadline = Date.now() + 5_000;
  return await finished(client.ChatStream(request, bearer(SERVICE_TOKEN), { deadline }));
}

/** The output of a TLS client that is not Node.js or Deno. */
async function opensslClient({ address }: GrpcTest, certificates: Certificates, args: string[]) {
  const command = new Deno.Command(openssl.path!, {
    args: [
      ...["s_client", "-connect", address, "-alpn", "h2", "-verify_return_error"],
      ...["-CAfile", certificates.path("ca.pem"), ...args],
    ],
    stdin: "null",
  });
  const { stdout, stderr } = await command.output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

test("startGrpcServer() serves TLS to a client that trusts the authority", async () => {
  await using certificates = await makeCertificates();
  await using t = await startGrpcTest({ tls: certificates.server });
  const { code, content, details } = await ask(
    t,
    credentials.createSsl(Buffer.from(certificates.ca)),
  );
  assert.equal(code, status.OK, details);
  assert.equal(content, "You said: Hi");
});

test("startGrpcServer() serves TLS to OpenSSL", async () => {
  await using certificates = await makeCertificates();
  await using t = await startGrpcTest({ tls: certificates.server });
  const output = await opensslClient(t, certificates, []);
  assert.match(output, /Verify return code: 0 \(ok\)/);
  assert.match(output, /ALPN protocol: h2/);
});

test("startGrpcServer() with a certificate serves nothing in plain text", async () => {
  await using certificates = await makeCertificates();
  await using t = await startGrpcTest({ tls: certificates.server });
  const { code } = await ask(t, credentials.createInsecure());
  assert.equal(code, status.UNAVAILABLE);
  assert.equal(t.upstream.requests.length, 0);
});

test("startGrpcServer() accepts a client whose certificate the authority signed", async () => {
  await using certificates = await makeCertificates();
  const { ca, client, server } = certificates;
  await using t = await startGrpcTest({ tls: { ...server, clientCa: ca } });
  const [roots, key, cert] = [ca, client.key, client.cert].map((pem) => Buffer.from(pem));
  const { code, content, details } = await ask(t, credentials.createSsl(roots, key, cert));
  assert.equal(code, status.OK, details);
  assert.equal(content, "You said: Hi");
});

test("startGrpcServer() refuses a client without a certificate if it demands one", async () => {
  await using certificates = await makeCertificates();
  const { ca, server } = certificates;
  await using t = await startGrpcTest({ tls: { ...server, clientCa: ca } });
  const { code, details } = await ask(t, credentials.createSsl(Buffer.from(ca)));
  assert.equal(code, status.UNAVAILABLE);
  assert.match(details, /certificate/i);
  assert.equal(t.upstream.requests.length, 0);
});

test("startGrpcServer() refuses a client whose certificate another authority signed", async () => {
  await using certificates = await makeCertificates();
  await using others = await makeCertificates();
  const { ca, server } = certificates;
  await using t = await startGrpcTest({ tls: { ...server, clientCa: ca } });
  const [roots, key, cert] = [ca, others.client.key, others.client.cert]
    .map((pem) => Buffer.from(pem));
  const { code } = await ask(t, credentials.createSsl(roots, key, cert));
  assert.equal(code, status.UNAVAILABLE);
  assert.equal(t.upstream.requests.length, 0);
});
