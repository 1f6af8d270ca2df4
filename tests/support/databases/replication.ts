import { sql } from "kysely";
import { openDatabase } from "../../../infra/db/connection/open_database.ts";
import { type Mariadb, startMariadb } from "./mariadb.ts";

/** A MariaDB that replicates another one. */
export type Replica = Mariadb & {
  /** Starts replication again after it has stopped. */
  start(): Promise<void>;
  /**
   * Waits until the replica has everything that its primary has stored so far.
   *
   * @throws {Error} with the server's message when replication has stopped.
   */
  catchUp(): Promise<void>;
};

/** Starts a private MariaDB with a row-based binary log. */
export function startPrimary(): Promise<Mariadb> {
  return startMariadb(["--server-id=1", "--log-bin=binlog", "--binlog-format=row"]);
}

/** Starts a private MariaDB that replicates a primary from its first transaction on. */
export async function startReplica(primary: Mariadb): Promise<Replica> {
  const { port } = primary.url;
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startMariadb(["--server-id=2"]));
  await statement(
    server.url,
    `change master to master_host = '127.0.0.1', master_port = ${port}, master_user = 'root',
      master_use_gtid = slave_pos`,
  );
  const start = async () => void await statement(server.url, "start slave");
  await start();
  const owned = stack.move();
  return {
    ...server,
    start,
    catchUp: () => catchUp(primary.url, server.url),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function catchUp(primary: URL, replica: URL): Promise<void> {
  const [position] = await statement(primary, "select @@gtid_binlog_pos as position");
  for (;;) {
    // In seconds. The wait continues when the replica stops.
    const [wait] = await statement(
      replica,
      `select master_gtid_wait('${position!.position}', 1) as result`,
    );
    if (wait!.result === 0) return;
    const [status] = await statement(replica, "show slave status");
    const { Slave_SQL_Running: isRunning, Last_SQL_Error, Last_IO_Error } = status!;
    if (isRunning === "No") throw new Error(`The replica has stopped: ${Last_SQL_Error}`);
    if (Last_IO_Error) throw new Error(`The replica can't reach its primary: ${Last_IO_Error}`);
  }
}

async function statement(url: URL, text: string): Promise<Record<string, unknown>[]> {
  const database = await openDatabase(url.href, { connections: 1 });
  try {
    return (await sql.raw<Record<string, unknown>>(text).execute(database.db)).rows;
  } finally {
    await database.close();
  }
}
