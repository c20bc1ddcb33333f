// What the controls of a form hold, by name, and how it is shown in them; and how its page counts its saves.
//
// A count begins with the hidden input `number`, the server's clock in milliseconds when the page was made. It goes up
// with each save and with the time that passes, so that a page loaded later counts on above this one.
(() => {
  "use strict";

  const same = (a, b) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");

  window.footingCount = (form) => {
    let last = Number(form.elements.namedItem("number")?.value) || 0;
    const begins = last - performance.now();
    return {
      next: () => (last = Math.max(last + 1, Math.round(begins + performance.now()))),
      from: (number) => {
        if (number > last) last = number;
      },
    };
  };

  window.footingControls = (form, seen) => {
    const controls = (name) => [...form.elements].filter((c) => c.name === name && c.type !== "hidden");

    const valueOf = (name) => {
      const found = controls(name);
      const boxes = found.filter((c) => c.type === "checkbox");
      if (boxes.length > 1 || Array.isArray(seen()[name])) return boxes.filter((c) => c.checked).map((c) => c.value);
      if (boxes.length) return boxes[0].checked ? boxes[0].value : "";
      if (found[0]?.type === "radio") return found.find((c) => c.checked)?.value ?? "";
      return found[0]?.value ?? "";
    };

    const show = (name, value) => {
      for (const c of controls(name)) {
        if (c.type === "checkbox") c.checked = Array.isArray(value) ? value.includes(c.value) : c.value === value;
        else if (c.type === "radio") c.checked = c.value === String(value ?? "");
        else c.value = value ?? "";
      }
      form.dispatchEvent(new CustomEvent("footing:shown", { bubbles: true }));
    };

    return { controls, valueOf, show, same, count: window.footingCount(form) };
  };
})();
