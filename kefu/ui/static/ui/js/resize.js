/** <div data-resize="--list-width" role="separator">: drag or arrow keys; the width is remembered. */
import { Behaviour, behave } from "ui/behaviour.js";

const STEP = 16;

class Resize extends Behaviour {
  connect() {
    this.#set(Number(localStorage.getItem(this.#key)) || 0);
    this.element.addEventListener("pointerdown", (event) => this.#drag(event));
    this.element.addEventListener("keydown", (event) => this.#nudge(event));
    this.element.addEventListener("dblclick", () => this.#set(0));
  }

  get #name() {
    return this.element.dataset.resize;
  }

  get #key() {
    return `kefu${this.#name}`;
  }

  get #now() {
    return Number(localStorage.getItem(this.#key)) || Number(this.element.dataset.usual);
  }

  #set(width) {
    const root = document.documentElement;
    if (!width) {
      localStorage.removeItem(this.#key);
      root.style.removeProperty(this.#name);
    } else {
      const { least, most } = this.element.dataset;
      const fits = Math.min(Number(most), Math.max(Number(least), width));
      localStorage.setItem(this.#key, fits);
      root.style.setProperty(this.#name, `${fits}px`);
    }
    this.element.setAttribute("aria-valuenow", this.#now);
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
