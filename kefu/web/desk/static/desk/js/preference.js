/** How the desk looks is remembered for the agent: <form data-density-choice>, and the widths that ui/resize.js tells of. */
import { Behaviour, behave } from "ui/behaviour.js";

const SETTLE_MS = 400;
let timer;

class DensityChoice extends Behaviour {
  connect() {
    this.element.addEventListener("submit", (event) => this.#choose(event));
  }

  #choose(event) {
    event.preventDefault();
    const { value } = event.submitter;
    document.querySelector("[data-desk]").dataset.density = value;
    for (const choice of this.element.querySelectorAll("[name=density]")) {
      choice.setAttribute("aria-pressed", String(choice.value === value));
    }
    remember({ density: value });
  }
}

/** What could not be kept is no loss worth a word: the desk looks as wanted until the next page. */
function remember(what) {
  const { preferenceUrl, csrf } = document.querySelector("[data-desk]").dataset;
  const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
  fetch(preferenceUrl, { method: "POST", headers, body: new URLSearchParams(what), keepalive: true }).catch(() => null);
}

document.addEventListener("resize:chosen", ({ detail }) => {
  clearTimeout(timer);
  timer = setTimeout(() => remember({ [detail.name.replace(/^--|-width$/g, "")]: detail.width }), SETTLE_MS);
});

behave("data-density-choice", DensityChoice);
