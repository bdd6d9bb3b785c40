/** Pause between two changes of the page's address while a slider is held, ms: browsers refuse some hundreds within ten seconds. */
const PAUSE = 250;

/** Keeps the changes in the page's address, at once unless a slider is held. */
export function createAddress(): (fragment: string, isOngoing: boolean) => void {
  let newest = "";
  let timer: number | null = null;
  const write = (): void => {
    if (timer !== null) window.clearTimeout(timer);
    timer = null;
    window.history.replaceState(null, "", newest === "" ? location.pathname + location.search : `#${newest}`);
  };
  return (fragment, isOngoing) => {
    newest = fragment;
    if (!isOngoing) write();
    else timer ??= window.setTimeout(write, PAUSE);
  };
}
