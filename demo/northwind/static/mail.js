// What came meanwhile appears by itself, unless somebody is writing an answer or reading further down.
const EVERY_MS = 3000;

async function look() {
  const shown = document.querySelector("[data-letters]");
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const came = page.querySelector("[data-letters]");
  const isBusy = [...shown.querySelectorAll("textarea")].some((field) => field.value || field === document.activeElement);
  if (came && !isBusy && came.querySelectorAll(".letter").length !== shown.querySelectorAll(".letter").length) {
    shown.replaceChildren(...came.childNodes);
  }
}

setInterval(() => document.visibilityState === "visible" && look(), EVERY_MS);
