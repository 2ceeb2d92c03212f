// The doors to the desk: making a link takes a moment, so the button says at once that it was heard. Without scripts the form does it.
for (const form of document.querySelectorAll("form[data-enter]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    enter(form, form.target ? open("about:blank", form.target) : null)
  })
}

// Where no window can be opened the desk comes here; what fails is told by the page the form leads to.
export async function enter(form, desk) {
  const button = form.querySelector("button")
  if (button.ariaBusy === "true") return
  const label = button.textContent
  button.ariaBusy = "true"
  button.textContent = form.dataset.enter
  const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" } }).catch(() => null)
  const address = answer?.ok ? (await answer.json()).address : ""
  button.ariaBusy = "false"
  button.textContent = label
  if (!address) form.submit()
  else (desk ?? window).location.assign(address)
}
