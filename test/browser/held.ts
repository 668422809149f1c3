/** What an open page holds: by this it is told whether it grows. */
import type { CDPSession, Page } from 'playwright-core';

/** After its garbage was collected. */
export interface Held {
  readonly heapMb: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** Begins to measure a page. Gives a function that says what it holds. */
export async function measureHeld(page: Page): Promise<() => Promise<Held>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return () => heldBy(cdp);
}

async function heldBy(cdp: CDPSession): Promise<Held> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapMb: of('JSHeapUsedSize') / 2 ** 20, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}
