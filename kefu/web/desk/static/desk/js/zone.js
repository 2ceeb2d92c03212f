/** <form data-own-zone>: its field `zone` says in which time zone the viewer reads. Without scripts it is UTC. */
import { Behaviour, behave } from "ui/behaviour.js";

class OwnZone extends Behaviour {
  connect() {
    this.element.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
    this.element.addEventListener("submit", () => this.element.closest("dialog")?.close());
  }
}

behave("data-own-zone", OwnZone);
