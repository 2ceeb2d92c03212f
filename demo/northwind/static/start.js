// Opens the desk in the right half of the screen and the customer's page in the left one. Without room: no button.
import { enter } from "./enter.js"

const both = document.querySelector("[data-side-by-side]")
both.hidden = screen.availWidth < 1000

both.addEventListener("click", () => {
  const half = Math.floor(screen.availWidth / 2)
  const place = `left=${half},top=0,width=${half},height=${screen.availHeight},popup`
  const desk = open("about:blank", "kefu-agent", place)
  if (desk) enter(document.querySelector('form[action="/agents/alice"]'), desk)
  const customer = open("/account", "northwind-customer", place.replace(`left=${half}`, "left=0"))
  if (!customer) location.assign("/account")
})
