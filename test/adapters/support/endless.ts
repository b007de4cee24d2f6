/** A body that goes on for as long as somebody reads it, counts the bytes that it has given, and knows when nobody wants more. */
export function endless() {
  const chunk = new Uint8Array(16 * 1_024).fill(0x20);
  let given = 0;
  let isGivenUp = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += chunk.length;
      controller.enqueue(chunk.slice());
    },
    cancel: () => {
      isGivenUp = true;
    },
  });
  return { stream, given: () => given, isGivenUp: () => isGivenUp };
}
