// A classic script that blocks: the theme is set before the first paint, so that nobody is blinded.
// `src/lib/theme.ts` changes it later; the name of the key is the same there.
(function () {
    var chosen = null;
    try {
        chosen = localStorage.getItem("skytally.theme");
    } catch {
        // Storage may be off: then the system decides.
    }
    var dark =
        chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
