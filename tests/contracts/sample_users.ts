import { type ApiToken, SCOPES, type User } from "../../domain/accounts/user.ts";
import { uuidV7 } from "../../infra/process/uuid_v7.ts";
import { sampleTime } from "./sample_turns.ts";

/** A user of an address of their own, with what the test cares about. */
export function sampleUser(facts: Partial<User> = {}): User {
  const id = uuidV7();
  return {
    id,
    name: "Somebody",
    email: `${id}@example.com`,
    settings: {},
    createdAt: sampleTime,
    ...facts,
  };
}

/** A token for everything, for ever. */
export function sampleApiToken(facts: Partial<ApiToken> & Pick<ApiToken, "userId">): ApiToken {
  return {
    ...{ id: uuidV7(), name: "Laptop", scopes: SCOPES },
    ...{ createdAt: sampleTime, expiresAt: null, lastUsedAt: null },
    ...facts,
  };
}
