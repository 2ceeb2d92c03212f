// The wallet goes on by itself: confirmations come while one looks. And the menu of what can happen to it.
(() => {
  const EVERY_MS = 3000
  const wallet = document.querySelector("[data-wallet]")
  const menu = document.querySelector("[data-scenes]")
  const told = document.querySelector("[data-scene-told]")
  const summary = menu.querySelector("summary")
  let shown = ""

  function show(html) {
    if (html === shown) return
    const held = wallet.contains(document.activeElement) ? document.activeElement : null
    wallet.innerHTML = shown = html
    if (!held) return
    const same = [...wallet.querySelectorAll("a")].find(({ href }) => href === held.href)
    ;(same ?? wallet.querySelector("[data-chat]"))?.focus()
  }

  async function look() {
    if (document.hidden) return
    const answer = await fetch("/account/wallet").catch(() => null)
    if (answer?.ok) show(await answer.text())
  }

  async function play(button) {
    summary.ariaBusy = menu.ariaBusy = "true"
    menu.open = false
    const answer = await fetch("/account/scene", { method: "POST", body: button.dataset.scene }).catch(() => null)
    summary.ariaBusy = menu.ariaBusy = "false"
    told.textContent = answer?.ok ? menu.dataset.done.replace("{scene}", button.textContent) : menu.dataset.failed
    await look()
  }

  menu.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scene]")
    if (button && menu.ariaBusy !== "true") play(button)
  })
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    summary.focus()
  })
  const tellFlow = () => {
    if (location.hash.length > 1) told.textContent = menu.dataset.flow
  }
  addEventListener("hashchange", tellFlow)
  tellFlow()
  setInterval(look, EVERY_MS)
})()
