import { chromium, type Browser } from 'playwright-core';
import { findTool } from './tools.ts';

/**
 * Starts a headless Chromium that talks to nobody but the pages it is given. The caller closes it.
 * @throws Error when there is none; `npm test` unpacks one first, or leaves the browser tests out.
 */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const tool = findTool('chromium');
  if (tool === null) throw new Error('no Chromium on this machine: npm test unpacks one, or set WANGLOU_CHROMIUM');
  return chromium.launch({
    executablePath: tool.path,
    headless: true,
    // The sandbox needs a helper owned by root, or namespaces that containers forbid; the pages are our own.
    chromiumSandbox: false,
    env: { ...environment(), ...tool.env },
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--no-first-run',
      '--no-default-browser-check',
      '--force-color-profile=srgb',
      ...args,
    ],
  });
}

function environment(): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) set[name] = value;
  return set;
}
