/** Writes into the text at its caret as if it were typed, so that the browser can undo it and every listener hears of it. */
export function body() {
  return document.querySelector("[data-body]");
}

/** Where the caret was when the focus left the text: behind an open dialog a browser forgets it. */
let held = [0, 0];
document.addEventListener("focusout", ({ target }) => {
  if (target.matches?.("[data-body]")) held = [target.selectionStart, target.selectionEnd];
});

export function comeBack() {
  const field = body();
  const place = held;
  field.focus();
  field.setSelectionRange(...place);
}

export function put(text) {
  const field = body();
  field.focus();
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function selected() {
  const field = body();
  return field.value.slice(field.selectionStart, field.selectionEnd);
}

/** A block stands alone: an empty line before and after it. `|` is where one goes on writing. */
export function putBlock(pattern) {
  const field = body();
  const before = field.value.slice(0, field.selectionStart);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const tail = field.value.slice(field.selectionEnd).startsWith("\n") ? "" : "\n";
  const chosen = selected();
  const [head, foot] = pattern.replaceAll("\\n", "\n").split("|");
  put(lead + head + chosen + foot + tail);
  const at = field.selectionEnd - foot.length - tail.length;
  field.setSelectionRange(at, at);
}
