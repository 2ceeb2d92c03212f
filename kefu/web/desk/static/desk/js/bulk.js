/** <form data-bulk>: what is done with the lines whose boxes are ticked. By click, with shift as far as here, or by keys. */
import { announce } from "ui/announce.js";
import { Behaviour, behave, behaviourOf } from "ui/behaviour.js";
import { bind } from "ui/keys.js";
import { word } from "ui/words.js";

const MOST = 200;

class Bulk extends Behaviour {
  #last;
  #sent = [];
  #listening = new AbortController();

  connect() {
    const { signal } = this.#listening;
    this.#list.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.#list.addEventListener("change", () => this.#count(), { signal });
    this.element.addEventListener("submit", () => this.#submitted());
    this.element.addEventListener("kefu:refused", () => this.#answered());
    this.element.querySelector("[data-bulk-none]").addEventListener("click", () => this.#tick(this.picks, false));
    document.addEventListener("desk:acted", () => this.#answered(), { signal });
    bind("select", () => this.#toggle(this.#here()));
    bind("select-to", () => this.#asFarAs(this.#here()));
    bind("select-all", () => this.#tick(this.picks, this.ticked.length < Math.min(MOST, this.picks.length)));
    bind("leave", () => this.ticked.length > 0 && this.#tick(this.picks, false));
    this.#count();
  }

  disconnect() {
    this.#listening.abort();
  }

  get #list() {
    return this.element.closest("[data-list]");
  }

  get picks() {
    return [...this.#list.querySelectorAll("[data-line]:not([data-gone]) .line__pick")];
  }

  get ticked() {
    return this.picks.filter((pick) => pick.checked);
  }

  /** The line that has the focus, or the one whose conversation is open. */
  #here() {
    const line = document.activeElement?.closest?.("[data-line]") ?? this.#list.querySelector("[data-line]:has([aria-current])");
    return line?.querySelector(".line__pick");
  }

  #clicked({ target, shiftKey }) {
    if (!target.matches(".line__pick")) return;
    if (shiftKey && this.#last) this.#asFarAs(target, target.checked);
    this.#last = target.value;
  }

  #toggle(pick) {
    if (!pick) return false;
    this.#last = pick.value;
    return this.#tick([pick], !pick.checked);
  }

  #asFarAs(pick, on = true) {
    if (!pick) return false;
    const { picks } = this;
    const from = picks.findIndex(({ value }) => value === this.#last);
    const ends = [from < 0 ? 0 : from, picks.indexOf(pick)].sort((one, other) => one - other);
    return this.#tick(picks.slice(ends[0], ends[1] + 1), on);
  }

  #tick(picks, on) {
    for (const pick of picks.slice(0, MOST)) pick.checked = on;
    return this.#count();
  }

  #count() {
    const count = this.ticked.length;
    const said = this.element.querySelector("[data-bulk-count]");
    said.textContent = count ? word("selected", { count }) : "";
    this.#list.toggleAttribute("data-selecting", count > 0);
    return true;
  }

  /** The effect is seen at once: the lines fade while the request is on its way. */
  #submitted() {
    this.#sent = this.ticked.map((pick) => pick.value);
    for (const pick of this.ticked) pick.closest("[data-line]").dataset.sent = "";
    for (const menu of this.element.querySelectorAll(".menu:popover-open")) {
      menu.hidePopover();
      menu.removeAttribute("style");
    }
  }

  #answered() {
    for (const line of this.#list.querySelectorAll("[data-sent]")) line.removeAttribute("data-sent");
    this.#tick(this.picks, false);
    behaviourOf(this.#list, "data-list")?.gather(this.#sent, 0);
    announce(document.querySelector("#toasts .toast__text p")?.textContent);
    this.#sent = [];
  }
}

behave("data-bulk", Bulk);
