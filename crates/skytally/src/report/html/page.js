"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  // Lists that a reader folded are opened on paper; remedies and what stands in cells stay as they are, for they are long.
  addEventListener("beforeprint", () => all("details:not(.remedy, td details)").forEach((d) => (d.open = true)));
  for (const block of all("pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.innerText.trimEnd());
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(block);
        button.textContent = "Selected";
      }
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    const frame = document.createElement("div");
    frame.className = "copyable";
    block.replaceWith(frame);
    frame.append(block, button);
  }
  const toolbar = document.querySelector(".toolbar");
  if (!toolbar) return;
  toolbar.hidden = false;
  const find = document.getElementById("find");
  const matches = document.getElementById("matches");
  const severities = all("button[data-severity]", toolbar);
  const checks = all("#findings article").map((article) => {
    const rows = all("table.resources tbody tr", article);
    const own = all("h4, .meta, .risk", article).map((e) => e.textContent).join(" ").toLowerCase();
    return { article, own, rows: rows.map((row) => ({ row, text: row.textContent.toLowerCase() })) };
  });
  const apply = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hit = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    for (const { article, own, rows } of checks) {
      const wanted = severities.find((b) => b.dataset.severity === article.closest(".level").dataset.severity);
      const on = wanted.ariaPressed === "true";
      const whole = hit(own);
      let inside = 0;
      for (const { row, text } of rows) {
        const match = on && (whole || hit(own + " " + text));
        row.hidden = !match;
        inside += match ? 1 : 0;
      }
      article.hidden = inside === 0;
      shown += inside;
    }
    all(".level").forEach((level) => (level.hidden = !level.querySelector("article:not([hidden])")));
    const filtered = words.length > 0 || severities.some((b) => b.ariaPressed !== "true");
    matches.textContent = filtered ? `${shown} shown` : "";
  };
  find.addEventListener("input", apply);
  for (const button of severities) {
    button.addEventListener("click", () => {
      button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
      apply();
    });
  }
  const unfold = document.getElementById("unfold");
  unfold.addEventListener("click", () => {
    const open = unfold.textContent === "Unfold all";
    all("#findings details").forEach((d) => (d.open = open));
    unfold.textContent = open ? "Fold all" : "Unfold all";
  });
})();
