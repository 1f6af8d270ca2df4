import { type BatchResult, type BatchRows, refusalOf, type Statement } from "./batch.ts";
import { batches } from "./batches.ts";
import type { BoundedConnection } from "./bounded_connection.ts";
import type { BoundedPool } from "./bounded_pool.ts";
import { isOutage } from "./database_error.ts";
import { repeatIfLost } from "./run_transaction.ts";

/** Statements that are sent together. */
type Packet<Refusal extends string> = readonly Statement<Refusal>[];

const BEGIN: Statement = { sql: "begin", values: [] };
const COMMIT: Statement = { sql: "commit", values: [] };
const ROLLBACK: Statement = { sql: "rollback", values: [] };

// What servers and proxies say that take one statement at a time.
const refusesPackets = new Set([
  1064, // ER_PARSE_ERROR: the first statement should have been the last
  4501, // MySQL Router, where it shares connections between clients
]);

/**
 * Batches on a MySQL server. Each takes two round trips: one for all its statements, and one for
 * the commit or the rollback.
 */
export class MysqlBatches {
  readonly #pool: BoundedPool;
  readonly #onStatement: (sql: string) => void;
  #takesPackets = true;

  /** @param onStatement Called with the text of every statement. */
  constructor(pool: BoundedPool, onStatement: (sql: string) => void = () => {}) {
    this.#pool = pool;
    this.#onStatement = onStatement;
  }

  /** Runs a batch, and once more when the connection broke before the commit. */
  async run<Refusal extends string>(
    statements: readonly Statement<Refusal>[],
  ): Promise<BatchResult<Refusal>> {
    return await repeatIfLost(async (committing) => {
      const connection = await this.#pool.acquire();
      try {
        return await this.#runOn(connection, { statements: [BEGIN, ...statements], committing });
      } finally {
        connection.release();
      }
    });
  }

  async #runOn<Refusal extends string>(
    connection: BoundedConnection,
    { statements, committing }: {
      readonly statements: readonly Statement<Refusal>[];
      readonly committing: () => void;
    },
  ): Promise<BatchResult<Refusal>> {
    if (this.#takesPackets) {
      try {
        const packets = batches(statements, lengthOf);
        return await this.#transact(connection, { packets, committing });
      } catch (error) {
        if (isOutage(error)) throw error;
        this.#takesPackets = !refusesPackets.has((error as { errno?: number }).errno ?? 0);
      }
    }
    // A statement that failed hides what came of those before it in its packet, of which one may
    // have refused the batch. This way the first one decides.
    const packets = statements.map((statement) => [statement]);
    return await this.#transact(connection, { packets, committing });
  }

  async #transact<Refusal extends string>(
    connection: BoundedConnection,
    { packets, committing }: {
      readonly packets: readonly Packet<Refusal>[];
      readonly committing: () => void;
    },
  ): Promise<BatchResult<Refusal>> {
    try {
      const result = await this.#runPackets(connection, packets);
      if (result.refused === null) {
        committing();
        await this.#send(connection, [COMMIT]);
      } else {
        await this.#rollBack(connection);
      }
      return result;
    } catch (error) {
      await this.#rollBack(connection);
      throw error;
    }
  }

  async #runPackets<Refusal extends string>(
    connection: BoundedConnection,
    packets: readonly Packet<Refusal>[],
  ): Promise<BatchResult<Refusal>> {
    const all: BatchRows[] = [];
    for (const packet of packets) {
      const results = await this.#send(connection, packet);
      for (const [index, statement] of packet.entries()) {
        const refused = refusalOf(statement, results[index]!);
        if (refused !== null) return { refused };
        all.push(results[index]!.rows);
      }
    }
    const [_begin, ...rows] = all;
    return { refused: null, rows };
  }

  /** The server rolls back by itself when a connection ends that can't ask for it. */
  async #rollBack(connection: BoundedConnection): Promise<void> {
    await this.#send(connection, [ROLLBACK]).catch(() => connection.destroy());
  }

  #send(connection: BoundedConnection, packet: Packet<string>) {
    for (const { sql } of packet) this.#onStatement(sql);
    return connection.runTogether(packet);
  }
}

/** Length of a statement with its values, in UTF-16 code units. */
function lengthOf({ sql, values }: Statement<string>): number {
  return values.reduce<number>((sum, value) => sum + `${value}`.length, sql.length);
}
