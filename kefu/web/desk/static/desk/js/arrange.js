/** Days between entries, in the viewer's zone; and entries that follow one another from the same person drawn closer. */
const CLOSE_MS = 5 * 60_000;

export function arrange(entries, thread) {
  let before;
  for (const element of [...entries.children]) {
    if (element.classList.contains("day")) element.remove();
  }
  for (const element of [...entries.querySelectorAll(".entry")]) {
    if (!before || !sameDay(before, element)) element.before(day(element.dataset.at));
    element.toggleAttribute("data-follows", Boolean(before) && follows(before, element));
    before = element;
  }
  face(entries, thread);
}

function follows(before, element) {
  return (
    before.dataset.author !== undefined &&
    before.dataset.author === element.dataset.author &&
    before.dataset.kind === element.dataset.kind &&
    sameDay(before, element) &&
    new Date(element.dataset.at) - new Date(before.dataset.at) < CLOSE_MS
  );
}

function sameDay(one, other) {
  return new Date(one.dataset.at).toDateString() === new Date(other.dataset.at).toDateString();
}

function day(at) {
  const line = document.createElement("p");
  line.className = "day";
  const time = line.appendChild(document.createElement("time"));
  time.dateTime = at;
  time.dataset.time = "day";
  return line;
}

/** Fragments from the socket are drawn once for all desks: the customer's name and face are put in here. */
function face(entries, thread) {
  const { content } = thread.querySelector("[data-customer-face]");
  for (const name of entries.querySelectorAll("[data-customer-name]:not([data-named])")) {
    name.textContent = thread.dataset.customer;
    name.dataset.named = "";
    name.closest(".entry").querySelector(".entry__face").replaceChildren(content.cloneNode(true));
  }
}
