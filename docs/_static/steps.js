"use strict";
// On the page of steps: a box that leaves the rows in which every word appears. Without a script, all rows are shown.
document.addEventListener("DOMContentLoaded", () => {
  const tables = [...document.querySelectorAll("article table")];
  if (!location.pathname.endsWith("/testers/steps.html") || tables.length === 0) return;
  const label = document.createElement("label");
  label.className = "step-search";
  label.textContent = "查找步骤：输入一两个词，如“送达”，词之间空一格";
  const field = document.createElement("input");
  field.type = "search";
  field.autocomplete = "off";
  const found = document.createElement("p");
  found.setAttribute("role", "status");
  label.append(field);
  document.querySelector("article h1").after(label, found);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const table of tables) {
      const section = table.closest("section");
      const noun = section.querySelector("h2").textContent.toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = `${noun} ${row.textContent.toLowerCase()}`;
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      section.hidden = shown === 0;
      count += shown;
    }
    found.textContent = words.length === 0 ? "" : count ? `找到 ${count} 个步骤。` : "没有这样的步骤，换一个字试试。";
  });
});
