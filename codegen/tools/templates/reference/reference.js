// Search, colors and other comforts of the reference. Everything else works without this script.
"use strict";

(() => {
  const root = document.documentElement;

  // Pages that are opened from a disk may not have a memory.
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => {
    try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* Not this time. */ }
  };

  const THEMES = ["system", "light", "dark"];
  let theme = THEMES.includes(remembered("theme")) ? remembered("theme") : "system";
  const applyTheme = () => { theme === "system" ? delete root.dataset.theme : root.dataset.theme = theme; };
  // Before anything is shown, so that nothing flickers.
  applyTheme();

  document.addEventListener("DOMContentLoaded", () => {
    themeButton();
    search();
    tabs();
    copyButtons();
    followReading();
    openTarget();
    addEventListener("hashchange", openTarget);
    const navigation = document.getElementById("navigation");
    navigation.addEventListener("click", (event) => {
      if (event.target.closest("a") && navigation.matches(":popover-open")) navigation.hidePopover();
    });
  });

  function themeButton() {
    const button = document.querySelector("button.theme");
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = "◐ ";
    const show = () => {
      button.replaceChildren(sign, theme);
      button.setAttribute("aria-label", `Theme: ${theme}`);
    };
    button.addEventListener("click", () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      remember("theme", theme === "system" ? null : theme);
      applyTheme();
      show();
    });
    show();
    button.hidden = false;
  }

  // What an address leads to may lie inside of something that is closed.
  function openTarget() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* Then it is what it is. */ }
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let node = target.parentElement; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    target.scrollIntoView();
  }

  // The way in which one example is shown is that of all, also on the next page.
  function tabs() {
    const choose = (value) => {
      for (const input of document.querySelectorAll(".tabs input")) if (input.value === value) input.checked = true;
    };
    const last = remembered("tab");
    if (last) choose(last);
    document.addEventListener("change", (event) => {
      if (!event.target.matches(".tabs input")) return;
      const before = event.target.getBoundingClientRect().top;
      choose(event.target.value);
      remember("tab", event.target.value);
      scrollBy({ top: event.target.getBoundingClientRect().top - before, behavior: "instant" });
    });
  }

  function copyButtons() {
    if (!navigator.clipboard) return;
    for (const pre of document.querySelectorAll(".pane pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(pre.textContent).then(() => {
          button.textContent = "Copied";
          setTimeout(() => { button.textContent = "Copy"; }, 1500);
        }, () => {});
      });
      pre.before(button);
    }
  }

  // The navigation shows which operation is being read.
  function followReading() {
    const links = new Map();
    for (const link of document.querySelectorAll("#navigation .operations a")) links.set(link.hash.slice(1), link);
    if (links.size === 0) return;
    const visible = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) entry.isIntersecting ? visible.add(entry.target) : visible.delete(entry.target);
      const first = [...document.querySelectorAll(".operation")].find((operation) => visible.has(operation));
      for (const [id, link] of links) {
        if (first && first.id === id) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
    }, { rootMargin: "-20% 0px -60% 0px" });
    for (const operation of document.querySelectorAll(".operation")) observer.observe(operation);
  }

  // Search

  const MOST = 40;

  function search() {
    const input = document.getElementById("search");
    const list = document.getElementById("results");
    const found = document.getElementById("found");
    let results = [];
    let selected = -1;
    let loading;

    // The index is a script, since a page from a disk cannot fetch; it is asked for when it is needed.
    const index = () => loading ??= new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${document.body.dataset.root}search-index.js`;
      script.onload = () => resolve(prepared(window.referenceIndex));
      script.onerror = () => resolve([]);
      document.head.append(script);
    });

    const close = () => {
      list.hidden = true;
      selected = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const select = (number) => {
      selected = results.length ? (number + results.length) % results.length : -1;
      for (const [place, option] of [...list.children].entries()) {
        option.setAttribute("aria-selected", String(place === selected));
        if (place === selected) option.scrollIntoView({ block: "nearest" });
      }
      if (selected >= 0) input.setAttribute("aria-activedescendant", `result-${selected}`);
    };

    const open = (entry) => {
      close();
      input.blur();
      location.href = document.body.dataset.root + entry.page + "#" + entry.anchor;
    };

    const show = async () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length === 0) {
        close();
        found.textContent = "";
        return;
      }
      const entries = await index();
      const fitting = [];
      for (const entry of entries) {
        const score = fit(entry, words);
        if (score < Infinity) fitting.push([score, entry]);
      }
      fitting.sort(([one, a], [other, b]) => one - other || a.kind - b.kind || a.name.length - b.name.length || (a.anchor < b.anchor ? -1 : 1));
      results = fitting.slice(0, MOST).map(([, entry]) => entry);
      list.replaceChildren(...results.map((entry, number) => option(entry, number, words)));
      if (results.length === 0) {
        const none = document.createElement("li");
        none.className = "none";
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.textContent = "Nothing found.";
        list.append(none);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      const count = fitting.length === 1 ? "1 result" : `${fitting.length} results`;
      found.textContent = fitting.length > MOST ? `${count}, the first ${MOST} are shown` : count;
      select(0);
    };

    const option = (entry, number, words) => {
      const item = document.createElement("li");
      item.id = `result-${number}`;
      item.setAttribute("role", "option");
      const part = (className, text) => {
        const node = document.createElement("span");
        node.className = className;
        node.append(...marked(text, words));
        return node;
      };
      item.append(part("name", entry.name), part("what", entry.what), part("more", entry.more));
      // Pressing keeps the focus in the field.
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => open(entry));
      return item;
    };

    input.addEventListener("focus", index);
    input.addEventListener("input", show);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") list.hidden ? show() : select(selected + 1);
      else if (event.key === "ArrowUp") select(selected - 1);
      else if (event.key === "Home" && !list.hidden) select(0);
      else if (event.key === "End" && !list.hidden) select(results.length - 1);
      else if (event.key === "Enter" && !list.hidden && results[selected]) open(results[selected]);
      else if (event.key === "Escape") {
        if (list.hidden) { input.value = ""; input.blur(); } else close();
      } else return;
      event.preventDefault();
    });
    document.addEventListener("keydown", (event) => {
      const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writing) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
    document.querySelector(".search").hidden = false;
  }

  function prepared({ kinds, pages, entries }) {
    return entries.map(([kind, page, anchor, name, more]) => ({
      kind, what: kinds[kind], page: pages[page], anchor, name, more,
      lowerName: name.toLowerCase(), lowerMore: more.toLowerCase(),
    }));
  }

  // How well an entry fits, lower is better: the name as a whole, its beginning, the beginning of a word in it,
  // any part of it, and the same in what else is known.
  function fit(entry, words) {
    const joined = words.join("_");
    if (entry.lowerName === joined || entry.lowerName === words.join(" ")) return 0;
    let sum = 0;
    for (const word of words) {
      const score = Math.min(within(entry.lowerName, entry.name, word), within(entry.lowerMore, entry.more, word) + 4);
      if (score === Infinity) return Infinity;
      sum += score;
    }
    return 1 + sum;
  }

  function within(lower, text, word) {
    let best = Infinity;
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      if (at === 0) return 0;
      const before = text[at - 1];
      const begins = !/[\p{L}\p{N}]/u.test(before) || (/\p{Lu}/u.test(text[at]) && !/\p{Lu}/u.test(before));
      best = Math.min(best, begins ? 1 : 3);
      if (best === 1) return 1;
    }
    return best;
  }

  function marked(text, words) {
    const lower = text.toLowerCase();
    const pieces = [];
    let at = 0;
    while (at < text.length) {
      let next = text.length;
      let length = 0;
      for (const word of words) {
        const place = lower.indexOf(word, at);
        if (place >= 0 && place < next) { next = place; length = word.length; }
      }
      if (next > at) pieces.push(text.slice(at, next));
      if (length) {
        const mark = document.createElement("mark");
        mark.textContent = text.slice(next, next + length);
        pieces.push(mark);
      }
      at = next + length;
      if (!length) break;
    }
    return pieces;
  }
})();
