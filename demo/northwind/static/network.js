// The switch that cuts the customer's network between this machine and itself.
const bar = document.querySelector("[data-network]")
const button = bar.querySelector("[data-network-switch]")

function show(isCut) {
  bar.toggleAttribute("data-cut", isCut)
  button.setAttribute("aria-pressed", isCut)
  for (const element of bar.querySelectorAll("[data-network-on]")) element.hidden = isCut
  for (const element of bar.querySelectorAll("[data-network-off]")) element.hidden = !isCut
}

async function ask(options) {
  const response = await fetch("/account/network", options)
  if (response.ok) show((await response.json()).cut)
}

button.addEventListener("click", () => {
  const cut = button.getAttribute("aria-pressed") !== "true"
  ask({ method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ cut }) })
})

ask({})
