import type { z } from "zod";
import { inputIssues } from "../input_issues.ts";
import { invalidFields } from "../valid_form.ts";

/** Refuses what a schema refuses, as a hook of `zValidator`. */
export function refuseInput(schema: z.ZodType) {
  return function refuse(
    result: { success: true } | { success: false; error: z.core.$ZodError },
  ): void {
    if (!result.success) throw invalidFields(inputIssues(schema, result.error));
  };
}
