/** <a data-language="zh-cn">: the language that was chosen is the one /help/ leads to from then on. */
import { Behaviour, behave } from "ui/behaviour.js";

const YEAR_S = 31_536_000;

class Language extends Behaviour {
  connect() {
    this.element.addEventListener("click", () => {
      document.cookie = `kefu-help-language=${this.element.dataset.language}; path=/help/; max-age=${YEAR_S}; samesite=lax`;
    });
  }
}

behave("data-language", Language);
