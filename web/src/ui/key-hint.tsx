/** A key or a sequence of keys: "g f", "mod+k". */
const MAC = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.userAgent);

export function KeyHint({ keys }: { keys: string }) {
    return (
        <span className="inline-flex gap-0.5" aria-label={keys.replace("mod", MAC ? "Command" : "Control")}>
            {keys.split(/[ +]/).map((key, index) => (
                <kbd
                    key={index}
                    aria-hidden
                    className="border-line bg-sunken text-ink-2 grid h-4.5 min-w-4.5 place-items-center rounded border px-1 font-sans text-2xs"
                >
                    {key === "mod"
                        ? MAC
                            ? "⌘"
                            : "Ctrl"
                        : key === "Enter"
                          ? "↵"
                          : key.length === 1 && keys.includes("+")
                            ? key.toUpperCase()
                            : key}
                </kbd>
            ))}
        </span>
    );
}
