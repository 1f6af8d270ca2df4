import { type ApiToken, SCOPES, type User } from "../../domain/accounts/user.ts";
import { uuidV7 } from "../../infra/runtime/uuid_v7.ts";
import { sampleTime } from "./sample_turns.ts";

/** A user with a unique address, and what the test chooses. */
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

/** A token with all scopes that never expires. */
export function sampleApiToken(facts: Partial<ApiToken> & Pick<ApiToken, "userId">): ApiToken {
  return {
    id: uuidV7(),
    name: "Laptop",
    scopes: SCOPES,
    createdAt: sampleTime,
    expiresAt: null,
    lastUsedAt: null,
    ...facts,
  };
}
