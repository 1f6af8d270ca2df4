import { startBench } from "./bench.ts";
import { measureAnswerRate } from "./measures/answer_rate.ts";
import { measureColdStart } from "./measures/cold_start.ts";
import { measureFirstText } from "./measures/first_text.ts";
import { measureGrpcMessages } from "./measures/grpc_messages.ts";
import { measureHostileTexts } from "./measures/hostile_texts.ts";
import { measureIdleMemory } from "./measures/idle_memory.ts";
import { measureLongChat } from "./measures/long_chat.ts";
import { measurePageBytes } from "./measures/page_bytes.ts";
import { measurePages } from "./measures/pages.ts";
import { measurePacedStreams } from "./measures/paced_streams.ts";
import { measureSearch } from "./measures/search.ts";
import { measureStatements } from "./measures/statements.ts";
import { measureThroughput } from "./measures/throughput.ts";

// Runs `deno task bench`. Arguments choose the measurements: `deno task bench first-text streams`.

const sections = {
  "cold-start": measureColdStart,
  // Runs before the measurements that make memory grow.
  "memory": measureIdleMemory,
  "first-text": measureFirstText,
  "page-bytes": measurePageBytes,
  "chats": measureAnswerRate,
  "tokens": measureThroughput,
  "grpc": measureGrpcMessages,
  "streams": measurePacedStreams,
  "long-chat": measureLongChat,
  "pages": measurePages,
  "statements": measureStatements,
  "search": () => measureSearch(),
  "hostile": () => measureHostileTexts(),
};

const unknown = Deno.args.filter((name) => !Object.hasOwn(sections, name));
if (unknown.length > 0) {
  console.error(`No ${unknown.join(", ")} here, but ${Object.keys(sections).join(", ")}`);
  Deno.exit(2);
}
await using bench = await startBench();
for (const [name, measure] of Object.entries(sections)) {
  if (Deno.args.length === 0 || Deno.args.includes(name)) await measure(bench);
}
