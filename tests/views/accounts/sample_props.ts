import { SCOPES } from "../../../domain/accounts/user.ts";
import { said } from "../../../domain/said.ts";
import type { AccountPageProps } from "../../../views/accounts/account_page.tsx";
import { chatPageProps, settingsProps } from "../chats/sample_props.ts";

/** The account page after a refusal and a new token. */
export function accountPageProps(text: string): AccountPageProps {
  const time = new Date("2026-01-02T03:04:05.678Z");
  const session = { userAgent: text, createdAt: time, lastSeenAt: time };
  const facts = { userId: "user", name: text, scopes: SCOPES, createdAt: time };
  const token = { ...facts, expiresAt: null, isExpired: false };
  return {
    ...chatPageProps(text),
    sessions: [
      { session: { ...session, id: "session-1" }, isCurrent: true },
      { session: { ...session, id: "session-2" }, isCurrent: false },
    ],
    apiTokens: [
      { ...token, id: "token-1", lastUsedAt: null },
      { ...token, id: "token-2", lastUsedAt: time, expiresAt: time },
      { ...token, id: "token-3", lastUsedAt: time, expiresAt: time, isExpired: true },
    ],
    signInWays: {
      usesPassword: true,
      passwordSignIn: true,
      links: [
        { name: "corp", label: text, isOffered: true, linkedAt: null },
        { name: "google", label: text, isOffered: false, linkedAt: time },
      ],
    },
    storage: { storedBytes: 123_456, limitBytes: 1_073_741_824 },
    newApiToken: { name: text, apiToken: "parley_token" },
    report: {
      imported: 1,
      present: 2,
      failed: 3,
      failures: [{ name: text, reason: said`This chat has no messages` }],
    },
    defaults: settingsProps(text),
    done: "name",
    refused: {
      form: "email",
      values: { email: text },
      errors: { email: text, emailPassword: text },
    },
  };
}
