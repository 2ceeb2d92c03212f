/** A check's form comes into sight: what makes it run where it stands is loaded. Until then it is a form like any other. */
import { Behaviour, behave } from "ui/behaviour.js";

class Near extends Behaviour {
  #observer;

  connect() {
    this.#observer = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "300px" });
    this.#observer.observe(this.element);
  }

  disconnect() {
    this.#observer.disconnect();
  }

  #see(seen) {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    this.disconnect();
    import("help/check_form.js").catch(() => {}); // no connection: it is sent as a form, or nothing is
  }
}

behave("data-check-near", Near);
