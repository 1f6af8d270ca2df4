import type { z } from "zod";
import type { Said } from "../../domain/said.ts";
import { inputIssues } from "../http/input_issues.ts";
import { invalidFields } from "../http/valid_form.ts";

/**
 * A hook for `zValidator` that throws the domain's error about invalid input.
 *
 * @param kind What the schema's names stand for; a field by default.
 */
export function refuseInput(schema: z.ZodType, kind?: Said) {
  return function refuse(
    result: { success: true } | { success: false; error: z.core.$ZodError },
  ): void {
    if (!result.success) throw invalidFields(inputIssues(schema, result.error, kind));
  };
}
