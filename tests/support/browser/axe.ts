import type { Page } from "playwright-core";

/** The part of axe-core's API that tests use; its script adds it to a page. */
type Axe = { run(options: object): Promise<{ violations: Violation[] }> };
type Violation = { id: string; help: string; nodes: { html: string; failureSummary: string }[] };

const script = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));

/**
 * Checks a page's accessibility with all rules of axe-core, best practices and the size of targets
 * (WCAG 2.2, 2.5.8) included. Animations are finished first.
 *
 * @param only The only rule to apply, if the others were already applied to the same elements.
 * @returns A text for each element that breaks a rule.
 */
export async function findBarriers(page: Page, only?: string): Promise<string[]> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().iterations !== Infinity) animation.finish();
    }
  });
  await page.evaluate(script);
  const { violations } = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const rules = { "target-size": { enabled: true } };
    return await axe.run({
      resultTypes: ["violations"],
      ...only ? { runOnly: [only] } : { rules },
    });
  }, only);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`)
  );
}
