/**
 * What the exchange offers, suggested to whoever types: `offers` is [{value, coins}], as the API names it with a question.
 * Of networks those stay that the coin typed in another field goes over; where none does, all of them. Leans on nothing.
 */
export function suggest(field, offers, coinField) {
  if (!offers.length) return;
  const list = document.createElement("datalist");
  list.id = `${field.id}-offers`;
  field.setAttribute("list", list.id);
  field.after(list);
  const draw = () => list.replaceChildren(...fitting(offers, coinField?.value ?? "").map(({ value }) => option(value)));
  coinField?.addEventListener("input", draw);
  draw();
}

function fitting(offers, coin) {
  const wanted = coin.trim().toUpperCase();
  const left = offers.filter(({ coins }) => coins.includes(wanted));
  return left.length ? left : offers;
}

function option(value) {
  return Object.assign(document.createElement("option"), { value });
}
