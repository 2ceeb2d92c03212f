/** A receipt as elements, as help/parts/found.html draws it. Text stays text. */
const SPACE = "http://www.w3.org/2000/svg";
const OF_STATE = { fine: "circle-check", waiting: "hourglass", act: "circle-alert", person: "life-buoy" };
const OF_MARK = { ok: "circle-check", wait: "hourglass", bad: "circle-alert", unknown: "shield-question-mark" };
const BESIDE = new Set(["flow", "explorer", "freeze"]);

function make(name, className, ...inside) {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...inside);
  return node;
}

function icon(sprite, name) {
  const image = document.createElementNS(SPACE, "svg");
  const use = document.createElementNS(SPACE, "use");
  image.setAttribute("class", "icon");
  image.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  image.append(use);
  return image;
}

/** `words`: the form's data: its icons, and what each mark is called. */
export function drawn({ title, verdict, state, lines, steps }, words) {
  wear(words.styles);
  const sum = make("p", "receipt__sum", icon(words.icons, OF_STATE[state] ?? "info"), make("strong", "receipt__verdict", verdict));
  const node = make("section", `receipt receipt--${state}`, sum);
  node.tabIndex = -1;
  node.setAttribute("aria-label", title);
  if (lines.length) node.append(make("ul", "receipt__lines", ...lines.map((each) => line(each, words))));
  const open = steps.filter(({ href }) => href);
  if (open.length) node.append(make("p", "receipt__steps", ...open.map(step)));
  return node;
}

/** Its styles are no part of an article's first view. */
function wear(styles) {
  if (document.querySelector(`link[href="${styles}"]`)) return;
  const link = make("link");
  Object.assign(link, { rel: "stylesheet", href: styles });
  document.head.append(link);
}

function line({ mark, text }, words) {
  const said = words[mark] ? [make("span", "visually-hidden", `${words[mark]}: `)] : [];
  return make("li", `receipt__line receipt__line--${mark}`, icon(words.icons, OF_MARK[mark] ?? "info"), ...said, make("span", "", text));
}

function step({ kind, text, href }, at) {
  const link = make("a", at ? "button" : "button button--primary", text);
  link.href = href;
  if (BESIDE.has(kind)) link.rel = "noopener noreferrer";
  return link;
}
