import { parseArgs } from "node:util";
import { soakKills } from "./kills.ts";
import { soakStreams } from "./soak_streams.ts";

// Runs `deno task soak`: many answers at a time for half an hour, then many kills. Exits with 1
// when anything was lost, the program logged an error, or its memory grew.

const usage = `Usage: deno task soak [options]
  --minutes=30       how long to stream
  --streams=200      how many answers at a time
  --mysql            stream on MySQL instead of SQLite
  --kills=50         how often to kill the program, on each database
  --only=streams     only stream; --only=kills: only kill`;

if (import.meta.main) Deno.exit(await run(Deno.args));

async function run(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) {
    console.error(usage);
    return 2;
  }
  const { log } = console;
  const { only, kills } = options;
  const problems = only === "kills" ? [] : await soakStreams({ ...options, log });
  if (only !== "streams") {
    for (const database of ["SQLite", "MySQL"] as const) {
      await soakKills({ kills, database, log }).catch((error) => problems.push(String(error)));
    }
  }
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? "The soak went well" : "The soak failed");
  return problems.length === 0 ? 0 : 1;
}

/** @returns `null` when they are invalid. */
function readOptions(args: string[]) {
  const values = parseOptions(args);
  if (!values) return null;
  const [minutes, streams, kills] = [values.minutes, values.streams, values.kills].map(Number);
  if (![minutes, streams, kills].every((number) => number! > 0)) return null;
  if (!["", "streams", "kills"].includes(values.only)) return null;
  const database = values.mysql ? "MySQL" as const : "SQLite" as const;
  return { minutes: minutes!, streams: streams!, kills: kills!, only: values.only, database };
}

function parseOptions(args: string[]) {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  try {
    const options = {
      minutes: text("30"),
      streams: text("200"),
      kills: text("50"),
      only: text(""),
      mysql: { type: "boolean", default: false } as const,
    };
    return parseArgs({ args, options }).values;
  } catch {
    return null;
  }
}
