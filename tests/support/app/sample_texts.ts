import { createTexts } from "../../../views/texts/texts.ts";

/** English texts, with times in UTC. */
export const sampleTexts = createTexts("en", "UTC");
