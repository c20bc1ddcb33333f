// Lets Tab and Space work on the pictures of the foot map, and keeps the line "You marked" and the counts in step with
// the boxes. The boxes of the list carry the answer; a spot's label presses its box without this, too.
(() => {
  "use strict";
  const map = document.querySelector("[data-footmap]");
  if (!map) return;
  const line = map.parentElement.querySelector(".app-marked");
  const words = line?.querySelector("span");

  // Each spot gets a box of its own without a name, so that nothing of it is sent.
  const spots = [...map.querySelectorAll(".app-zone > label")].map((label) => {
    const spot = document.createElement("input");
    spot.type = "checkbox";
    spot.setAttribute("aria-label", label.innerText.trim() || label.textContent.trim());
    label.before(spot);
    return { spot, box: document.getElementById(label.htmlFor) };
  });
  for (const { spot, box } of spots) {
    spot.addEventListener("change", (event) => {
      event.stopPropagation();
      box.checked = spot.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  const tell = () => {
    for (const { spot, box } of spots) spot.checked = box.checked;
    const parts = [];
    for (const foot of map.querySelectorAll("[data-foot]")) {
      const boxes = [...foot.querySelectorAll(".app-foot__list input:checked")];
      const count = map.querySelector(`[data-count-of="${CSS.escape(foot.dataset.foot)}"]`);
      if (count) count.textContent = boxes.length ? `(${boxes.length})` : "";
      const names = boxes.map((box) => box.parentElement.textContent.trim().toLowerCase());
      if (boxes.length) parts.push(`${foot.dataset.footWords}: ${names.join("; ")}`);
    }
    if (words) words.textContent = parts.length ? parts.join(". ") : line.dataset.none;
  };

  map.addEventListener("change", tell);
  addEventListener("footing:shown", tell);
  tell();
})();
