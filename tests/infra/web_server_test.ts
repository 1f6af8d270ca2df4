import assert from "node:assert/strict";
import { StartError } from "../../infra/start_error.ts";
import { startWebServer } from "../../infra/web_server.ts";

const host = "127.0.0.1";

Deno.test("startWebServer() answers with what it is given, and tells it who asks", async () => {
  const handle = (_: Request, clientAddress: string) => new Response(clientAddress);
  const server = startWebServer({ host, port: 0, handle });
  const response = await fetch(`http://${host}:${server.port}`);
  assert.equal(await response.text(), host);
  await server.stop(1000);
});

Deno.test("startWebServer() names the port that is in use", async () => {
  const handle = () => new Response();
  const server = startWebServer({ host, port: 0, handle });
  assert.throws(() => startWebServer({ host, port: server.port, handle }), {
    name: StartError.name,
    message: `Cannot serve pages at ${host}:${server.port}: the port is in use`,
  });
  await server.stop(1000);
});

Deno.test("WebServer.stop() lets a response end", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const handle = () => {
    asked.resolve();
    return answer.promise;
  };
  const server = startWebServer({ host, port: 0, handle });
  const call = fetch(`http://${host}:${server.port}`);
  await asked.promise;
  const stopped = server.stop(60_000);
  answer.resolve(new Response("the end"));
  assert.equal(await (await call).text(), "the end");
  await stopped;
});

Deno.test("WebServer.stop() refuses what comes while a response ends, however much that is", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const handle = () => {
    asked.resolve();
    return answer.promise;
  };
  const server = startWebServer({ host, port: 0, handle });
  const origin = `http://${host}:${server.port}`;
  const call = fetch(origin);
  await asked.promise;
  const stopped = server.stop(60_000);
  for (let i = 0; i < 3; i++) {
    const refused = await fetch(origin);
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.has("Retry-After"));
    assert.match(await refused.text(), /stopping/);
  }
  answer.resolve(new Response("the end"));
  assert.equal(await (await call).text(), "the end");
  await stopped;
});

Deno.test("WebServer.stop() closes the connections that clients keep, even if asked twice", async () => {
  const server = startWebServer({ host, port: 0, handle: () => new Response("page") });
  using connection = await Deno.connect({ hostname: host, port: server.port });
  await connection.write(new TextEncoder().encode(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
  await connection.read(new Uint8Array(1_000));
  await Promise.all([server.stop(60_000), server.stop(0)]);
  assert.equal(await connection.read(new Uint8Array(1_000)), null);
});

Deno.test("WebServer.stop() cuts off a response that doesn't end in time", async () => {
  let isCancelled = false;
  const endless = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("begun")),
        cancel: () => void (isCancelled = true),
      }),
    );
  const server = startWebServer({ host, port: 0, handle: endless });
  const response = await fetch(`http://${host}:${server.port}`);
  await server.stop(20);
  await assert.rejects(response.text());
  assert.ok(isCancelled);
});
