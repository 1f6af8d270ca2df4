// Exits 0 when the server on this machine is ready. For containers, whose images have no curl.
// Imports nothing from the program, so that frequent checks cost little.

if (import.meta.main) Deno.exit(await isReady() ? 0 : 1);

async function isReady(): Promise<boolean> {
  try {
    const serve = Deno.env.get("SERVE") || "web,grpc";
    if (serve.includes("web")) return await isWebReady(Deno.env.get("WEB_SERVER_PORT") || "8080");
    return await isListening(Deno.env.get("GRPC_SERVER_PORT") || "50051");
  } catch (error) {
    console.error(error);
    return false;
  }
}

async function isWebReady(port: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  console.log(await response.text());
  return response.ok;
}

async function isListening(port: string): Promise<boolean> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  connection.close();
  return true;
}
