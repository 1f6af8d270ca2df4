import { parseArgs } from "node:util";
import { startBench } from "./bench.ts";
import { measureAnswerRate } from "./measures/answer_rate.ts";
import { measureColdStart } from "./measures/cold_start.ts";
import { measureFirstText } from "./measures/first_text.ts";
import { measureGrpcMessages } from "./measures/grpc_messages.ts";
import { measureHostileTexts } from "./measures/hostile_texts.ts";
import { measureIdleMemory } from "./measures/idle_memory.ts";
import { measureLongChat } from "./measures/long_chat.ts";
import { measureManyChats } from "./measures/many_chats.ts";
import { measureMysqlChats } from "./measures/mysql_chats.ts";
import { measurePageBytes } from "./measures/page_bytes.ts";
import { measurePages } from "./measures/pages.ts";
import { measurePacedStreams } from "./measures/paced_streams.ts";
import { measurePauses } from "./measures/pauses.ts";
import { measureSearch } from "./measures/search.ts";
import { measureStatements } from "./measures/statements.ts";
import { measureThroughput } from "./measures/throughput.ts";
import { measureUpdates } from "./measures/updates.ts";

// Runs `deno task bench`.

const sections = {
  "cold-start": measureColdStart,
  // Runs before the measurements that make memory grow.
  "memory": measureIdleMemory,
  "first-text": measureFirstText,
  "page-bytes": measurePageBytes,
  "chats": measureAnswerRate,
  "mysql-chats": measureMysqlChats,
  "pauses": measurePauses,
  "tokens": measureThroughput,
  "grpc": measureGrpcMessages,
  "streams": measurePacedStreams,
  "updates": measureUpdates,
  "long-chat": measureLongChat,
  "many-chats": measureManyChats,
  "pages": measurePages,
  "statements": measureStatements,
  "search": () => measureSearch(),
  "hostile": () => measureHostileTexts(),
};

const usage = `deno task bench [options] [measures]

Measures Parley beside relays that do nothing else, in turn, and prints medians and ratios.
Measures, by default all: ${Object.keys(sections).join(", ")}

  --beside=folder  also measure Parley of another source tree, installed there
  --only=kind      only ask as this client does: page, api, grpc or grpc-v1; may be repeated
  --rounds=5       how often to measure
`;

const { values: options, positionals: names } = parseArgs({
  args: Deno.args,
  allowPositionals: true,
  options: {
    beside: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
    rounds: { type: "string", default: "5" },
    help: { type: "boolean" },
  },
});
const unknown = names.filter((name) => !Object.hasOwn(sections, name));
if (options.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no measure ${unknown.join(", ")}\n`);
  console.log(usage);
  Deno.exit(options.help ? 0 : 2);
}
await using bench = await startBench({ ...options, rounds: Number(options.rounds) });
for (const [name, measure] of Object.entries(sections)) {
  if (names.length === 0 || names.includes(name)) await measure(bench);
}
bench.report.printGoals();
