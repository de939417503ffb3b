/** The theme: light, dark, or what the system says. `src/theme/theme.js` sets it before the first paint. */
import { useSyncExternalStore } from "react";

import { keep, kept } from "./storage";

export type Theme = "light" | "dark" | "system";
const KEY = "skytally.theme";
const THEMES: readonly Theme[] = ["light", "dark", "system"];
const listeners = new Set<() => void>();

function chosen(): Theme {
    const value = kept(KEY);
    return THEMES.find((theme) => theme === value) ?? "system";
}

function apply(): void {
    const theme = chosen();
    const dark =
        theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
    keep(KEY, theme);
    apply();
    listeners.forEach((tell) => tell());
}

/** Follows the system while nobody has chosen. */
export function followSystemTheme(): void {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
    apply();
}

function subscribe(tell: () => void): () => void {
    listeners.add(tell);
    return () => listeners.delete(tell);
}

export function useTheme(): Theme {
    return useSyncExternalStore(subscribe, chosen);
}
