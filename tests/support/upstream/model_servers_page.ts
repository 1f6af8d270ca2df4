import { type ModelServer, type ServerCase } from "./model_server.ts";
import { modelServers } from "./model_servers.ts";

/** Where `docs/model_servers.md` stops being written by hand. */
const MARK = "<!-- From here on written by `deno task model-servers`. -->";

/** `docs/model_servers.md` with the tables that belong to the played servers. */
export function withServerTables(page: string): string {
  const [introduction = ""] = page.split(MARK);
  return [introduction + MARK, ...modelServers.map((server) => section(server))].join("\n\n") +
    "\n";
}

function section({ name, read, cases }: ModelServer): string {
  const rows = cases.map((serverCase) => row(serverCase));
  return [
    `## ${name}\n`,
    `Read in ${read}.\n`,
    "| the server | Parley shows | source |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function row({ behaviour, shown, source }: ServerCase): string {
  const cells = [behaviour, shown].map((text) => text.replaceAll("|", "\\|"));
  return `| ${cells.join(" | ")} | [${new URL(source).host}](${source}) |`;
}

if (import.meta.main) {
  const path = new URL("../../../docs/model_servers.md", import.meta.url);
  await Deno.writeTextFile(path, withServerTables(await Deno.readTextFile(path)));
}
