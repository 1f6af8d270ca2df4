import type { DatabaseKind } from "../databases/databases.ts";
import { Reciter, type ReciterOptions } from "../upstream/reciter.ts";
import { PageClient } from "./page_client.ts";
import { type ParleySite, startParleySite } from "./parley_site.ts";

/** Two processes of Parley on one database, with a reciter as their model. */
export type ParleyPair = {
  readonly site: ParleySite;
  readonly reciter: Reciter;
  /** Signs up a user. @returns their page in each process. */
  signUp(): Promise<[PageClient, PageClient]>;
};

/**
 * Runs two processes for the tests of a file, which ask different questions. Call it once
 * for each kind of database, at the top of the file.
 */
export function runParleyPair(
  { ignore, open }: DatabaseKind,
  options: ReciterOptions = {},
): () => ParleyPair {
  const stack = new AsyncDisposableStack();
  let pair: ParleyPair;
  if (!ignore) {
    Deno.test.beforeAll(async () => {
      const reciter = new Reciter(options);
      const site = stack.use(await startParleySite(await open(), { reply: reciter.script }));
      const [a, b] = await Promise.all([site.start(), site.start()]);
      const [here, there] = [await a.origin(), await b.origin()];
      pair = {
        site,
        reciter,
        async signUp() {
          const page = await PageClient.signUp(here);
          return [page, page.at(there)];
        },
      };
    });
    Deno.test.afterAll(() => stack.disposeAsync());
  }
  return () => pair;
}
