import { type DatabaseKind, databases, type TestDatabase } from "./databases.ts";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";

/** A MySQL database, and a way to it on which a test can make the network fail. */
export type ProxiedDatabase = AsyncDisposable & {
  readonly proxy: FaultProxy;
  /** For the program: through the proxy. */
  readonly url: string;
  /** For the test: past the proxy. */
  readonly direct: TestDatabase;
};

/**
 * For test files about networks that fail, to be called once, at the top.
 *
 * @returns whether there is no server for it, and how to make such a database.
 */
export function proxiedDatabases(): Pick<DatabaseKind, "ignore"> & {
  open(): Promise<ProxiedDatabase>;
} {
  const mysql = databases()[1]!;
  return {
    ignore: mysql.ignore,
    async open() {
      await using stack = new AsyncDisposableStack();
      const direct = stack.use(await mysql.open());
      const url = new URL(direct.url);
      const proxy = stack.use(startFaultProxy(Number(url.port)));
      url.port = String(proxy.port);
      const owned = stack.move();
      return { proxy, direct, url: url.href, [Symbol.asyncDispose]: () => owned.disposeAsync() };
    },
  };
}
