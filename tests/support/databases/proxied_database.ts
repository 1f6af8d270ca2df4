import { type DatabaseKind, databases, type TestDatabase } from "./databases.ts";
import { type FaultProxy, startFaultProxy } from "./fault_proxy.ts";

/** A MySQL database behind a proxy with which a test can make the network fail. */
export type ProxiedDatabase = AsyncDisposable & {
  readonly proxy: FaultProxy;
  /** The program's URL, through the proxy. */
  readonly url: string;
  /** The test's own connection, past the proxy. */
  readonly direct: TestDatabase;
};

/**
 * For test files about failing networks; call it once, at the top.
 *
 * @returns whether the server is missing, and a function that makes a database behind a proxy.
 */
export function proxiedDatabases(): Pick<DatabaseKind, "ignore"> & {
  open(): Promise<ProxiedDatabase>;
} {
  const mysql = databases()[1]!;
  return { ignore: mysql.ignore, open: () => proxiedDatabase(mysql) };
}

/** Makes a fresh database of this kind behind a proxy. */
export async function proxiedDatabase({ open }: DatabaseKind): Promise<ProxiedDatabase> {
  await using stack = new AsyncDisposableStack();
  const direct = stack.use(await open());
  const url = new URL(direct.url);
  const proxy = stack.use(startFaultProxy(Number(url.port)));
  url.port = String(proxy.port);
  const owned = stack.move();
  return { proxy, direct, url: url.href, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
