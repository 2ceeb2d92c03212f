/** What is sent to have a draft kept on top of a version; `state` is the composer's. A short one still goes while the page leaves. */
export function draftRequest({ body, kind, uploads }, { key, version }) {
  const said = new URLSearchParams({ body, kind, key, version });
  for (const id of uploads) said.append("upload", id);
  const headers = { "X-CSRFToken": document.querySelector("[data-desk]").dataset.csrf };
  return { method: "POST", body: said, headers, keepalive: body.length < 10_000 };
}
