// The filter of the index: models that have all words, and all fields that are chosen.
const byId = (id) => document.getElementById(id);
const cards = [...document.querySelectorAll(".card")];

function filter() {
  const words = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = [...document.querySelectorAll("#filter input:checked")].map((one) => one.value);
  for (const card of cards) {
    const fields = card.dataset.fields.split("\n");
    card.hidden = !words.every((word) => card.dataset.words.includes(word)) || !chosen.every((name) => fields.includes(name));
  }
  for (const one of document.querySelectorAll(".provider")) one.hidden = !one.querySelector(".card:not([hidden])");
  const left = cards.filter((card) => !card.hidden).length;
  byId("count").textContent = left === cards.length ? `${left} models` : `${left} of ${cards.length} models`;
}

byId("filter").addEventListener("submit", (event) => event.preventDefault());
byId("filter").addEventListener("input", filter);
for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
filter();
