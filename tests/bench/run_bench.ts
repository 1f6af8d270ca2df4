import { startBench } from "./bench.ts";
import { measureAnswerRate } from "./measure_answer_rate.ts";
import { measureColdStart } from "./measure_cold_start.ts";
import { measureFirstText } from "./measure_first_text.ts";
import { measureGrpcMessages } from "./measure_grpc_messages.ts";
import { measureHostileTexts } from "./measure_hostile_texts.ts";
import { measureIdleMemory } from "./measure_idle_memory.ts";
import { measureLongChat } from "./measure_long_chat.ts";
import { measurePageBytes } from "./measure_page_bytes.ts";
import { measurePages } from "./measure_pages.ts";
import { measurePacedStreams } from "./measure_paced_streams.ts";
import { measureSearch } from "./measure_search.ts";
import { measureStatements } from "./measure_statements.ts";
import { measureThroughput } from "./measure_throughput.ts";

// Behind `deno task bench`. Arguments choose what is measured: `deno task bench first-text streams`.

const sections = {
  "cold-start": measureColdStart,
  // Before what makes memory grow.
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
