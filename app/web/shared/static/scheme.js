// Before the first paint: the reader's own choice of scheme and letter size.
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    root.classList.toggle("elder", localStorage.getItem("elder") === "yes");
  } catch {
    // Storage may be forbidden; the page is complete without it.
  }
})();
