/** axe-core over a page of the real browser: which rules are asked, and what a violation says. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.0 to 2.2, levels A and AA, and what axe holds for good practice. No rule of these is left out. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Those whose answer depends on colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * The violations on a page as it stands, one for each element: where, the rule, the element, what is to be mended.
 * `colours` asks only what can differ in the other theme of a page, which changes nothing but colours.
 */
export async function violationsOn(
  page: Page,
  where: string,
  asked: 'everything' | 'colours' = 'everything',
): Promise<readonly string[]> {
  // The server's policy lets in no script but its own; what the driver evaluates is not asked.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(
    async (options) => {
      const { axe: here } = globalThis as unknown as { readonly axe: typeof axe };
      const results = await here.run(document, options);
      return results.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ target, html, failureSummary }) => ({ target: target.join(' '), html, failureSummary })),
      }));
    },
    {
      runOnly:
        asked === 'everything'
          ? { type: 'tag' as const, values: TAGS }
          : { type: 'rule' as const, values: COLOUR_RULES },
      resultTypes: ['violations' as const],
    },
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, html, failureSummary = '' }) =>
        `${where}: ${id} (${help}): ${target}\n  ${html.slice(0, 200)}\n  ${failureSummary.replaceAll('\n', '\n  ')}`,
    ),
  );
}
