import type { Page } from "playwright-core";

/** What we use of axe-core, which its script puts into a page. */
type Axe = { run(options: object): Promise<{ violations: Violation[] }> };
type Violation = { id: string; help: string; nodes: { html: string; failureSummary: string }[] };

const script = await Deno.readTextFile(new URL(import.meta.resolve("axe-core/axe.min.js")));

/**
 * Looks for barriers on a page with all rules of axe-core, best practices and the size of targets
 * (WCAG 2.2, 2.5.8) included. Animations are brought to their end first.
 *
 * @param only The one rule to apply, where the others were applied to the same elements.
 * @returns One text for each element in breach of a rule.
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
