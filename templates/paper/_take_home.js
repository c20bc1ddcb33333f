(() => {
  "use strict";
  const root = document.documentElement;
  const all = (css) => [...document.querySelectorAll(css)];
  const name = `footing-plan-${root.dataset.plan}`;
  const boxes = all("[data-box]");
  let kept = {};
  let keeps = true;
  const refuse = () => {
    keeps = false;
    for (const note of all(".unkept")) note.hidden = false;
  };
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? "{}");
    if (found && typeof found === "object" && !Array.isArray(found)) kept = found;
  } catch {
    refuse();
  }
  const show = (box) => {
    const value = kept[box.dataset.box] ?? "";
    if (box.type === "checkbox") box.checked = value === "1";
    else box.value = value;
  };
  const store = () => {
    if (!keeps) return;
    try {
      localStorage.setItem(name, JSON.stringify(kept));
    } catch {
      refuse();
    }
  };
  for (const box of boxes) {
    show(box);
    box.addEventListener("change", () => {
      const value = box.type === "checkbox" ? (box.checked ? "1" : "") : box.validity.valid ? box.value : "";
      if (value) kept[box.dataset.box] = value;
      else delete kept[box.dataset.box];
      boxes.filter((other) => other.dataset.box === box.dataset.box).forEach(show);
      store();
    });
  }
  for (const button of all("[data-forget]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!window.confirm(button.dataset.forget)) return;
      kept = {};
      boxes.forEach(show);
      try {
        localStorage.removeItem(name);
      } catch {
        refuse();
      }
    });
  }
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  for (const day of all(`details[data-day="${today}"]`)) day.open = true;

  let moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pictures = all("img[data-moving]");
  const still = new Map(pictures.map((one) => [one, one.src]));
  const pose = () => {
    for (const one of pictures) one.src = moves ? one.dataset.moving : still.get(one);
    for (const button of all("[data-move]")) button.textContent = moves ? button.dataset.still : button.dataset.move;
  };
  for (const button of all("[data-move]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      moves = !moves;
      pose();
    });
  }
  pose();

  const languages = all("[data-language]");
  const speak = (language) => {
    root.lang = language;
    for (const part of all("[data-in]")) part.hidden = part.dataset.in !== language;
    for (const button of languages) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  };
  if (languages.length) {
    for (const choice of all(".languages")) choice.hidden = false;
    for (const button of languages) button.addEventListener("click", () => speak(button.dataset.language));
    speak(root.lang);
  }
})();
