import { LoadGenerator } from "./load_generator.ts";
import type { LoadCall } from "./load_client.ts";

// The load generator in a separate process: each line of input is a call, each line of output its
// result.
const generator = new LoadGenerator();

async function answer(line: string): Promise<string> {
  const { method, input } = JSON.parse(line) as LoadCall;
  try {
    const work = generator[method] as (input: unknown) => Promise<unknown>;
    return JSON.stringify({ result: await work.call(generator, input) });
  } catch (error) {
    return JSON.stringify({ error: String(error) });
  }
}

let rest = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split("\n");
  rest = lines.pop()!;
  for (const line of lines) console.log(await answer(line));
}
