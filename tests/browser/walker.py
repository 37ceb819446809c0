"""Somebody with a real browser, who notices what a person would be annoyed by.

After every step: nothing to scroll sideways, nothing that jumped, nothing in the console.
"""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

PHONE = {"width": 390, "height": 844}
TABLE = {"width": 1280, "height": 900}
MOST_SHIFT = 0.1
WATCH_SHIFTS = """
window.shifted = { sum: 0, nodes: [] };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted.sum += entry.value;
    for (const { node } of entry.sources) {
      window.shifted.nodes.push(node?.className || node?.nodeName);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""
WIDER_THAN_THE_WINDOW = """
() => document.documentElement.scrollWidth - document.documentElement.clientWidth
"""


@dataclass
class Walker:
    context: BrowserContext
    page: Page
    address: str
    scripted: bool = True
    faults: list[str] = field(default_factory=list)

    @classmethod
    def come(cls, context: BrowserContext, address: str, scripted: bool = True) -> "Walker":
        context.add_init_script(WATCH_SHIFTS)
        walker = cls(context, context.new_page(), address, scripted)
        walker.page.set_default_timeout(8_000)
        walker.page.on("console", walker._hear)
        walker.page.on("pageerror", lambda fault: walker.faults.append(f"script: {fault}"))
        walker.page.on("response", walker._notice)
        return walker

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused field is answered with 422, and Chromium calls that an error.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _notice(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            self.faults.append(f"{response.status} {response.url}")

    def go(self, path: str) -> "Walker":
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self.look()

    def send(self, action: str, press: str = "") -> "Walker":
        """Send the form that goes to `action`, by its big button or by that with the value."""
        form = self.page.locator(f"main form[action='{action}']").last
        named = f"[value='{press}']" if press else ":not(.unseen)"
        return self.follow(form.locator(f"button{named}, button[form]{named}").last)

    def follow(self, target: Locator | str) -> "Walker":
        """Something that leads to another page: what comes is looked at."""
        if isinstance(target, str):
            target = self.page.locator(f"main a[href='{target}']").first
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        return self.look()

    def refused(self, target: Locator, status: int) -> "Walker":
        """It is said on the page that comes, and with this status; nothing else is wrong there."""
        before = len(self.faults)
        self.follow(target)
        other = [one for one in self.faults[before:] if str(status) not in one]
        assert len(self.faults) > before, "nobody refused it"
        self.faults[before:] = other
        return self

    def fill(self, **fields: str) -> "Walker":
        """By the names that are sent."""
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").last.fill(value)
        return self

    def choose(self, name: str, value: str) -> "Walker":
        """One of several; the words around the small circle are what a finger hits."""
        self.page.locator(f"label:has([name='{name}'][value='{value}'])").click()
        return self

    def tick(self, name: str) -> "Walker":
        return self.choose(name, "yes")

    def sign_in(self, login: str, password: str) -> "Walker":
        return self.fill(login=login, password=password).send("/sign-in")

    def look(self) -> "Walker":
        self.look_sideways()
        shifted = self.page.evaluate("window.shifted ?? null")
        if shifted and shifted["sum"] >= MOST_SHIFT:
            self.faults.append(f"{self.path}: {shifted['nodes']} shifted by {shifted['sum']:.2f}")
        return self

    def look_sideways(self) -> None:
        wider = self.page.evaluate(WIDER_THAN_THE_WINDOW)
        if wider > 0:
            self.faults.append(f"{self.path}: {wider} px to scroll sideways")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    @property
    def h1(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """What is to be read, without regard to blanks."""
        return "".join(self.page.locator("main").inner_text().split())

    def links_to(self, path: str) -> list[str]:
        found = self.page.locator(f"main a[href^='{path}']").all()
        return [one.get_attribute("href") or "" for one in found]
