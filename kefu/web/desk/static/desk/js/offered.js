/** <datalist data-offers="network">: what the exchange offers; of networks those that the coin typed in the same form goes over. */
import { Behaviour, behave } from "ui/behaviour.js";
import { suggest } from "ui/offered.js";

class Offered extends Behaviour {
  connect() {
    const { id, options, dataset } = this.element;
    const form = this.element.closest("form");
    const coin = dataset.offers === "network" ? form.querySelector('[list]:has(+ [data-offers="coin"])') : null;
    const offers = [...options].map((each) => ({ value: each.value, coins: each.dataset.coins.split(" ") }));
    suggest(form.querySelector(`[list="${id}"]`), offers, coin);
    this.element.remove();
  }
}

behave("data-offers", Offered);
