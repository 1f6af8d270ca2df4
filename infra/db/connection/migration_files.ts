import { readdir, readFile } from "node:fs/promises";
import type { SqlDialect } from "./database.ts";
import { sha256 } from "../../hashes/sha256.ts";

/** One step of the schema, from its file. */
export type Migration = {
  /** The number its file name begins with. */
  readonly version: number;
  /** The file's name without `.sql`. */
  readonly name: string;
  /** SHA-256 of the file's text with `\n` at line ends. */
  readonly checksum: string;
  readonly statements: readonly string[];
};

/**
 * Reads the migrations of a dialect, oldest first.
 *
 * @param folder Contains a folder for each dialect; by default the program's own.
 * @throws {Error} unless the files are numbered 1, 2, 3 and so on, without gaps or duplicates.
 */
export async function readMigrations(
  dialect: SqlDialect,
  folder: URL = new URL("../../../migrations/", import.meta.url),
): Promise<Migration[]> {
  const home = new URL(`${dialect}/`, folder);
  const names = (await readdir(home)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(new URL(name, home))));
  migrations.forEach((migration, index) => {
    if (migration.version === index + 1) return;
    throw new Error(`Cannot use migration ${migration.name}: its number should be ${index + 1}`);
  });
  return migrations;
}

async function readMigration(file: URL): Promise<Migration> {
  const text = (await readFile(file, "utf8")).replaceAll("\r\n", "\n");
  const name = decodeURIComponent(file.pathname).split("/").at(-1)!.replace(/\.sql$/, "");
  return {
    version: Number(/^\d+/.exec(name)?.[0]),
    name,
    checksum: sha256(text),
    statements: splitStatements(text),
  };
}

/**
 * Splits a migration into its statements. By convention each ends with a semicolon at the end of a
 * line, and no other line ends with one, so SQL need not be parsed here.
 */
export function splitStatements(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
