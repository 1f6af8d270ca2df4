/**
 * The thread that writes to a SQLite file. The first message says which file; each of the others
 * names a method of the writer, and is replied to in order with `{ result }` or `{ error }`.
 */
import type { FileIdentity } from "./opened_file.ts";
import { toPlain } from "./plain_error.ts";
import { SqliteWriter } from "./writer.ts";
import type { WriterCall, WriterReply } from "./writer_thread.ts";

let writer: SqliteWriter | undefined;

addEventListener("message", ({ data }: MessageEvent<FileIdentity | WriterCall>) => {
  if ("path" in data) writer = new SqliteWriter(data);
  else postMessage(reply(data));
});

function reply({ method, args }: WriterCall): WriterReply {
  try {
    return { result: Reflect.apply(writer![method], writer, args) };
  } catch (error) {
    return { error: toPlain(error) };
  }
}
