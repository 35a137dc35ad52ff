import { useSyncExternalStore } from "react";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** Tell whether somebody would rather have nothing move by itself. */
export function useStillness(): boolean {
  return useSyncExternalStore(
    (changed) => {
      STILL.addEventListener("change", changed);
      return () => STILL.removeEventListener("change", changed);
    },
    () => STILL.matches,
  );
}
