/** Whether a page reflows (WCAG 2.1, 1.4.10): at 400 % of a screen of 1280 px nothing asks to be scrolled both ways. */
import type { Page } from 'playwright-core';

/** A window of 1280 × 1024 px at 400 %. */
const ZOOMED = { width: 320, height: 256 } as const;

/** Runs inside the page: what is wider than the window or than its box, and is in no box of its own that Tab comes to. */
async function overflowsHere(): Promise<readonly string[]> {
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}${[...element.classList].map((one) => `.${one}`).join('')}`;
  const isBox = (element: Element): boolean => getComputedStyle(element).overflowX !== 'visible';
  const isInBox = (element: Element): boolean => {
    for (let around = element.parentElement; around !== null; around = around.parentElement)
      if (around !== document.body && isBox(around)) return true;
    return false;
  };
  const measure = (): readonly string[] => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    // A wall is sized by its box, and a preview of one is a picture.
    for (const element of document.querySelectorAll('body *:not(.w-box, .w-box *, .frame-skip, textarea, svg *)')) {
      const beyond = element.scrollWidth - element.clientWidth;
      if (beyond > 1 && isBox(element)) {
        const { overflowX, clipPath } = getComputedStyle(element);
        const isOwnBox = overflowX === 'auto' && element.matches('.wide-box[role=region][tabindex="0"]');
        // What is only heard is cut off for the eye as a whole.
        if (!isOwnBox && clipPath === 'none') found.push(`${nameOf(element)}: ${beyond} px of it are not in sight`);
      }
      const { left, right, height } = element.getBoundingClientRect();
      if (height > 0 && (right > width + 1 || left < -1) && !isInBox(element))
        found.push(`${nameOf(element)}: from ${Math.round(left)} to ${Math.round(right)} px`);
    }
    return document.documentElement.scrollWidth > width || found.length > 0
      ? [`${document.documentElement.scrollWidth} px in ${width}`, ...found.slice(0, 8)]
      : [];
  };
  // Boxes see that they are too narrow when they have been laid out.
  let found = measure();
  for (let frames = 0; found.length > 0 && frames < 30; frames += 1) {
    await new Promise(requestAnimationFrame);
    found = measure();
  }
  return found;
}

/** Looks at a page in a window that is zoomed in on, and puts the window back. */
export async function zoomedIn(page: Page, look: () => Promise<void>): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize(ZOOMED);
  await look();
  if (size !== null) await page.setViewportSize(size);
}

/** The elements of a page that are wider than its window, or than a box that cuts them off. */
export const overflowsOn = async (page: Page, where: string): Promise<readonly string[]> =>
  (await page.evaluate(overflowsHere)).map((each) => `${where}: ${each}`);
