import type { Database } from "../../../infra/db/connection/database.ts";

/** Waits until the running app has entered everything stored so far into the search index. */
export async function allSearchable({ db }: Database): Promise<void> {
  while (await db.selectFrom("search_queue").select("id").limit(1).executeTakeFirst()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
