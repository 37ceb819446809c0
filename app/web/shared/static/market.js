// Comfort only: every page is complete without it.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;

  const keep = (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // Then it holds for this page only.
    }
  };

  // Large type; dark or light.
  for (const button of all("[data-elder]")) {
    const show = () => button.setAttribute("aria-pressed", root.classList.contains("elder"));
    button.addEventListener("click", () => {
      keep("elder", root.classList.toggle("elder") ? "yes" : "no");
      show();
    });
    show();
  }
  for (const button of all("[data-theme-switch]")) {
    button.addEventListener("click", () => {
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      keep("theme", root.dataset.theme);
    });
  }

  // A rail that is wider than the phone begins where one is.
  one(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  // On a phone a group of the rail lies over the page: it opens when it is asked for.
  if (matchMedia("(width < 60rem)").matches) {
    for (const group of all(".rail [open]")) group.open = false;
    document.addEventListener("click", (event) => {
      for (const group of all(".rail [open]")) {
        if (!group.contains(event.target)) group.open = false;
      }
    });
  }

  // Name and cart of whoever is looking: public pages are the same bytes for everybody.
  // Answer: {name: text or null, cart_count: number, faces: [{words, address}]}
  const fillPersonal = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const me = await answer.json();
    for (const place of all("[data-me-name]")) place.textContent = me.name || place.dataset.guest;
    for (const place of all("[data-cart-count]")) {
      place.hidden = !me.cart_count;
      place.textContent = me.cart_count > 99 ? "99+" : me.cart_count;
    }
    for (const place of all("[data-my-faces]")) {
      for (const face of me.faces || []) {
        const link = document.createElement("a");
        link.href = face.address;
        link.textContent = face.words;
        place.append(link, " ");
        place.hidden = false;
      }
    }
  };
  const me = document.body.dataset.me;
  if (me) fillPersonal(me).catch(() => {});

  // Province → city → county → town. Answer: [{code, name}]
  const regions = (code) => document.body.dataset.regions.replace("000000", code);
  const offer = (select, places, chosen = "") => {
    select.replaceChildren(select.options[0]);
    for (const { code, name } of places) select.add(new Option(name, code));
    select.value = chosen;
  };
  const loadBelow = async (select, code, chosen = "") => {
    select.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(regions(code));
      offer(select, answer.ok ? await answer.json() : [], chosen);
    } finally {
      select.removeAttribute("aria-busy");
    }
  };
  for (const cascade of all("[data-cascade]")) {
    const selects = all("select", cascade);
    selects.forEach((select, place) => {
      select.addEventListener("change", () => {
        const later = selects.slice(place + 1);
        later.forEach((other) => offer(other, []));
        if (select.value && later.length) loadBelow(later[0], select.value).catch(() => {});
      });
    });
  }

  // Parts of a page that were fetched anew take the place of the old ones.
  const renew = async (address, options) => {
    const answer = await fetch(address, options);
    if (!answer.ok) return null;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of all("[data-part]")) {
      const other = one(`[data-part="${part.dataset.part}"]`, fresh);
      if (!other) continue;
      // What the reader has unfolded stays so.
      const unfolded = all("details", part);
      for (const [at, more] of all("details", other).entries()) {
        more.open ||= Boolean(unfolded[at]?.open);
      }
      if (part.isEqualNode(other)) continue;
      const held = part.contains(document.activeElement) && document.activeElement.id;
      part.replaceWith(other);
      if (held) document.getElementById(held)?.focus();
    }
    return fresh;
  };

  // The sum follows the address: the form is asked to show itself again, not to order.
  for (const form of all("form[data-live]")) {
    let latest = new AbortController();
    const recount = () => {
      // An answer to what stood there before would take the last change back.
      latest.abort();
      latest = new AbortController();
      const body = new URLSearchParams(new FormData(form));
      body.set("step", "continue");
      renew(form.action, { method: "POST", body, signal: latest.signal }).catch(() => {});
    };
    form.addEventListener("filled", recount);
    form.addEventListener("change", (event) => {
      if (form.dataset.live === "all" || event.target.closest("[data-cascade]")) recount();
    });
  }

  // What moves by itself is looked at again while somebody looks at it.
  for (const place of all("[data-look-again]")) {
    const look = async () => {
      if (document.hidden) return;
      const fresh = await renew(location.href, {}).catch(() => null);
      if (fresh && !one("[data-look-again]", fresh)) {
        clearInterval(timer);
        document.removeEventListener("visibilitychange", look);
      }
    };
    const timer = setInterval(look, Number(place.dataset.lookAgain) * 1000);
    // Whoever comes back to it does not wait.
    document.addEventListener("visibilitychange", look);
  }

  // A pasted address. Sent: pasted=…  Answer: {recipient, phone, province, city, county, town,
  // detail: texts that may be empty (codes for the regions), is_sure: bool}
  const fillPasted = async (paste) => {
    const form = paste.closest("form");
    const pasted = one("textarea", paste);
    const said = one("[data-paste-said]", paste);
    if (!pasted.value.trim()) return;
    const answer = await fetch(paste.dataset.paste, {
      method: "POST",
      body: new URLSearchParams({ pasted: pasted.value }),
    });
    if (!answer.ok) {
      said.textContent = said.dataset.poor;
      return;
    }
    const found = await answer.json();
    for (const name of ["recipient", "phone", "detail"]) {
      if (found[name]) form.elements[name].value = found[name];
    }
    const levels = ["province", "city", "county", "town"];
    form.elements.province.value = found.province || "";
    for (const [place, name] of levels.entries()) {
      if (place === 0) continue;
      const above = found[levels[place - 1]];
      if (above) await loadBelow(form.elements[name], above, found[name] || "");
      else offer(form.elements[name], []);
    }
    said.textContent = found.is_sure ? said.dataset.good : said.dataset.poor;
    form.dispatchEvent(new Event("filled"));
  };
  for (const paste of all("[data-paste]")) {
    const go = (event) => {
      event.preventDefault();
      fillPasted(paste).catch(() => {});
    };
    one("button", paste).addEventListener("click", go);
    one("textarea", paste).addEventListener("paste", () => setTimeout(() => fillPasted(paste).catch(() => {})));
  }

  // − and + beside a quantity.
  for (const stepper of all("[data-stepper]")) {
    const input = one("input", stepper);
    const step = (words, sign, by) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", words);
      button.addEventListener("click", () => {
        const least = Number(input.dataset.least ?? 1);
        const now = Number.parseInt(input.value.normalize("NFKC"), 10) || least;
        input.value = Math.min(Math.max(now + by, least), Number(input.dataset.most) || 99);
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return button;
    };
    input.before(step(stepper.dataset.fewer, "−", -1));
    input.after(step(stepper.dataset.more, "+", 1));
  }

  if (matchMedia("(min-width: 60rem)").matches) {
    for (const details of all("details[data-open-wide]")) details.open = true;
  }

  for (const form of all("form[data-submit-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // A tap that was heard: nothing is sent twice, and a wait over 400 ms shows.
  for (const form of all('form[method="post"]')) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      const button = event.submitter;
      setTimeout(() => button?.setAttribute("aria-busy", "true"), 400);
      setTimeout(() => delete form.dataset.sent, 8000);
    });
  }
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("button[aria-busy]")) button.removeAttribute("aria-busy");
  });

  one("[data-focus]")?.focus();
})();
