/** The page of an agent's choices about notices: hearing a sound, and switching this browser on and off. */
import "ui/kit.js";
import { Behaviour, behave } from "ui/behaviour.js";
import { canPush, giveBack, held, isDenied, take } from "ui/push.js";
import "desk/keys.js";
import "desk/palette.js";
import "desk/preference.js";
import { play } from "desk/sound.js";
import { enrol, forget, isMine, SCOPE, WORKER } from "desk/push.js";

class Notices extends Behaviour {
  connect() {
    const form = this.element;
    const listen = form.querySelector("[data-listen]");
    listen.hidden = false;
    listen.addEventListener("click", () => play(form.elements.sound.value, Number(form.elements.volume.value)));
    if ("guessZone" in form.dataset) this.#guessZone(form.elements.zone);
  }

  /** Whoever has never chosen a zone sees the one their device is in; it counts once they keep their choices. */
  #guessZone(select) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some(({ value }) => value === here)) select.value = here;
  }
}

class PushHere extends Behaviour {
  connect() {
    this.element.querySelector("[data-push-take]").addEventListener("click", () => this.#take());
    this.element.querySelector("[data-push-leave]").addEventListener("click", () => this.#leave());
    this.#look();
  }

  async #look() {
    if (!canPush) return this.#show("unable");
    if (isDenied()) return this.#show("denied");
    return this.#show((await held(SCOPE)) && isMine() ? "on" : "off");
  }

  async #take() {
    const { key, browsersUrl } = this.element.dataset;
    try {
      const subscription = await take({ worker: WORKER, scope: SCOPE, key });
      if (!subscription) return this.#look();
      await enrol(subscription, browsersUrl);
      location.reload();
    } catch {
      this.#show("failed"); // offline, or a browser without a push service
    }
    return undefined;
  }

  async #leave() {
    const url = await forget();
    await giveBack(SCOPE);
    if (url) await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf() } }).catch(() => null);
    location.reload();
  }

  #show(state) {
    for (const text of this.element.querySelectorAll("[data-state]")) text.hidden = text.dataset.state !== state;
    this.element.querySelector("[data-push-take]").hidden = state !== "off" && state !== "failed";
    this.element.querySelector("[data-push-leave]").hidden = state !== "on";
  }
}

function csrf() {
  return document.querySelector("[data-desk]").dataset.csrf;
}

behave("data-notices", Notices);
behave("data-push-here", PushHere);
