import type { Log } from "../../domain/log.ts";
import type { ModelCatalog } from "../../domain/models/catalog.ts";
import { fixedModels, type ModelDirectory } from "../../domain/models/directory.ts";
import { hasVersion } from "./base_url.ts";
import { type ListingServer, NoModelList, requestModelList } from "./model_list_request.ts";

/** How long the check may take, in milliseconds. */
const PATIENCE = 5_000;

/**
 * A directory of models that never change. If the server's base URL has no version in it, it is
 * checked once, in the background: most servers have one, and a wrong base URL would only show as
 * "not found" in the first answer.
 */
export function checkedModels(
  catalog: ModelCatalog,
  { server, log }: { readonly server: ListingServer; readonly log: Log },
): ModelDirectory {
  if (hasVersion(server.baseUrl)) return fixedModels(catalog);
  const closed = new AbortController();
  const limits = { signal: closed.signal, timeLimitMs: PATIENCE };
  let check: Promise<void> | undefined;
  return {
    catalog,
    prepare() {
      check ??= requestModelList(server, limits).then(() => {}, (error) => {
        if (error instanceof NoModelList && error.isElsewhere) log.warn(error.message);
      });
      return Promise.resolve();
    },
    close: () => closed.abort(),
  };
}
