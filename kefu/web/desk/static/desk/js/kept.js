/** What the server may not have yet, kept in this tab by conversation: a reload or a lost connection takes nothing away. */
export function keep(id, typed) {
  if (typed.body) sessionStorage.setItem(place(id), JSON.stringify(typed));
  else sessionStorage.removeItem(place(id));
}

export function kept(id) {
  return JSON.parse(sessionStorage.getItem(place(id)) ?? "null");
}

export function newKey() {
  return crypto.randomUUID();
}

function place(id) {
  return `kefu-draft-${id}`;
}
