/* Every sentence comes from the server, in the page's language; the names in it are filled in here. */
const sentences = JSON.parse(document.getElementById("words").textContent);

export const locale = document.documentElement.lang;

export function words(key, names = {}) {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/%\((\w+)\)s|%%/g, (found, name) => (found === "%%" ? "%" : String(names[name])));
}
