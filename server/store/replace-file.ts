import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Puts a text in place of a small file, whole or not at all; on the disk when the promise resolves. `mode`: its rights. */
export async function replaceFile(file: string, text: string, mode = 0o666): Promise<void> {
  const handle = await open(`${file}.new`, 'w', mode);
  try {
    // An old one that a killed process left may have other rights.
    if (mode !== 0o666) await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync();
  await folder.close();
}
