/**
 * Loaded into a server under test before its own code, with `--expose-gc`: on SIGUSR2 it collects garbage and says what
 * the process still holds. Without it, garbage that waits would be taken for memory that a screen needs.
 */
process.on('SIGUSR2', () => {
  globalThis.gc?.();
  globalThis.gc?.();
  // Not the resident size: what the start left behind is given back to the system at any time.
  const { heapUsed, external } = process.memoryUsage();
  process.stdout.write(`\nheld ${heapUsed + external} bytes\n`);
});

export {};
