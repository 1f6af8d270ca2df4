import { SERVICE_TOKEN } from "../app/test_app.ts";
import { bearer } from "./client.ts";

/** The metadata of the service's calls. */
export const service = bearer(SERVICE_TOKEN);

/** A question of one of its users. */
export const request = { user_id: "user-1", user_message: "Talk on and on" };

/** Options for a test that answers as the model itself. */
export const manual = { upstream: { reply: "manual" } } as const;
