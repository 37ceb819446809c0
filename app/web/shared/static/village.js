// Comfort at the counter: narrow the packs while typing, count boxes, print. All works without it.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const plain = (text) => text.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");

  for (const box of all("[data-narrow]")) {
    const offers = all(`${box.dataset.narrow} > li`);
    const none = document.querySelector("[data-narrow-none]");
    box.addEventListener("input", () => {
      const wanted = plain(box.value);
      for (const offer of offers) offer.hidden = !plain(offer.dataset.words).includes(wanted);
      if (none) none.hidden = offers.some((offer) => !offer.hidden);
    });
  }

  for (const told of all("[data-boxes]")) {
    const form = told.closest("form");
    const fields = all('input[name^="boxes-"]', form);
    const tell = () => {
      let boxes = 0;
      for (const field of fields) {
        const here = Number.parseInt(field.value.normalize("NFKC"), 10) || 0;
        field.closest(".offer")?.classList.toggle("is-chosen", here > 0);
        boxes += here;
      }
      told.textContent = boxes ? told.dataset.some.replace("#", boxes) : told.dataset.none;
    };
    form.addEventListener("input", tell);
    form.addEventListener("change", tell);
    tell();
  }

  // Notes of the cash box, added up while they are counted.
  for (const told of all("[data-counted]")) {
    const form = told.closest("form");
    const tell = () => {
      let fen = 0;
      for (const field of all("[data-fen]", form)) {
        fen += (Number.parseInt(field.value.normalize("NFKC"), 10) || 0) * Number(field.dataset.fen);
      }
      told.textContent = told.dataset.counted.replace("#", (fen / 100).toFixed(2));
    };
    form.addEventListener("input", tell);
    form.addEventListener("change", tell);
    tell();
  }

  for (const button of all("[data-print]")) button.addEventListener("click", () => print());
})();
