/** <button data-theme-choice="light|dark|auto">: remembered in a cookie, so that the page comes in the right colours. */
import { Behaviour, behave } from "ui/behaviour.js";

const YEAR_S = 31_536_000;

class ThemeChoice extends Behaviour {
  connect() {
    this.element.addEventListener("click", () => this.#choose(this.element.dataset.themeChoice));
    this.#mark();
  }

  #choose(theme) {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.cookie = `kefu-theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
    for (const choice of document.querySelectorAll("[data-theme-choice]")) mark(choice);
  }

  #mark() {
    mark(this.element);
  }
}

function mark(choice) {
  const now = document.documentElement.dataset.theme || "auto";
  choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === now));
}

behave("data-theme-choice", ThemeChoice);
