/** A text as the bytes of a file, in chunks of a size: what a stream of a file gives. For tests. */
export async function* bytesOf(text: string, chunk = 65_536): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = new TextEncoder().encode(text);
  for (let from = 0; from < bytes.length; from += chunk) yield bytes.subarray(from, from + chunk);
}
