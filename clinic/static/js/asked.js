// Shows a question as soon as the answer above it asks for it, and hides it when it no longer does.
// Without this the question appears after the button was pressed.
//
// <div data-asked="name of the control"> inside form[data-state-url]; the state says {asked: [names]}.
(() => {
  "use strict";
  const form = document.querySelector("form[data-state-url]");
  const status = document.getElementById("saved");
  const cards = [...document.querySelectorAll("[data-asked]")];
  if (!form || !status || !cards.length) return;

  const look = async () => {
    try {
      const answer = await fetch(form.dataset.stateUrl, { headers: { Accept: "application/json" } });
      const body = await answer.json();
      if (!body.asked) return;
      for (const card of cards) card.hidden = !body.asked.includes(card.dataset.asked);
    } catch {
      // The button shows what is asked, too.
    }
  };

  new MutationObserver(() => {
    if (status.dataset.state === "saved") look();
  }).observe(status, { attributes: true, attributeFilter: ["data-state"] });
})();
