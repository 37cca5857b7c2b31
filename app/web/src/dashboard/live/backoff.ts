/** How long to wait before something is tried again: longer each time, and not as long as all others wait. */

const FIRST = 250;
const MOST = 10_000;

/** Milliseconds before the attempt that follows so many in vain: up to 10 s, half of it by chance. */
export function backoff(attempts: number): number {
  const most = Math.min(MOST, FIRST * 2 ** attempts);
  return most / 2 + (Math.random() * most) / 2;
}

/** Resolves after so many milliseconds, or as soon as the browser says that there is a network again. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}
