"use strict";
(() => {
  const form = document.querySelector("form");
  if (!form) return;
  const shown = form.querySelector("output");
  const [reset, openAll] = form.querySelectorAll("button");
  const events = [...document.querySelectorAll("main li")];
  const sections = [...document.querySelectorAll("main section, main .month")];
  const none = document.querySelector(".none");
  document.documentElement.classList.add("js");

  // Without case, diacritics and apostrophes, and with "ye" as "e": "tokaev"
  // finds Tokayev, "gul" finds Gül, "xian" finds Xi’an.
  const fold = text =>
    text.normalize("NFD").replace(/[\p{M}ʻʼ’‘'`]/gu, "").toLowerCase().replaceAll("ye", "e");
  let texts = null;

  const ticked = name =>
    [...form.querySelectorAll(`input[name=${name}]:checked`)].map(box => box.value);

  function filter() {
    const types = ticked("t"), statuses = ticked("s"), states = ticked("c");
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    if (words.length && !texts) texts = events.map(event => fold(event.textContent));
    let count = 0;
    events.forEach((event, i) => {
      const { t, s = "occurred", c = "" } = event.dataset;
      const involved = c.split(" ");
      const fits = (!types.length || types.includes(t))
        && (!statuses.length || statuses.includes(s))
        && states.every(state => involved.includes(state))
        && words.every(word => texts[i].includes(word));
      event.hidden = !fits;
      count += fits;
    });
    for (const section of sections) {
      const left = section.querySelectorAll("li:not([hidden])").length;
      section.hidden = !left;
      const total = section.querySelector(":scope > h2 > small");
      if (total) total.textContent = left;
    }
    const all = count === events.length;
    shown.textContent = all ? "" : `${count} of ${events.length} events`;
    reset.hidden = all && !words.length;
    none.hidden = count > 0 || !events.length;
    form.dispatchEvent(new CustomEvent("sifted"));
  }

  let due = 0;
  function later() {
    cancelAnimationFrame(due);
    due = requestAnimationFrame(filter);
  }
  form.addEventListener("input", later);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", event => event.preventDefault());

  openAll.addEventListener("click", () => {
    const open = openAll.getAttribute("aria-pressed") !== "true";
    openAll.setAttribute("aria-pressed", open);
    openAll.textContent = open ? "Close all evidence" : "Open all evidence";
    for (const event of events) if (!event.hidden) event.firstElementChild.open = open;
  });

  // A link to an event opens it.
  function target() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* as it stands */ }
    const event = document.getElementById(id);
    if (!event || !event.matches("main li")) return;
    event.firstElementChild.open = true;
    event.querySelector("summary").focus({ preventScroll: true });
  }
  addEventListener("hashchange", target);
  target();

  // On a phone the filter would push the timeline off the screen.
  if (matchMedia("(max-width: 60rem)").matches) form.firstElementChild.open = false;
  // Browsers keep ticks over a reload.
  filter();
})();
