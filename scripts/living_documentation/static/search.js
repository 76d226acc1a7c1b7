"use strict";
// Shows the rows in which every word appears; without a script, all rows are shown.
for (const field of document.querySelectorAll("[data-search]")) {
  const list = document.getElementById(field.dataset.search);
  const found = document.getElementById("found");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const section of list.querySelectorAll("section")) {
      let shown = 0;
      for (const row of section.querySelectorAll("tr[data-text]")) {
        const text = row.dataset.text.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      section.hidden = shown === 0;
      count += shown;
    }
    found.textContent = count ? `找到 ${count} 个步骤。` : "没有这样的步骤，换一个字试试。";
  });
}
