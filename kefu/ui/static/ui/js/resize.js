/**
 * <div data-resize="--list-width" role="separator">: drag or arrow keys, a double click for the usual width. Tells what was
 * chosen (`resize:chosen`); the page that remembers it comes back with the property set.
 */
import { Behaviour, behave } from "ui/behaviour.js";

const STEP = 16;

class Resize extends Behaviour {
  connect() {
    this.element.setAttribute("aria-valuenow", this.#now);
    this.element.addEventListener("pointerdown", (event) => this.#drag(event));
    this.element.addEventListener("keydown", (event) => this.#nudge(event));
    this.element.addEventListener("dblclick", () => this.#set(this.#usual));
  }

  get #name() {
    return this.element.dataset.resize;
  }

  get #usual() {
    return Number(this.element.dataset.usual);
  }

  get #now() {
    return parseInt(getComputedStyle(document.documentElement).getPropertyValue(this.#name), 10) || this.#usual;
  }

  #set(width) {
    const { least, most } = this.element.dataset;
    const fits = Math.round(Math.min(Number(most), Math.max(Number(least), width)));
    document.documentElement.style.setProperty(this.#name, `${fits}px`);
    this.element.setAttribute("aria-valuenow", fits);
    const detail = { name: this.#name, width: fits === this.#usual ? 0 : fits };
    this.element.dispatchEvent(new CustomEvent("resize:chosen", { bubbles: true, detail }));
  }

  #drag(event) {
    const from = event.clientX;
    const width = this.#now;
    const sign = this.element.dataset.side === "end" ? -1 : 1;
    const move = ({ clientX }) => this.#set(width + sign * (clientX - from));
    this.element.setPointerCapture(event.pointerId);
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("pointerup", () => this.element.removeEventListener("pointermove", move), {
      once: true,
    });
  }

  #nudge(event) {
    const step = { ArrowRight: STEP, ArrowLeft: -STEP }[event.key];
    if (step) this.#set(this.#now + (this.element.dataset.side === "end" ? -step : step));
  }
}

behave("data-resize", Resize);
