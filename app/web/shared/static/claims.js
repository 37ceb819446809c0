// Comfort for claims only: the form is complete without it.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const LONGEST = 1600;
  document.documentElement.classList.add("scripted");

  // What the claim brings follows what is chosen. Asked without photos and without words.
  for (const form of all("form[data-claim]")) {
    let last = 0;
    const look = async () => {
      const asked = ++last;
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (["cause", "part", "box", "bad_count", "short_grams"].includes(name)) query.append(name, value);
      }
      const answer = await fetch(`${form.dataset.claim}?${query}`);
      if (!answer.ok || asked !== last) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = one('[data-part="estimate"]', form);
      part.replaceChildren(...one('[data-part="estimate"]', fresh).childNodes);
    };
    form.addEventListener("change", (event) => {
      if (event.target.type !== "file") look().catch(() => {});
    });
  }

  // A phone's photo has eight megabytes, the evidence in it three hundred kilobytes.
  const shrunk = async (file) => {
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(photo.width, photo.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(photo.width * scale));
    canvas.height = Math.max(1, Math.round(photo.height * scale));
    canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
    photo.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return [file, canvas];
    return [new File([blob], "photo.jpg", { type: "image/jpeg" }), canvas];
  };
  const shrinkAll = async (input) => {
    const kept = new DataTransfer();
    const shown = [];
    for (const file of input.files) {
      try {
        const [smaller, canvas] = await shrunk(file);
        kept.items.add(smaller);
        shown.push(canvas);
      } catch {
        // Not for this browser to read: the server says what is wrong with it.
        kept.items.add(file);
      }
    }
    input.files = kept.files;
    return shown;
  };
  for (const input of all("input[data-shrink]")) {
    input.addEventListener("change", async () => {
      const form = input.form;
      const button = one("button", form);
      input.dataset.busy = "yes";
      button?.setAttribute("aria-busy", "true");
      input.shown = await shrinkAll(input).catch(() => []);
      delete input.dataset.busy;
      button?.removeAttribute("aria-busy");
      const place = one("[data-previews]", form);
      if (!place) return;
      const pictures = all("input[data-shrink]", form).flatMap((other) => other.shown || []);
      place.replaceChildren(
        ...pictures,
      );
    });
  }

  // How far the photos have come. Whatever goes wrong, the form is sent in the plain way.
  for (const form of all("form[data-claim]")) {
    form.addEventListener("submit", (event) => {
      if (event.submitter?.formMethod === "get" || event.defaultPrevented) return;
      if (!all("input[type=file]", form).some((input) => input.files.length)) return;
      event.preventDefault();
      const bar = one("progress", form);
      bar.hidden = false;
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.upload.addEventListener("progress", (sent) => {
        if (sent.lengthComputable) bar.value = (sent.loaded / sent.total) * 100;
      });
      request.addEventListener("load", () => {
        const went = request.responseURL && request.responseURL !== form.action;
        if (request.status === 200 && went) location.assign(request.responseURL);
        else form.submit();
      });
      request.addEventListener("error", () => form.submit());
      request.send(new FormData(form));
    });
  }
})();
