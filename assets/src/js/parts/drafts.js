// What a member types at the checkout is kept while they type, so that nothing is lost with the tab.
const PAUSE = 2500;

export function drafts() {
  for (const form of document.querySelectorAll("form[data-keeps]")) {
    let waiting = 0;
    let changed = false;
    const body = () => {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      data.set("_do", "save");
      return data;
    };
    const keep = () => {
      if (!changed || form.dataset.sent) return;
      changed = false;
      // The order takes the draft with it.
      if (form.elements._kept) form.elements._kept.value = "1";
      fetch(form.action, { method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive: true }).catch(() => {
        changed = true;
      });
    };
    form.addEventListener("input", () => {
      changed = true;
      clearTimeout(waiting);
      waiting = setTimeout(keep, PAUSE);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") keep();
    });
  }
}
