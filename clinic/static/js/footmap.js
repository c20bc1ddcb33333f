// Keeps the line "You marked" and the counts in step with the boxes of the foot map.
(() => {
  "use strict";
  const map = document.querySelector("[data-footmap]");
  if (!map) return;
  const line = map.parentElement.querySelector(".app-marked");
  const words = line?.querySelector("span");

  const name = (box) => (box.closest("label") ?? map.querySelector(`label[for="${CSS.escape(box.id)}"]`)).innerText.trim();

  const tell = () => {
    const parts = [];
    for (const foot of map.querySelectorAll("[data-foot]")) {
      const boxes = [...foot.querySelectorAll('input[type="checkbox"]:checked')];
      const count = map.querySelector(`[data-count-of="${CSS.escape(foot.dataset.foot)}"]`);
      if (count) count.textContent = boxes.length ? `(${boxes.length})` : "";
      if (boxes.length) parts.push(`${foot.dataset.footWords}: ${boxes.map(name).join("; ").toLowerCase()}`);
    }
    if (words) words.textContent = parts.length ? parts.join(". ") : line.dataset.none;
  };

  map.addEventListener("change", tell);
  addEventListener("footing:shown", tell);
})();
