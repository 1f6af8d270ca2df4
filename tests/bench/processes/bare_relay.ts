// The simplest relay between a client and the model's server: it pipes bytes, and stores and
// renders nothing. Run in a separate process with the upstream's URL; prints its port.
const [upstream] = Deno.args;

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  if (request.method === "GET") return new Response("ok");
  const { body, headers } = await fetch(`${upstream}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await request.text(),
  });
  return new Response(body, { headers: { "content-type": headers.get("content-type") ?? "" } });
});
