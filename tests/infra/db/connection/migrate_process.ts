import { openDatabase } from "../../../../infra/db/connection/open_database.ts";

// One of several processes that migrate at once: waits for a line, so that all begin together, and
// prints the names of the migrations that it applied.

const [url, folder] = Deno.args;
const database = await openDatabase(url!, { migrations: new URL(folder!) });
console.log("ready");
await Deno.stdin.read(new Uint8Array(1));
console.log(JSON.stringify(await database.migrate()));
await database.close();
